//! Forms about what happens to a plan between its reviews, checked.

use crate::{
    date::add_months,
    form::{Errors, Problem, Reader, Values},
    id::{ExerciseId, LessonId, PlanId},
    plans::{
        Cause, Plan,
        rules::{in_this_revision, is_for_version},
    },
    rulebook::Milestone,
    text::plans as t,
};
use chrono::NaiveDate;

/// An extension as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ExtensionInput {
    /// The last day of it.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// The body that decided it.
    pub decided_by: String,
    /// When it was decided.
    pub decided_on: NaiveDate,
}

/// Checks the form of an extension: later than the rule says, and by no more than one interval, or
/// the rule would mean nothing; and decided for the version that was adopted last.
///
/// # Errors
/// What is wrong, by field.
pub fn extension(values: &Values, plan: &Plan, today: NaiveDate) -> Result<ExtensionInput, Errors> {
    let mut form = Reader::new(values);
    let until = form.date("until");
    let reason = form.required("reason", 1_000);
    let decided_by = form.required_line("decided_by", 200);
    let decided_on = form.date("decided_on");
    match plan.standing.due_on() {
        None => form.errors.add("until", Problem::Other(t::error_no_due)),
        Some(due_on) => {
            let latest = add_months(due_on, plan.rule.interval_months);
            if until.is_some_and(|until| until <= due_on) {
                form.errors
                    .add("until", Problem::Other(t::error_extension_short));
            }
            if until.is_some_and(|until| until > latest) {
                form.errors
                    .add("until", Problem::Other(t::error_extension_long));
            }
        }
    }
    if decided_on.is_some_and(|day| !is_for_version(plan.adopted_on(), day)) {
        form.errors
            .add("decided_on", Problem::Other(t::error_before_adopted));
    }
    if decided_on.is_some_and(|day| day > today) {
        form.errors
            .add("decided_on", Problem::Other(t::error_future));
    }
    let input = until
        .zip(decided_on)
        .map(|(until, decided_on)| ExtensionInput {
            until,
            reason,
            decided_by,
            decided_on,
        });
    form.finish(input)
}

/// A milestone that was reached, as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReachedInput {
    /// Which one.
    pub milestone: Milestone,
    /// When.
    pub done_on: NaiveDate,
    /// What is to be known of it.
    pub note: String,
}

/// Checks the form of a milestone: one of the plan's rule, reached in the revision that is under way
/// or comes next.
///
/// # Errors
/// What is wrong, by field.
pub fn reached(values: &Values, plan: &Plan, today: NaiveDate) -> Result<ReachedInput, Errors> {
    let mut form = Reader::new(values);
    let milestone = form.choice("milestone");
    let done_on = form.date("done_on");
    let note = form.optional("milestone_note", 1_000);
    if milestone.is_some_and(|chosen| plan.rule.milestones().all(|(known, _)| known != chosen)) {
        form.errors.add("milestone", Problem::Choice);
    }
    if done_on.is_some_and(|day| day > today) {
        form.errors.add("done_on", Problem::Other(t::error_future));
    }
    let is_in_revision = in_this_revision(&plan.standing, &plan.reached);
    if done_on.is_some_and(|day| !is_in_revision(day)) {
        form.errors
            .add("done_on", Problem::Other(t::error_before_counted));
    }
    let input = milestone
        .zip(done_on)
        .map(|(milestone, done_on)| ReachedInput {
            milestone,
            done_on,
            note,
        });
    form.finish(input)
}

/// A reason to review a plan before its date, as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SignalInput {
    /// What it comes from.
    pub cause: Cause,
    /// The exercise that it comes from.
    pub exercise: Option<ExerciseId>,
    /// The lesson that it comes from.
    pub lesson: Option<LessonId>,
    /// Why the plan must be reviewed.
    pub reason: String,
}

/// Checks the form of a signal. That exercise and lesson are the reader's to choose is checked
/// against the lists of the page.
///
/// # Errors
/// What is wrong, by field.
pub fn signal(values: &Values) -> Result<SignalInput, Errors> {
    let mut form = Reader::new(values);
    let cause = form.choice("cause");
    let exercise = form.optional_choice("exercise");
    let lesson = form.optional_choice("lesson");
    let reason = form.required("reason", 2_000);
    let input = cause.map(|cause| SignalInput {
        cause,
        exercise,
        lesson,
        reason,
    });
    form.finish(input)
}

/// Checks the form that settles a signal without a review: why it was no reason after all.
///
/// # Errors
/// What is wrong, by field.
pub fn settlement(values: &Values) -> Result<String, Errors> {
    let mut form = Reader::new(values);
    let note = form.required("note", 2_000);
    form.finish(Some(note))
}

/// Checks the form that withdraws a plan: the plan that takes its place, if any does.
///
/// # Errors
/// What is wrong, by field.
pub fn withdrawal(values: &Values) -> Result<Option<PlanId>, Errors> {
    let mut form = Reader::new(values);
    let successor = form.optional_choice("replaced_by");
    form.finish(Some(successor))
}
