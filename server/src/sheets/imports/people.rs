//! What the rows of a file about people would do, and doing it.

use super::{
    check::Check,
    each,
    file::{Row, Table},
    scope::Scope,
};
use crate::{
    change,
    db::Tx,
    error::Refused,
    in_chunks,
    people::commands::{self, Before, NewPeople, new_people},
};
use app::{
    fold,
    form::{Problem, Values},
    id::{OrganisationId, PersonId},
    people::form::{self, PersonInput},
    sheets::imports::{Change, Column, Detail, Flaw, Line, Outcome, shortened},
    text::people as t,
};
use chrono::NaiveDate;
use sqlx::FromRow;
use std::collections::{HashMap, HashSet};

/// What is to be done for a row.
#[derive(Debug)]
pub struct Act {
    known: Option<Known>,
    input: PersonInput,
}

impl Act {
    /// All that it does, to which record as it is.
    ///
    /// # Errors
    /// When it can't be told.
    pub fn told(&self) -> serde_json::Result<String> {
        let Self { known, input } = self;
        let known = known.as_ref().map(|known| (&known.id, known.version));
        serde_json::to_string(&(known, input, &input.contact.private_phone))
    }
}

/// A person who is there.
#[derive(Clone, Debug, FromRow)]
struct Known {
    id: String,
    name: String,
    function: String,
    organisation_id: String,
    organisation: String,
    email: String,
    work_phone: String,
    private_phone: String,
    left_on: Option<NaiveDate>,
    version: i64,
}

impl Known {
    /// The form of the person, filled from the record.
    fn values(&self) -> Values {
        Values::default()
            .with("name", &self.name)
            .with("function", &self.function)
            .with("organisation", &self.organisation_id)
            .with("email", &self.email)
            .with("work_phone", &self.work_phone)
            .with("private_phone", &self.private_phone)
            .with("version", self.version)
    }

    /// Whether the person would come to another organisation.
    fn moves(&self, input: &PersonInput) -> bool {
        self.organisation_id != input.organisation.as_str()
    }

    /// Whether something of the person would change; the address is what they are known by.
    fn differs(&self, input: &PersonInput) -> bool {
        let contact = &input.contact;
        self.moves(input)
            || self.name != input.name
            || self.function != input.function
            || self.work_phone != contact.work_phone
            || self.private_phone != contact.private_phone
    }
}

/// Decides what each row would do.
///
/// # Errors
/// When the database can't be read.
pub async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    table: &Table,
    today: NaiveDate,
) -> sqlx::Result<Vec<(Line, Option<Act>)>> {
    let emails = table.rows.iter().map(|row| email(&Check::new(table, row)));
    let emails: HashSet<String> = emails.filter(|email| !email.is_empty()).collect();
    let emails: Vec<String> = emails.into_iter().collect();
    // An address is unique, so those of others must be known, too; nothing of them is shown.
    let known: Vec<Known> = in_chunks!(
        on_tx,
        &mut *tx,
        emails,
        "SELECT pe.id, pe.name, pe.function, pe.organisation_id, o.name AS organisation, pe.email, pe.work_phone, pe.private_phone, pe.left_on, pe.version
         FROM people pe JOIN organisations o ON o.id = pe.organisation_id WHERE pe.email IN (",
        ")"
    );
    let known: HashMap<String, Known> = known
        .into_iter()
        .map(|person| (person.email.clone(), person))
        .collect();
    let mut rows = HashMap::new();
    let decide = |row: &Row| decide_row(scope, Check::new(table, row), &known, today, &mut rows);
    Ok(each(&table.rows, decide).await)
}

fn email(check: &Check<'_>) -> String {
    fold::email(check.text(Column::Email))
}

fn decide_row(
    scope: &Scope,
    mut check: Check<'_>,
    known: &HashMap<String, Known>,
    today: NaiveDate,
    rows: &mut HashMap<String, u32>,
) -> (Line, Option<Act>) {
    let email = email(&check);
    let mut known = known.get(&email);
    if known.is_some_and(|known| !scope.may_edit(&known.organisation_id.clone().into())) {
        check.add(Column::Email, Flaw::Elsewhere);
        known = None;
    }
    if let Some(day) = known.and_then(|known| known.left_on)
        && day < today
    {
        check.add(Column::Email, Flaw::Left(day));
    }
    if !email.is_empty()
        && let Some(earlier) = rows.insert(email, check.number())
    {
        check.add(Column::Email, Flaw::Twice(earlier));
    }
    let input = read(scope, &mut check, known).filter(|_| check.faults.is_empty());
    let input = input.filter(|input| known.is_none_or(|known| known.differs(input)));
    let outcome = match (&input, known) {
        (Some(input), None) => Outcome::New(told(input)),
        (Some(input), Some(known)) => Outcome::Changed(changes(scope, input, known)),
        (None, _) => Outcome::Same,
    };
    let address = known.map(|known| format!("/people/{}", known.id));
    let line = check.line([Column::Name, Column::Organisation], address, outcome);
    let act = input.map(|input| Act {
        known: known.cloned(),
        input,
    });
    (line, act)
}

/// What is stored of a new person beside name and organisation, as the form made it of the cells.
fn told(input: &PersonInput) -> Vec<Detail> {
    let contact = &input.contact;
    [
        (Column::Function, &input.function),
        (Column::Email, &contact.email),
        (Column::WorkPhone, &contact.work_phone),
        (Column::PrivatePhone, &contact.private_phone),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(column, text)| Detail::Value(column, text.clone()))
    .collect()
}

/// The facts of the person: those of the record, with what the row says in their place.
fn read(scope: &Scope, check: &mut Check<'_>, known: Option<&Known>) -> Option<PersonInput> {
    let mut values = known.map(Known::values).unwrap_or_default();
    let name = check.text(Column::Organisation);
    match scope.named(name) {
        Some(id) if scope.may_edit(id) => values = values.replacing("organisation", id),
        Some(_) => {
            let problem = Problem::Other(t::error_organisation);
            check.add(Column::Organisation, Flaw::Form(problem));
        }
        None if name.is_empty() => {}
        None => check.add(
            Column::Organisation,
            Flaw::Organisation(shortened(name, 60)),
        ),
    }
    for column in [
        Column::Name,
        Column::Function,
        Column::Email,
        Column::WorkPhone,
        Column::PrivatePhone,
    ] {
        let text = check.text(column);
        if !text.is_empty() {
            values = values.replacing(column.code(), text);
        }
    }
    match form::person(&values) {
        Ok(input) => Some(input),
        Err(errors) => {
            check.errors(&errors);
            None
        }
    }
}

fn changes(scope: &Scope, input: &PersonInput, known: &Known) -> Vec<Detail> {
    let organisation = scope.name(&input.organisation).unwrap_or_default();
    let contact = &input.contact;
    [
        (Column::Name, &*known.name, &*input.name),
        (Column::Function, &known.function, &input.function),
        (Column::Organisation, &known.organisation, organisation),
        (Column::WorkPhone, &known.work_phone, &contact.work_phone),
        (
            Column::PrivatePhone,
            &known.private_phone,
            &contact.private_phone,
        ),
    ]
    .into_iter()
    // Two organisations may have one name.
    .filter(|(column, before, after)| {
        before != after || (*column == Column::Organisation && known.moves(input))
    })
    .map(|(column, before, after)| {
        Detail::Change(Change {
            column,
            before: before.to_owned(),
            after: after.to_owned(),
        })
    })
    .collect()
}

/// Does what was decided.
///
/// # Errors
/// [`Refused::Stale`] or [`Refused::Taken`] when somebody else was quicker; then nothing of the
/// import must be stored.
pub async fn apply(
    change: &mut change::Change,
    acts: impl IntoIterator<Item = Act>,
) -> Result<(), Refused> {
    let write = async |people: &mut NewPeople, change: &mut change::Change| {
        for act in acts {
            match &act.known {
                Some(known) => {
                    let before = Before {
                        id: &PersonId::from(known.id.clone()),
                        organisation: &OrganisationId::from(known.organisation_id.clone()),
                        values: known.values(),
                    };
                    commands::update(change, &before, &act.input).await?;
                }
                None => drop(people.add(change, &act.input).await?),
            }
        }
        Ok(())
    };
    new_people(change, write).await
}
