//! The trail's codes in words. What is unknown here is shown neutrally rather than not at all.

use crate::{
    Locale, date,
    exercises::{Answer, ExerciseKind, ExerciseStatus, Part, Rating},
    lessons::LessonKind,
    organisations::OrganisationKind,
    plans::{Cause, PlanKind, ReviewOutcome, Stage, documents::size_words},
    roles::{FilledBy, GripLevel, RoleGroup},
    rulebook::{CountedFrom, Milestone, RuleLabel},
    sheets::calendar::Selection,
    text::{audit as t, ui as tu},
};
use chrono::{NaiveDate, NaiveDateTime};
use std::borrow::Cow;

/// The kinds of records that the trail knows, in the order of the filter.
pub const SUBJECTS: &[&str] = &[
    "plan",
    "rule",
    "annex",
    "role",
    "assignment",
    "person",
    "exercise",
    "lesson",
    "action",
    "playbook",
    "organisation",
    "user",
    "calendar-feed",
];

/// Stands for the name of a record outside the reader's organisations.
pub const OUT_OF_REACH: &str = "out-of-reach";

/// The kind of record, in words; none for a kind that is not known.
#[must_use]
pub fn subject(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "plan" => t::subject_plan(l),
        "rule" => t::subject_rule(l),
        "annex" => t::subject_annex(l),
        "role" => t::subject_role(l),
        "assignment" => t::subject_assignment(l),
        "person" => t::subject_person(l),
        "exercise" => t::subject_exercise(l),
        "lesson" => t::subject_lesson(l),
        "action" => t::subject_action(l),
        "playbook" => t::subject_playbook(l),
        "organisation" => t::subject_organisation(l),
        "user" => t::subject_user(l),
        "calendar-feed" => t::subject_calendar_feed(l),
        _ => return None,
    })
}

/// What was done, in words; none for something that is not known.
#[must_use]
pub fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "create" | "add" => t::action_create(l),
        "edit" | "update" => t::action_edit(l),
        "adopt" => t::action_adopt(l),
        "review" => t::action_review(l),
        "stage" => t::action_stage(l),
        "status" => t::action_status(l),
        "password" => t::action_password(l),
        "contact" => t::action_contact(l),
        "departure" => t::action_departure(l),
        "link" => t::action_link(l),
        "end" => t::action_end(l),
        "end-session" => t::action_end_session(l),
        "cancel" => t::action_cancel(l),
        "move" => t::action_move(l),
        "task-card" => t::action_task_card(l),
        "revoke" => t::action_revoke(l),
        "answer" => t::action_answer(l),
        "objective-add" => t::action_objective_add(l),
        "participant-add" => t::action_participant_add(l),
        "participant-remove" => t::action_participant_remove(l),
        "rate" => t::action_rate(l),
        "complete" => t::action_complete(l),
        "verify" => t::action_verify(l),
        "reopen" => t::action_reopen(l),
        "add-phase" => t::action_add_phase(l),
        "edit-phase" => t::action_edit_phase(l),
        "move-phase" => t::action_move_phase(l),
        "remove-phase" => t::action_remove_phase(l),
        "reader-add" => t::action_reader_add(l),
        "reader-end" => t::action_reader_end(l),
        "read" => t::action_read(l),
        "check" => t::action_check(l),
        "check-revoke" => t::action_check_revoke(l),
        "extend" => t::action_extend(l),
        "extension-revoke" => t::action_extension_revoke(l),
        "milestone" => t::action_milestone(l),
        "version-revoke" => t::action_version_revoke(l),
        "review-revoke" => t::action_review_revoke(l),
        "milestone-revoke" => t::action_milestone_revoke(l),
        "signal" => t::action_signal(l),
        "signal-settle" => t::action_signal_settle(l),
        "add-duty" => t::action_add_duty(l),
        "edit-duty" => t::action_edit_duty(l),
        "end-duty" => t::action_end_duty(l),
        "follow" => t::action_follow(l),
        "depart" => t::action_depart(l),
        "return" => t::action_return(l),
        "rule-move" => t::action_rule_move(l),
        "seed" => t::action_seed(l),
        "document-add" => t::action_document_add(l),
        _ => return None,
    })
}

/// The address of a record's page; none for records that have none.
#[must_use]
pub fn address(subject: &str, id: &str) -> Option<String> {
    let folder = match subject {
        "rule" => "plans/rules",
        // An annex stands on a page below that of its plan.
        "plan" | "annex" => "plans",
        "role" | "assignment" => "roles",
        "person" => "people",
        "exercise" => "exercises",
        "lesson" => "lessons",
        "action" => "actions",
        "playbook" => "playbooks",
        "organisation" => "organisations",
        _ => return None,
    };
    Some(format!("/{folder}/{id}"))
}

/// The name of a field, in words; its own name for a field that is not known.
#[must_use]
pub fn field(l: Locale, name: &str) -> Cow<'static, str> {
    let words = match name {
        "title" => t::field_title(l),
        "name" => t::field_name(l),
        "kind" => t::field_kind(l),
        "owner" => t::field_owner(l),
        "organisation" | "organisation_id" => t::field_organisation(l),
        "organisations" => t::field_organisations(l),
        "region" => t::field_region(l),
        "steward" => t::field_steward(l),
        "rule" => t::field_rule(l),
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
        "summary" => t::field_summary(l),
        "stage" => t::field_stage(l),
        "status" => t::field_status(l),
        "label" => t::field_label(l),
        "adopted_on" => t::field_adopted_on(l),
        "adopted_by" => t::field_adopted_by(l),
        "in_force_on" => t::field_in_force_on(l),
        "reviewed_on" => t::field_reviewed_on(l),
        "reviewer" => t::field_reviewer(l),
        "outcome" => t::field_outcome(l),
        "note" | "text" => t::field_note(l),
        "function" => t::field_function(l),
        "email" => t::field_email(l),
        "phone" => t::field_phone(l),
        "work_phone" => t::field_work_phone(l),
        "private_phone_changed" => t::field_private_phone_changed(l),
        "left_on" => t::field_left_on(l),
        "grants" => t::field_grants(l),
        "person" | "person_id" => t::field_person(l),
        "role" | "role_id" => t::field_role(l),
        "roles" => t::field_roles(l),
        "position" | "move" => t::field_position(l),
        "decision" => t::field_decision(l),
        "decided_on" => t::field_decided_on(l),
        "starts_on" => t::field_starts_on(l),
        "ends_on" | "end" => t::field_ends_on(l),
        "starts_at" => t::field_starts_at(l),
        "ends_at" => t::field_ends_at(l),
        "place" => t::field_place(l),
        "scenario" => t::field_scenario(l),
        "description" => t::field_description(l),
        "plans" => t::field_plans(l),
        "plan" => t::field_plan(l),
        "participants" => t::field_participants(l),
        "evaluation" => t::field_evaluation(l),
        "objective" | "objective-add" | "rate" => t::field_objective(l),
        "rating" => t::field_rating(l),
        "observation" => t::field_observation(l),
        "lesson" => t::field_lesson(l),
        "due_on" => t::field_due_on(l),
        "warn_from" => t::field_warn_from(l),
        "extended_until" => t::field_extended_until(l),
        "asked_on" => t::field_asked_on(l),
        "next_milestone_on" => t::field_next_milestone_on(l),
        "done_on" => t::field_done_on(l),
        "verified_on" => t::field_verified_on(l),
        "minimum" => t::field_minimum(l),
        "first_steps" => t::field_first_steps(l),
        "task_card" | "task-card" => t::field_task_card(l),
        "group" => t::field_group(l),
        "filled_by" => t::field_filled_by(l),
        "grip_levels" => t::field_grip_levels(l),
        "present_within_minutes" => t::field_present_within_minutes(l),
        "source" => t::field_source(l),
        "checked" => t::field_checked(l),
        "reports_to" => t::field_reports_to(l),
        "all_day" => t::field_all_day(l),
        "done_note" => t::field_done_note(l),
        "selection" => t::field_selection(l),
        "phase" => t::field_phase(l),
        "people" => t::field_people(l),
        "assignments" => t::field_assignments(l),
        "exercises" => t::field_exercises(l),
        "playbooks" => t::field_playbooks(l),
        "measure" => t::field_measure(l),
        "threshold" => t::field_threshold(l),
        "unit" => t::field_unit(l),
        "steps" => t::field_steps(l),
        "part" => t::field_part(l),
        "answer" => t::field_answer(l),
        "cancelled_because" => t::field_cancelled_because(l),
        "contacts" => t::field_contacts(l),
        "places" => t::field_places(l),
        "checked_on" => t::field_checked_on(l),
        "checked_by" => t::field_checked_by(l),
        "because" | "reason" => t::field_because(l),
        "until" => t::field_until(l),
        "decided_by" => t::field_decided_by(l),
        "milestone" => t::field_milestone(l),
        "cause" => t::field_cause(l),
        "exercise" => t::field_exercise(l),
        "replaced_by" => t::field_replaced_by(l),
        "size" => t::field_size(l),
        "sha256" => t::field_sha256(l),
        unknown => return unknown.replace('_', " ").into(),
    };
    words.into()
}

/// A value in words: dates as people read them, codes by their names.
#[must_use]
pub fn value(l: Locale, subject: &str, field: &str, raw: &str) -> String {
    let label = match (subject, field) {
        ("rule", "plan_kind") => raw.parse().ok().map(|kind: PlanKind| kind.label(l)),
        ("rule", "counted_from") => raw.parse().ok().map(|from: CountedFrom| from.label(l)),
        ("rule", "binding") => raw.parse().ok().map(|label: RuleLabel| label.label(l)),
        ("rule", "exercise_kinds") => raw.parse().ok().map(|kind: ExerciseKind| kind.label(l)),
        ("plan", "kind") => raw.parse().ok().map(|kind: PlanKind| kind.label(l)),
        ("plan", "stage") => raw.parse().ok().map(|stage: Stage| stage.label(l)),
        ("plan", "outcome") => raw.parse().ok().map(|found: ReviewOutcome| found.label(l)),
        ("plan", "milestone") => raw.parse().ok().map(|one: Milestone| one.label(l)),
        ("plan", "cause") => raw.parse().ok().map(|cause: Cause| cause.label(l)),
        ("exercise", "kind") => raw.parse().ok().map(|kind: ExerciseKind| kind.label(l)),
        ("exercise", "status") => raw
            .parse()
            .ok()
            .map(|status: ExerciseStatus| status.label(l)),
        ("organisation", "kind") => raw.parse().ok().map(|kind: OrganisationKind| kind.label(l)),
        ("lesson", "kind") => raw.parse().ok().map(|kind: LessonKind| kind.label(l)),
        ("exercise", "part") => raw.parse().ok().map(|part: Part| part.label(l)),
        ("exercise", "answer") => raw.parse().ok().map(|answer: Answer| answer.label(l)),
        ("exercise", "rating") => raw.parse().ok().map(|rating: Rating| rating.label(l)),
        ("role", "group") => raw.parse().ok().map(|group: RoleGroup| group.label(l)),
        ("role", "filled_by") => raw.parse().ok().map(|by: FilledBy| by.label(l)),
        ("role", "grip_levels") => raw.parse().ok().map(|level: GripLevel| level.label(l)),
        ("calendar-feed", "selection") => raw.parse().ok().map(|of: Selection| of.label(l)),
        (_, "checked") => match raw {
            "yes" => Some(tu::yes(l)),
            "press" => Some(tu::checked_press(l)),
            _ => Some(tu::checked_no(l)),
        },
        (_, "grants") => return grant(l, raw),
        (_, "size") => {
            return raw
                .parse()
                .map_or(raw.to_owned(), |size| size_words(l, size));
        }
        _ => None,
    };
    if let Some(label) = label {
        return label.to_owned();
    }
    match raw {
        "true" => return tu::yes(l).to_owned(),
        "false" => return tu::no(l).to_owned(),
        OUT_OF_REACH => return t::out_of_reach(l).to_owned(),
        _ => {}
    }
    if let Ok(day) = NaiveDate::parse_from_str(raw, "%Y-%m-%d") {
        return date::long(l, day);
    }
    if let Ok(moment) = NaiveDateTime::parse_from_str(raw, "%Y-%m-%dT%H:%M:%S") {
        return date::with_time(l, moment);
    }
    if is_id(raw) {
        return t::gone(l).to_owned();
    }
    raw.to_owned()
}

/// An organisation and a level, as the trail keeps them side by side.
fn grant(l: Locale, raw: &str) -> String {
    let Some((organisation, level)) = raw.rsplit_once(" · ") else {
        return raw.to_owned();
    };
    let level = match level {
        "staff" => t::level_staff(l),
        "coordinator" => t::level_coordinator(l),
        "manager" => t::level_manager(l),
        "admin" => t::level_admin(l),
        other => other,
    };
    format!("{organisation} · {level}")
}

/// Whether this is the identifier of a record: a UUID.
#[must_use]
pub fn is_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_into_words() {
        let nl = |subject, field, raw| value(Locale::Nl, subject, field, raw);
        assert_eq!(nl("plan", "stage", "in-revision"), "In herziening");
        assert_eq!(nl("plan", "adopted_on", "2026-12-02"), "2 december 2026");
        assert_eq!(
            nl("exercise", "starts_at", "2026-12-02T14:00:00"),
            "wo 2 dec 2026 14:00"
        );
        assert_eq!(nl("person", "private_phone_changed", "true"), "ja");
        assert_eq!(
            nl("user", "grants", "Vaals · coordinator"),
            "Vaals · coördinator"
        );
        assert_eq!(nl("plan", "kind", "something new"), "something new");
    }

    #[test]
    fn every_subject_of_the_filter_has_words() {
        for code in SUBJECTS {
            assert!(subject(Locale::Nl, code).is_some(), "{code}");
        }
    }

    #[test]
    fn an_identifier_is_told_from_words() {
        assert!(is_id("01935e3a-7c1b-7a52-9c3e-0123456789ab"));
        assert!(!is_id("draaiboek hoog water van de gemeente"));
    }
}
