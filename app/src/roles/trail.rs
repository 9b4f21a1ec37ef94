//! What the audit trail says of crisis roles and of who fills them.

use super::{FilledBy, GripLevel, RoleGroup};
use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};
use std::borrow::Cow;

/// A crisis role.
pub const ROLE: Words = Words {
    folder: Some("roles"),
    action: role_action,
    field: role_field,
    value: role_value,
    ..Words::common(Subject::Role)
};

fn role_action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "task-card" => t::action_task_card(l),
        _ => return None,
    })
}

fn role_field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "minimum" => t::field_minimum(l),
        "first_steps" => t::field_first_steps(l),
        "task_card" | "task-card" => t::field_task_card(l),
        "group" => t::field_group(l),
        "filled_by" => t::field_filled_by(l),
        "grip_levels" => t::field_grip_levels(l),
        "present_within_minutes" => t::field_present_within_minutes(l),
        "reports_to" => t::field_reports_to(l),
        _ => return None,
    })
}

fn role_value(l: Locale, field: &str, raw: &str) -> Option<Cow<'static, str>> {
    Some(match field {
        "group" => raw.parse::<RoleGroup>().ok()?.label(l).into(),
        "filled_by" => raw.parse::<FilledBy>().ok()?.label(l).into(),
        "grip_levels" => raw.parse::<GripLevel>().ok()?.label(l).into(),
        _ => return None,
    })
}

/// Who fills a role, which stands on the page of the role.
pub const ASSIGNMENT: Words = Words {
    folder: Some("roles"),
    action: assignment_action,
    field: assignment_field,
    ..Words::common(Subject::Assignment)
};

fn assignment_action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "end" => t::action_end(l),
        "move" => t::action_move(l),
        _ => return None,
    })
}

fn assignment_field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "position" | "move" => t::field_position(l),
        "decision" => t::field_decision(l),
        "starts_on" => t::field_starts_on(l),
        "ends_on" | "end" => t::field_ends_on(l),
        _ => return None,
    })
}
