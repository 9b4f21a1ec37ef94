//! What the audit trail says of accounts.

use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};

/// An account, which has no page that others see.
pub const USER: Words = Words {
    action,
    ..Words::common(Subject::User)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "password" => t::action_password(l),
        "end-session" => t::action_end_session(l),
        "link" => t::action_link(l),
        _ => return None,
    })
}
