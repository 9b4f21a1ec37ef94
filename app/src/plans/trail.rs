//! What the audit trail says of plans.

use super::{Cause, ReviewOutcome, Stage, documents::size_words};
use crate::{
    Locale,
    rulebook::{Milestone, PlanKind},
    text::audit as t,
    trail::{Subject, Words},
};
use std::borrow::Cow;

/// A plan.
pub const PLAN: Words = Words {
    folder: Some("plans"),
    action,
    field,
    value,
    ..Words::common(Subject::Plan)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "adopt" => t::action_adopt(l),
        "review" => t::action_review(l),
        "stage" => t::action_stage(l),
        "reader-add" => t::action_reader_add(l),
        "reader-end" => t::action_reader_end(l),
        "read" => t::action_read(l),
        "extend" => t::action_extend(l),
        "extension-revoke" => t::action_extension_revoke(l),
        "milestone" => t::action_milestone(l),
        "version-revoke" => t::action_version_revoke(l),
        "review-revoke" => t::action_review_revoke(l),
        "milestone-revoke" => t::action_milestone_revoke(l),
        "signal" => t::action_signal(l),
        "signal-settle" => t::action_signal_settle(l),
        "rule-move" => t::action_rule_move(l),
        "document-add" => t::action_document_add(l),
        _ => return None,
    })
}

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "steward" => t::field_steward(l),
        "stage" => t::field_stage(l),
        "label" => t::field_label(l),
        "adopted_on" => t::field_adopted_on(l),
        "adopted_by" => t::field_adopted_by(l),
        "in_force_on" => t::field_in_force_on(l),
        "reviewed_on" => t::field_reviewed_on(l),
        "reviewer" => t::field_reviewer(l),
        "outcome" => t::field_outcome(l),
        "because" | "reason" => t::field_because(l),
        "until" => t::field_until(l),
        "decided_by" => t::field_decided_by(l),
        "milestone" => t::field_milestone(l),
        "cause" => t::field_cause(l),
        "exercise" => t::field_exercise(l),
        "replaced_by" => t::field_replaced_by(l),
        "size" => t::field_size(l),
        "sha256" => t::field_sha256(l),
        _ => return moved(l, name),
    })
}

fn value(l: Locale, field: &str, raw: &str) -> Option<Cow<'static, str>> {
    Some(match field {
        "kind" => raw.parse::<PlanKind>().ok()?.label(l).into(),
        "stage" => raw.parse::<Stage>().ok()?.label(l).into(),
        "outcome" => raw.parse::<ReviewOutcome>().ok()?.label(l).into(),
        "milestone" => raw.parse::<Milestone>().ok()?.label(l).into(),
        "cause" => raw.parse::<Cause>().ok()?.label(l).into(),
        "size" => size_words(l, raw.parse().ok()?).into(),
        _ => return None,
    })
}

/// The days of a plan or an annex that a rule moves.
pub(super) fn moved(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "warn_from" => t::field_warn_from(l),
        "extended_until" => t::field_extended_until(l),
        "asked_on" => t::field_asked_on(l),
        "next_milestone_on" => t::field_next_milestone_on(l),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::words;

    #[test]
    fn values_are_put_into_words() {
        let nl = |field, raw| words::value(Locale::Nl, Some(&PLAN), field, raw);
        assert_eq!(nl("stage", "in-revision"), "In herziening");
        assert_eq!(nl("adopted_on", "2026-12-02"), "2 december 2026");
        assert_eq!(nl("size", "1500000"), "1,4 MB");
        assert_eq!(nl("kind", "something new"), "something new");
    }
}
