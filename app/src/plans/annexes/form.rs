//! Forms about annexes, checked.

use super::Annex;
use crate::{
    form::{Errors, Problem, Reader, Values},
    id::RuleId,
    text::{annexes as t, plans as tp},
};
use chrono::NaiveDate;

/// The most characters in one of the two texts.
const MAX: usize = 20_000;

/// An annex as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AnnexInput {
    /// Whom to call.
    pub contacts: String,
    /// Where to go.
    pub places: String,
    /// How often it must be checked.
    pub rule: RuleId,
    /// The version of the record that the form was filled from; 0 for a new one.
    pub version: i64,
}

/// An annex as it is stored: what the audit trail keeps of it as it was.
impl From<&Annex> for AnnexInput {
    fn from(annex: &Annex) -> Self {
        Self {
            contacts: annex.contacts.clone(),
            places: annex.places.clone(),
            rule: annex.rule.id.clone(),
            version: annex.version,
        }
    }
}

/// Checks the form of an annex.
///
/// # Errors
/// What is wrong, by field.
pub fn annex(values: &Values) -> Result<AnnexInput, Errors> {
    let mut form = Reader::new(values);
    let contacts = form.optional("contacts", MAX);
    let places = form.optional("places", MAX);
    if contacts.is_empty() && places.is_empty() {
        form.errors.add("contacts", Problem::Other(t::error_empty));
    }
    let rule = form.choice("rule");
    let version = form.version();
    let input = rule.map(|rule| AnnexInput {
        contacts,
        places,
        rule,
        version,
    });
    form.finish(input)
}

/// The form of an annex, filled from its record.
#[must_use]
pub fn values(annex: &Annex) -> Values {
    Values::default()
        .with("contacts", &annex.contacts)
        .with("places", &annex.places)
        .with("rule", &annex.rule.id)
        .with("version", annex.version)
}

/// A check of an annex as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CheckInput {
    /// When.
    pub checked_on: NaiveDate,
    /// By whom.
    pub checked_by: String,
    /// What is to be known of it.
    pub note: String,
}

/// Checks the form of a check; `today` because nothing was checked in the future.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &Values, today: NaiveDate) -> Result<CheckInput, Errors> {
    let mut form = Reader::new(values);
    let checked_on = form.date("checked_on");
    let checked_by = form.required_line("checked_by", 200);
    let note = form.optional("check_note", 2_000);
    if checked_on.is_some_and(|day| day > today) {
        form.errors
            .add("checked_on", Problem::Other(tp::error_future));
    }
    let input = checked_on.map(|checked_on| CheckInput {
        checked_on,
        checked_by,
        note,
    });
    form.finish(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annex_needs_contacts_or_places_and_a_rule() {
        let form = |contacts, places, rule| {
            let values = Values::default()
                .with("contacts", contacts)
                .with("places", places)
                .with("rule", rule);
            annex(&values)
        };
        assert!(form("a", "", "rule").is_ok() && form("", "b", "rule").is_ok());
        assert!(form(" ", "\r\n", "rule").is_err_and(|errors| errors.get("contacts").is_some()));
        assert!(form("a", "b", "").is_err_and(|errors| errors.get("rule").is_some()));
    }

    #[test]
    fn nothing_is_checked_in_the_future() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date that exists");
        let form = |on: &str| {
            let values = Values::default()
                .with("checked_on", on)
                .with("checked_by", "An");
            check(&values, today)
        };
        assert!(form("2026-11-23").is_ok());
        assert!(form("2026-11-24").is_err_and(|errors| errors.get("checked_on").is_some()));
    }
}
