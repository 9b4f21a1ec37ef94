//! What the audit trail says of review rules.

use super::{CountedFrom, ExerciseKind, PlanKind, RuleLabel};
use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};
use std::borrow::Cow;

/// A review rule.
pub const RULE: Words = Words {
    folder: Some("plans/rules"),
    action,
    field,
    value,
    ..Words::common(Subject::Rule)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "add-duty" => t::action_add_duty(l),
        "edit-duty" => t::action_edit_duty(l),
        "end-duty" => t::action_end_duty(l),
        "follow" => t::action_follow(l),
        "depart" => t::action_depart(l),
        "return" => t::action_return(l),
        _ => return None,
    })
}

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "plan_kind" => t::field_plan_kind(l),
        "interval_months" => t::field_interval_months(l),
        "counted_from" => t::field_counted_from(l),
        "series_start" => t::field_series_start(l),
        "lead_months" => t::field_lead_months(l),
        "draft_months" => t::field_draft_months(l),
        "inspection_months" => t::field_inspection_months(l),
        "board_months" => t::field_board_months(l),
        "binding" => t::field_binding(l),
        "as_of" => t::field_as_of(l),
        "in_use" => t::field_in_use(l),
        "plans_moved" => t::field_plans_moved(l),
        "annexes_moved" => t::field_annexes_moved(l),
        "duty" | "end-duty" => t::field_duty(l),
        "exercise_kinds" => t::field_exercise_kinds(l),
        _ => return None,
    })
}

fn value(l: Locale, field: &str, raw: &str) -> Option<Cow<'static, str>> {
    Some(match field {
        "plan_kind" => raw.parse::<PlanKind>().ok()?.label(l).into(),
        "counted_from" => raw.parse::<CountedFrom>().ok()?.label(l).into(),
        "binding" => raw.parse::<RuleLabel>().ok()?.label(l).into(),
        "exercise_kinds" => raw.parse::<ExerciseKind>().ok()?.label(l).into(),
        _ => return None,
    })
}
