//! Changes to people: the rule, the SQL and the audit entry in one transaction. Private numbers
//! stay out of the audit trail: it says that one was changed, not to what.

use crate::{
    audit::{self, Actor, Entry},
    change,
    db::{Db, Tx, new_id},
    error::Refused,
    execute, on_tx,
};
use app::{
    form::Values,
    id::{OrganisationId, PersonId, UserId},
    people::{
        Person,
        form::{self, ContactInput, PersonInput},
    },
};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::FromRow;

/// What the trail keeps of a person after a change.
#[derive(Serialize)]
struct Trace<'a, T> {
    #[serde(flatten)]
    input: &'a T,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    private_phone_changed: bool,
}

/// Adds a person. An account with the same address and access to the organisation belongs to the
/// person from now on.
///
/// # Errors
/// [`Refused::Taken`] when somebody has the e-mail address already.
pub async fn create(db: &Db, by: &Actor, input: &PersonInput) -> Result<PersonId, Refused> {
    let mut tx = db.begin().await?;
    let id = create_in(&mut tx, by, input).await?;
    tx.commit().await?;
    Ok(id)
}

/// [`create`] as a part of a larger change.
///
/// # Errors
/// As [`create`].
pub(crate) async fn create_in(
    tx: &mut Tx,
    by: &Actor,
    input: &PersonInput,
) -> Result<PersonId, Refused> {
    let id: PersonId = new_id();
    let contact = &input.contact;
    execute!(
        &mut *tx,
        "INSERT INTO people (id, organisation_id, name, function, email, work_phone, private_phone)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.as_str(),
        input.organisation.as_str(),
        &input.name,
        &input.function,
        &contact.email,
        &contact.work_phone,
        &contact.private_phone
    )?;
    let entry = Entry::new("person", id.as_str(), "create")
        .of(&input.organisation)
        .after(&Trace {
            input,
            private_phone_changed: !contact.private_phone.is_empty(),
        });
    audit::record(tx, by, entry).await?;
    link_account(tx, by, &id, input).await?;
    Ok(id)
}

async fn link_account(
    tx: &mut Tx,
    by: &Actor,
    id: &PersonId,
    input: &PersonInput,
) -> sqlx::Result<()> {
    let linked: Option<(String,)> = on_tx!(&mut *tx, |c| sqlx::query_as(
        "UPDATE users SET person_id = $1 WHERE email = $2 AND person_id IS NULL
         AND id IN (SELECT user_id FROM user_scope WHERE organisation_id = $3) RETURNING id"
    )
    .bind(id.as_str())
    .bind(&input.contact.email)
    .bind(input.organisation.as_str())
    .fetch_optional(c)
    .await)?;
    if let Some((user,)) = linked {
        let user = UserId::from(user);
        let after = serde_json::json!({ "person": id });
        let entry = Entry::new("user", user.as_str(), "link")
            .of(&input.organisation)
            .after(&after);
        audit::record(tx, by, entry).await?;
    }
    Ok(())
}

/// Changes a person; also the home organisation, to one that the same coordinator looks after.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled, [`Refused::Taken`]
/// when somebody else has the e-mail address.
pub async fn update(
    db: &Db,
    by: &Actor,
    person: &Person,
    input: &PersonInput,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    let before = Before {
        id: &person.id,
        organisation: &person.organisation.id,
        values: form::values(person),
    };
    update_in(&mut tx, by, &before, input).await?;
    tx.commit().await?;
    Ok(())
}

/// A person before a change.
#[derive(Clone, Debug)]
pub(crate) struct Before<'a> {
    /// Which one.
    pub id: &'a PersonId,
    /// The home organisation.
    pub organisation: &'a OrganisationId,
    /// The form, filled from the record.
    pub values: Values,
}

/// [`update`] as a part of a larger change.
///
/// # Errors
/// As [`update`].
pub(crate) async fn update_in(
    tx: &mut Tx,
    by: &Actor,
    person: &Before<'_>,
    input: &PersonInput,
) -> Result<(), Refused> {
    execute!(
        &mut *tx,
        "UPDATE people SET name = $2, function = $3, organisation_id = $4 WHERE id = $1",
        person.id.as_str(),
        &input.name,
        &input.function,
        input.organisation.as_str()
    )?;
    set_contact(tx, person.id, &input.contact).await?;
    let before = form::person(&person.values).ok();
    let entry = Entry::new("person", person.id.as_str(), "edit")
        .of(person.organisation)
        .before(&before)
        .after(&Trace {
            input,
            private_phone_changed: person.values.get("private_phone")
                != input.contact.private_phone,
        });
    audit::record(tx, by, entry).await?;
    Ok(())
}

/// Changes how a person can be reached.
///
/// # Errors
/// As [`update`].
pub async fn update_contact(
    db: &Db,
    by: &Actor,
    person: &Person,
    input: &ContactInput,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    set_contact(&mut tx, &person.id, input).await?;
    let before = form::contact(&form::values(person)).ok();
    let entry = Entry::new("person", person.id.as_str(), "contact")
        .of(&person.organisation.id)
        .before(&before)
        .after(&Trace {
            input,
            private_phone_changed: private_phone_changed(person, input),
        });
    audit::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(())
}

fn private_phone_changed(person: &Person, input: &ContactInput) -> bool {
    person.private_phone.as_deref() != Some(input.private_phone.as_str())
}

async fn set_contact(tx: &mut Tx, id: &PersonId, input: &ContactInput) -> Result<(), Refused> {
    change!(
        tx,
        "UPDATE people SET email = $3, work_phone = $4, private_phone = $5, version = version + 1
         WHERE id = $1 AND version = $2",
        id.as_str(),
        input.version,
        &input.email,
        &input.work_phone,
        &input.private_phone
    )?;
    Ok(())
}

/// The last day of an assignment of somebody who leaves on `$2`.
macro_rules! last_day {
    () => {
        "CASE WHEN starts_on > $2 THEN starts_on ELSE $2 END"
    };
}

/// An assignment that ends by a departure.
#[derive(FromRow)]
struct Assigned {
    id: String,
    role_id: String,
    organisation_id: String,
    ends_on: Option<NaiveDate>,
    last_day: NaiveDate,
}

/// Records the last day of a person at the organisation. The crisis roles end on that day at the
/// latest; those that ended earlier stay as they are, and those that were to begin later end on their
/// first day: nothing ends before it begins.
///
/// # Errors
/// When the database can't store it.
pub async fn depart(db: &Db, by: &Actor, person: &Person, left_on: NaiveDate) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        &mut tx,
        "UPDATE people SET left_on = $2, version = version + 1 WHERE id = $1",
        person.id.as_str(),
        left_on
    )?;
    let ended: Vec<Assigned> = on_tx!(&mut tx, |c| {
        sqlx::query_as(concat!(
        "SELECT id, role_id, organisation_id, ends_on, ",
        last_day!(),
        " AS last_day FROM role_assignments WHERE person_id = $1 AND (ends_on IS NULL OR ends_on > ",
        last_day!(),
        ") ORDER BY id"
    ))
    .bind(person.id.as_str())
    .bind(left_on)
    .fetch_all(c)
    .await
    })?;
    execute!(
        &mut tx,
        concat!(
            "UPDATE role_assignments SET ends_on = ",
            last_day!(),
            ", version = version + 1 WHERE person_id = $1 AND (ends_on IS NULL OR ends_on > ",
            last_day!(),
            ")"
        ),
        person.id.as_str(),
        left_on
    )?;
    let entry = Entry::new("person", person.id.as_str(), "departure")
        .of(&person.organisation.id)
        .before(&serde_json::json!({ "left_on": person.left_on }))
        .after(&serde_json::json!({ "left_on": left_on }));
    audit::record(&mut tx, by, entry).await?;
    for assignment in ended {
        let organisation = OrganisationId::from(assignment.organisation_id);
        let text = |ends_on: Option<NaiveDate>| serde_json::json!({ "role": assignment.role_id, "person": person.id, "ends_on": ends_on });
        let entry = Entry::new("assignment", &assignment.id, "end")
            .of(&organisation)
            .before(&text(assignment.ends_on))
            .after(&text(Some(assignment.last_day)));
        audit::record(&mut tx, by, entry).await?;
    }
    tx.commit().await
}
