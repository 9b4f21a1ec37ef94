//! What the audit trail says of organisations.

use super::OrganisationKind;
use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};
use std::borrow::Cow;

/// An organisation. What was loaded with a demonstration is told of its region.
pub const ORGANISATION: Words = Words {
    folder: Some("organisations"),
    action,
    field,
    value,
    ..Words::common(Subject::Organisation)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "seed" => t::action_seed(l),
        _ => return None,
    })
}

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "phone" => t::field_phone(l),
        "region" => t::field_region(l),
        "people" => t::field_people(l),
        "assignments" => t::field_assignments(l),
        "exercises" => t::field_exercises(l),
        "playbooks" => t::field_playbooks(l),
        _ => return None,
    })
}

fn value(l: Locale, field: &str, raw: &str) -> Option<Cow<'static, str>> {
    Some(match field {
        "kind" => raw.parse::<OrganisationKind>().ok()?.label(l).into(),
        _ => return None,
    })
}
