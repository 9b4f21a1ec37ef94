//! Changes to people: the rule, the SQL and the audit entry. Private numbers stay out of the audit
//! trail: it says that one was changed, not to what.

use crate::{
    change,
    change::Change,
    db::{Batch, keys},
    error::Refused,
    in_chunks,
    trail::Entry,
};
use app::{
    form::Values,
    id::{OrganisationId, PersonId},
    people::{
        Person,
        form::{self, ContactInput, PersonInput},
    },
    trail::Subject,
};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::HashMap;

/// What the trail keeps of a person after a change.
#[derive(Serialize)]
struct Trace<'a, T> {
    #[serde(flatten)]
    input: &'a T,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    private_phone_changed: bool,
}

/// New people on their way to the database, one or thousands: they are added in [`new_people`], which
/// stores them, since the trail tells of those who wait already.
#[derive(Debug)]
pub(crate) struct NewPeople {
    rows: Batch,
    /// The addresses of the new ones and their home organisations.
    homes: HashMap<String, OrganisationId>,
}

/// Adds people, and whatever else is done meanwhile, and stores those who wait.
///
/// # Errors
/// [`Refused::Taken`] when somebody has one of the e-mail addresses already, and as what is done.
pub(crate) async fn new_people<T>(
    change: &mut Change,
    add: impl AsyncFnOnce(&mut NewPeople, &mut Change) -> Result<T, Refused>,
) -> Result<T, Refused> {
    let mut people = NewPeople::new();
    let added = add(&mut people, change).await?;
    people.flush(change).await?;
    Ok(added)
}

impl NewPeople {
    /// None yet.
    fn new() -> Self {
        Self {
            rows: Batch::new(
                "people (id, organisation_id, name, function, email, work_phone, private_phone, sort_key, search_key)",
            ),
            homes: HashMap::new(),
        }
    }

    /// Adds a person.
    ///
    /// # Errors
    /// When the database can't store what the trail says of it.
    pub async fn add(
        &mut self,
        change: &mut Change,
        input: &PersonInput,
    ) -> sqlx::Result<PersonId> {
        let id: PersonId = change.new_id();
        let contact = &input.contact;
        let [sort_key, search_key] = keys::person(&input.name, &input.function);
        self.rows.add([
            id.to_string().into(),
            input.organisation.to_string().into(),
            (&input.name).into(),
            (&input.function).into(),
            (&contact.email).into(),
            (&contact.work_phone).into(),
            (&contact.private_phone).into(),
            sort_key.into(),
            search_key.into(),
        ]);
        let home = input.organisation.clone();
        self.homes.insert(contact.email.clone(), home);
        let entry = Entry::new(Subject::Person, id.as_str(), "create")
            .of(&input.organisation)
            .after(&Trace {
                input,
                private_phone_changed: !contact.private_phone.is_empty(),
            });
        change.record(entry).await?;
        Ok(id)
    }

    /// Stores what was added. Accounts with the addresses of new people and access to their
    /// organisations belong to them from now on.
    async fn flush(mut self, change: &mut Change) -> Result<(), Refused> {
        self.rows.flush(change.tx()).await?;
        let emails: Vec<&String> = self.homes.keys().collect();
        let linked: Vec<(String, String, String)> = in_chunks!(
            on_tx,
            change.tx(),
            emails,
            "UPDATE users SET person_id = (SELECT pe.id FROM people pe WHERE pe.email = users.email)
             WHERE person_id IS NULL
               AND id IN (SELECT us.user_id FROM user_scope us JOIN people pe ON pe.organisation_id = us.organisation_id
                          WHERE pe.email = users.email)
               AND email IN (",
            ") RETURNING id, email, person_id"
        );
        for (user, email, person) in linked {
            let after = serde_json::json!({ "person": person });
            let mut entry = Entry::new(Subject::User, &user, "link").after(&after);
            entry.organisation = self.homes.get(&email);
            change.record(entry).await?;
        }
        Ok(())
    }
}

/// Adds a person. An account with the same address and access to the organisation belongs to the
/// person from now on.
///
/// # Errors
/// [`Refused::Taken`] when somebody has the e-mail address already.
pub async fn create(change: &mut Change, input: &PersonInput) -> Result<PersonId, Refused> {
    let add =
        async |people: &mut NewPeople, change: &mut Change| Ok(people.add(change, input).await?);
    new_people(change, add).await
}

/// A person before a change.
#[derive(Clone, Debug)]
pub struct Before<'a> {
    /// Which one.
    pub id: &'a PersonId,
    /// The home organisation.
    pub organisation: &'a OrganisationId,
    /// The form, filled from the record.
    pub values: Values,
}

impl<'a> From<&'a Person> for Before<'a> {
    fn from(person: &'a Person) -> Self {
        Self {
            id: &person.id,
            organisation: &person.organisation.id,
            values: form::values(person),
        }
    }
}

/// Changes a person; also the home organisation, to one that the same coordinator looks after.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled, [`Refused::Taken`]
/// when somebody else has the e-mail address.
pub async fn update(
    change: &mut Change,
    person: &Before<'_>,
    input: &PersonInput,
) -> Result<(), Refused> {
    let contact = &input.contact;
    let [sort_key, search_key] = keys::person(&input.name, &input.function);
    change!(
        change.tx(),
        "UPDATE people SET name = $3, function = $4, organisation_id = $5, email = $6, work_phone = $7,
                private_phone = $8, sort_key = $9, search_key = $10, version = version + 1
         WHERE id = $1 AND version = $2",
        person.id.as_str(),
        contact.version,
        &input.name,
        &input.function,
        input.organisation.as_str(),
        &contact.email,
        &contact.work_phone,
        &contact.private_phone,
        sort_key,
        search_key
    )?;
    let before = form::person(&person.values).ok();
    let entry = Entry::new(Subject::Person, person.id.as_str(), "edit")
        .of(person.organisation)
        .before(&before)
        .after(&Trace {
            input,
            private_phone_changed: person.values.get("private_phone") != contact.private_phone,
        });
    Ok(change.record(entry).await?)
}

/// Changes how a person can be reached.
///
/// # Errors
/// As [`update`].
pub async fn update_contact(
    change: &mut Change,
    person: &Person,
    input: &ContactInput,
) -> Result<(), Refused> {
    change!(
        change.tx(),
        "UPDATE people SET email = $3, work_phone = $4, private_phone = $5, version = version + 1
         WHERE id = $1 AND version = $2",
        person.id.as_str(),
        input.version,
        &input.email,
        &input.work_phone,
        &input.private_phone
    )?;
    let before = form::contact(&form::values(person)).ok();
    let entry = Entry::new(Subject::Person, person.id.as_str(), "contact")
        .of(&person.organisation.id)
        .before(&before)
        .after(&Trace {
            input,
            private_phone_changed: private_phone_changed(person, input),
        });
    Ok(change.record(entry).await?)
}

fn private_phone_changed(person: &Person, input: &ContactInput) -> bool {
    person.private_phone.as_deref() != Some(input.private_phone.as_str())
}

/// Records the last day of a person at the organisation. Whoever calls this ends what the person does
/// there, in the same change.
///
/// # Errors
/// [`Refused::Stale`] when the record is of another version by now.
pub async fn depart(
    change: &mut Change,
    person: &Person,
    version: i64,
    left_on: NaiveDate,
) -> Result<(), Refused> {
    change!(
        change.tx(),
        "UPDATE people SET left_on = $3, version = version + 1 WHERE id = $1 AND version = $2",
        person.id.as_str(),
        version,
        left_on
    )?;
    let entry = Entry::new(Subject::Person, person.id.as_str(), "departure")
        .of(&person.organisation.id)
        .before(&serde_json::json!({ "left_on": person.left_on }))
        .after(&serde_json::json!({ "left_on": left_on }));
    Ok(change.record(entry).await?)
}
