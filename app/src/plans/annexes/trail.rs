//! What the audit trail says of local annexes.

use crate::{
    Locale,
    plans::trail::moved,
    text::audit as t,
    trail::{Subject, Words},
};

/// A local annex, which stands on a page below that of its plan.
pub const ANNEX: Words = Words {
    folder: Some("plans"),
    action,
    field,
    ..Words::common(Subject::Annex)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "check" => t::action_check(l),
        "check-revoke" => t::action_check_revoke(l),
        "rule-move" => t::action_rule_move(l),
        _ => return None,
    })
}

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "contacts" => t::field_contacts(l),
        "places" => t::field_places(l),
        "checked_on" => t::field_checked_on(l),
        "checked_by" => t::field_checked_by(l),
        _ => return moved(l, name),
    })
}
