//! Forms about actions, checked.

use super::Action;
use crate::{
    form::{Errors, Problem, Reader, Values},
    id::{OrganisationId, PersonId},
    text::actions as t,
};
use chrono::NaiveDate;

/// An action as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ActionInput {
    /// What must be done.
    pub title: String,
    /// The organisation that must do it.
    pub organisation: OrganisationId,
    /// Who does it.
    pub owner: PersonId,
    /// The last good day.
    pub due_on: NaiveDate,
    /// The version of the record that the form was filled from.
    pub version: i64,
}

/// Checks the form of an action.
///
/// # Errors
/// What is wrong, by field.
pub fn action(values: &Values) -> Result<ActionInput, Errors> {
    let mut form = Reader::new(values);
    let title = form.required_line("title", 300);
    let organisation = form.choice("organisation");
    let owner = form.choice("owner");
    let due_on = form.date("due_on");
    let version = form.version();
    let input = (|| {
        Some(ActionInput {
            title,
            organisation: organisation?,
            owner: owner?,
            due_on: due_on?,
            version,
        })
    })();
    form.finish(input)
}

/// The form of an action, filled from its record.
#[must_use]
pub fn values(action: &Action) -> Values {
    Values::default()
        .with("title", &action.title)
        .with("organisation", &action.organisation.id)
        .with("owner", &action.owner.id)
        .with("due_on", action.due_on)
        .with("version", action.version)
}

/// That an action was done, as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CompletionInput {
    /// When.
    pub done_on: NaiveDate,
    /// What was done.
    pub done_note: String,
}

/// Checks the form of a completion; `today` because nothing was done in the future.
///
/// # Errors
/// What is wrong, by field.
pub fn completion(values: &Values, today: NaiveDate) -> Result<CompletionInput, Errors> {
    let mut form = Reader::new(values);
    let done_on = form.date("done_on");
    let done_note = form.optional("done_note", 2_000);
    if done_on.is_some_and(|day| day > today) {
        form.errors.add("done_on", Problem::Other(t::error_future));
    }
    form.finish(done_on.map(|done_on| CompletionInput { done_on, done_note }))
}
