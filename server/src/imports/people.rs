//! What the rows of a file about people would do, and doing it.

use super::{
    check::Check,
    file::{Row, Table},
    scope::Scope,
};
use crate::{
    audit::Actor,
    db::{Db, Tx},
    error::Refused,
    in_chunks,
    people::commands::{self, Before},
};
use app::{
    form::{Problem, Values},
    id::{OrganisationId, PersonId},
    imports::{Change, Column, Flaw, Line, Outcome},
    people::form::{self, PersonInput},
    text::people as t,
};
use sqlx::FromRow;
use std::collections::{HashMap, HashSet};

/// What is to be done for a row.
#[derive(Debug)]
pub struct Act {
    known: Option<Known>,
    input: PersonInput,
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
}

/// Decides what each row would do.
///
/// # Errors
/// When the database can't be read.
pub async fn decide(
    db: &Db,
    scope: &Scope,
    table: &Table,
) -> sqlx::Result<Vec<(Line, Option<Act>)>> {
    let emails = table.rows.iter().map(|row| email(&Check::new(table, row)));
    let emails: HashSet<String> = emails.filter(|email| !email.is_empty()).collect();
    let emails: Vec<String> = emails.into_iter().collect();
    // An address is unique, so those of others must be known, too; nothing of them is shown.
    let known: Vec<Known> = in_chunks!(
        on_db,
        db,
        emails,
        "SELECT pe.id, pe.name, pe.function, pe.organisation_id, o.name AS organisation, pe.email, pe.work_phone, pe.private_phone, pe.version
         FROM people pe JOIN organisations o ON o.id = pe.organisation_id WHERE pe.email IN (",
        ")"
    );
    let known: HashMap<String, Known> = known
        .into_iter()
        .map(|person| (person.email.clone(), person))
        .collect();
    let mut rows = HashMap::new();
    let decided = table
        .rows
        .iter()
        .map(|row| decide_row(scope, table, row, &known, &mut rows));
    Ok(decided.collect())
}

fn email(check: &Check<'_>) -> String {
    check.text(Column::Email).trim().to_lowercase()
}

fn decide_row(
    scope: &Scope,
    table: &Table,
    row: &Row,
    known: &HashMap<String, Known>,
    rows: &mut HashMap<String, u32>,
) -> (Line, Option<Act>) {
    let mut check = Check::new(table, row);
    let email = email(&check);
    let mut known = known.get(&email);
    if known.is_some_and(|known| !scope.may_edit(&known.organisation_id.clone().into())) {
        check.add(Column::Email, Flaw::Elsewhere);
        known = None;
    }
    if !email.is_empty()
        && let Some(earlier) = rows.insert(email, row.number)
    {
        check.add(Column::Email, Flaw::Twice(earlier));
    }
    let input = read(scope, &mut check, known);
    let changes = match (&input, known) {
        (Some(input), Some(known)) => changes(scope, input, known),
        _ => Vec::new(),
    };
    let outcome = match (known, check.faults.is_empty()) {
        (_, false) => Outcome::Wrong(check.take()),
        (None, true) => Outcome::New,
        (Some(_), true) if changes.is_empty() => Outcome::Same,
        (Some(_), true) => Outcome::Changed(changes),
    };
    let act = matches!(outcome, Outcome::New | Outcome::Changed(_))
        .then(|| {
            Some(Act {
                known: known.cloned(),
                input: input?,
            })
        })
        .flatten();
    let line = Line {
        row: row.number,
        title: check.text(Column::Name).to_owned(),
        organisation: check.text(Column::Organisation).to_owned(),
        address: known.map(|known| format!("/people/{}", known.id)),
        outcome,
    };
    (line, act)
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
        None => check.add(Column::Organisation, Flaw::Organisation(name.to_owned())),
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

fn changes(scope: &Scope, input: &PersonInput, known: &Known) -> Vec<Change> {
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
    .filter(|(_, before, after)| before != after)
    .map(|(column, before, after)| Change {
        column,
        before: before.to_owned(),
        after: after.to_owned(),
    })
    .collect()
}

/// Does what was decided.
///
/// # Errors
/// [`Refused::Stale`] or [`Refused::Taken`] when somebody else was quicker; then nothing of the
/// import must be stored.
pub async fn apply(
    tx: &mut Tx,
    by: &Actor,
    acts: impl IntoIterator<Item = Act>,
) -> Result<(), Refused> {
    for act in acts {
        match &act.known {
            Some(known) => {
                let (id, home) = (
                    PersonId::from(known.id.clone()),
                    OrganisationId::from(known.organisation_id.clone()),
                );
                let before = Before {
                    id: &id,
                    organisation: &home,
                    values: known.values(),
                };
                commands::update_in(tx, by, &before, &act.input).await?;
            }
            None => {
                commands::create_in(tx, by, &act.input).await?;
            }
        }
    }
    Ok(())
}
