//! The form of a feed, checked.

use super::Selection;
use crate::form::{Errors, Problem, Reader, Values};

/// A feed as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FeedInput {
    /// The name by which its user knows it.
    pub name: String,
    /// What it carries.
    pub selection: Selection,
}

/// What the user can choose from: without a person behind the account, nothing is one's own.
#[must_use]
pub fn selections(person: bool) -> &'static [Selection] {
    if person {
        Selection::ALL
    } else {
        &[Selection::Scope]
    }
}

/// Checks the form of a feed; `person` tells whether there is a person behind the account.
///
/// # Errors
/// What is wrong, by field.
pub fn feed(values: &Values, person: bool) -> Result<FeedInput, Errors> {
    let mut form = Reader::new(values);
    let name = form.required_line("name", 80);
    let selection = form.choice("selection");
    if selection.is_some_and(|selection| !selections(person).contains(&selection)) {
        form.errors.add("selection", Problem::Choice);
    }
    let input = selection.map(|selection| FeedInput { name, selection });
    form.finish(input)
}
