//! What the audit trail says of playbooks.

use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};

/// A playbook.
pub const PLAYBOOK: Words = Words {
    folder: Some("playbooks"),
    action,
    field,
    ..Words::common(Subject::Playbook)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "add-phase" => t::action_add_phase(l),
        "edit-phase" => t::action_edit_phase(l),
        "move-phase" => t::action_move_phase(l),
        "remove-phase" => t::action_remove_phase(l),
        _ => return None,
    })
}

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "plan" => t::field_plan(l),
        "phase" => t::field_phase(l),
        "measure" => t::field_measure(l),
        "threshold" => t::field_threshold(l),
        "unit" => t::field_unit(l),
        "steps" => t::field_steps(l),
        _ => return None,
    })
}
