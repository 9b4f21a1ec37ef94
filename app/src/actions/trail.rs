//! What the audit trail says of improvement actions.

use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};

/// An improvement action.
pub const ACTION: Words = Words {
    folder: Some("actions"),
    action,
    field,
    ..Words::common(Subject::Action)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "complete" => t::action_complete(l),
        "verify" => t::action_verify(l),
        "reopen" => t::action_reopen(l),
        _ => return None,
    })
}

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "verified_on" => t::field_verified_on(l),
        "done_note" => t::field_done_note(l),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{actions::Change, trail::words};

    #[test]
    fn all_that_can_happen_has_words() {
        for change in Change::ALL {
            let told = words::action(Locale::Nl, Some(&ACTION), change.code());
            assert!(told.is_some(), "{change}");
        }
    }
}
