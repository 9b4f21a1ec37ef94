//! What the audit trail says of people.

use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};

/// A person.
pub const PERSON: Words = Words {
    folder: Some("people"),
    action,
    field,
    ..Words::common(Subject::Person)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "contact" => t::action_contact(l),
        "departure" => t::action_departure(l),
        _ => return None,
    })
}

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "function" => t::field_function(l),
        "work_phone" => t::field_work_phone(l),
        "private_phone_changed" => t::field_private_phone_changed(l),
        "left_on" => t::field_left_on(l),
        _ => return None,
    })
}
