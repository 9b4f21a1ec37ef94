//! What the audit trail says of the feeds of the calendar.

use super::Selection;
use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};
use std::borrow::Cow;

/// A feed, which has no page that others see.
pub const FEED: Words = Words {
    action,
    field,
    value,
    ..Words::common(Subject::CalendarFeed)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "revoke" => t::action_revoke(l),
        _ => return None,
    })
}

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "selection" => t::field_selection(l),
        _ => return None,
    })
}

fn value(l: Locale, field: &str, raw: &str) -> Option<Cow<'static, str>> {
    Some(match field {
        "selection" => raw.parse::<Selection>().ok()?.label(l).into(),
        _ => return None,
    })
}
