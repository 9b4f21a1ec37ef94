//! Improvement actions: who does what until when, and who verified it.

pub mod commands;
mod overdue;
mod reach;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;

use crate::people::store::Wanted;
use app::{
    actions::{
        Choices,
        form::{self, ActionInput},
    },
    form::{Errors, Problem, Values},
    text::actions as t,
};

/// Whom the list of owners must have for a form with these values.
pub(crate) fn wanted(values: &Values) -> Wanted {
    Wanted::default().typed(values, "owner", "organisation")
}

/// The form of an action checked by itself and against what the user may choose; the pages of
/// lessons use it too.
pub(crate) fn check(values: &Values, choices: &Choices) -> Result<ActionInput, Errors> {
    let input = form::action(values)?;
    let mut errors = Errors::default();
    if !choices
        .organisations
        .iter()
        .any(|organisation| organisation.id == input.organisation)
    {
        errors.add("organisation", Problem::Other(t::error_organisation));
    }
    if !choices.people.has(input.owner.as_str()) {
        errors.add("owner", Problem::Choice);
    }
    errors.into_result(input)
}
