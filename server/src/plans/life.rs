//! What happens to a plan between its reviews: the rule, the SQL and the audit entry, as in
//! [`commands`](super::commands).

use super::{
    commands::{PlanState, advance_stage, lock_plan},
    dates,
};
use crate::{change, change::Change, db::Tx, error::Refused, execute, on_tx, trail::Entry};
use app::{
    id::{ExerciseId, ExtensionId, LessonId, PlanId, ReachedId, SignalId},
    plans::{
        Extension, Plan, PlanReview, PlanVersion, Reached, Signal, Stage,
        form::{ExtensionInput, ReachedInput, SignalInput},
        rules::Step,
    },
    rulebook::Milestone,
    trail::Subject,
};
use chrono::NaiveDate;

/// Takes back a row of a plan's history, unless somebody else has.
macro_rules! revoke {
    ($change:expr, $table:literal, $id:expr, $plan:expr) => {{
        let today = $change.today();
        change!(
            $change.tx(),
            concat!(
                "UPDATE ",
                $table,
                " SET revoked_on = $1 WHERE id = $2 AND plan_id = $3 AND revoked_on IS NULL"
            ),
            today,
            $id.as_str(),
            $plan.id.as_str()
        )
    }};
}

/// Gives a plan more time than its rule does.
///
/// # Errors
/// [`Refused::Stale`] when the plan was withdrawn meanwhile.
pub async fn extend(
    change: &mut Change,
    plan: PlanState<'_>,
    input: &ExtensionInput,
) -> Result<(), Refused> {
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "extend").after(input);
    changing(change, plan, entry, async |change| {
        let id: ExtensionId = change.new_id();
        execute!(
            change.tx(),
            "INSERT INTO plan_extensions (id, plan_id, until, reason, decided_by, decided_on)
             VALUES ($1, $2, $3, $4, $5, $6)",
            id.as_str(),
            plan.id.as_str(),
            input.until,
            &input.reason,
            &input.decided_by,
            input.decided_on
        )?;
        Ok(())
    })
    .await
}

/// Takes an extension back; it stays in the record.
///
/// # Errors
/// [`Refused::Stale`] when it was taken back meanwhile, or the plan was withdrawn.
pub async fn revoke_extension(
    change: &mut Change,
    plan: &Plan,
    extension: &Extension,
) -> Result<(), Refused> {
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "extension-revoke").before(extension);
    changing(change, plan.into(), entry, async |change| {
        revoke!(change, "plan_extensions", extension.id, plan)
    })
    .await
}

/// Records that a milestone of a revision was reached.
///
/// # Errors
/// [`Refused::Taken`] when it was reached in this revision already, [`Refused::Stale`] when the plan
/// was withdrawn meanwhile.
pub async fn reach(
    change: &mut Change,
    plan: PlanState<'_>,
    input: &ReachedInput,
) -> Result<(), Refused> {
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "milestone").after(input);
    changing(change, plan, entry, async |change| {
        keep_milestone_single(change.tx(), plan.id, input.milestone).await?;
        insert_reached(change, plan.id, input.milestone, input.done_on, &input.note).await?;
        Ok(())
    })
    .await
}

/// A milestone is reached once in a revision: [`in_this_revision`] on the rows of the database.
///
/// [`in_this_revision`]: app::plans::rules::in_this_revision
async fn keep_milestone_single(
    tx: &mut Tx,
    plan: &PlanId,
    milestone: Milestone,
) -> Result<(), Refused> {
    let (reached,): (bool,) = on_tx!(tx, |c| {
        sqlx::query_as(
            "SELECT EXISTS (
                 SELECT 1 FROM plan_milestones m JOIN plans p ON p.id = m.plan_id
                 WHERE m.plan_id = $1 AND m.milestone = $2 AND m.revoked_on IS NULL
                   AND (p.counted_on IS NULL OR m.done_on > p.counted_on
                        OR (p.stage = $3 AND m.done_on >= (
                            SELECT MAX(s.done_on) FROM plan_milestones s
                            WHERE s.plan_id = $1 AND s.milestone = 'start' AND s.revoked_on IS NULL))))",
        )
        .bind(plan.as_str())
        .bind(milestone.code())
        .bind(Stage::InRevision.code())
        .fetch_one(c)
        .await
    })?;
    if reached {
        return Err(Refused::Taken);
    }
    Ok(())
}

/// Takes back that a milestone was reached; it stays in the record.
///
/// # Errors
/// [`Refused::Stale`] when it was taken back meanwhile, or the plan was withdrawn.
pub async fn revoke_reached(
    change: &mut Change,
    plan: &Plan,
    reached: &Reached,
) -> Result<(), Refused> {
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "milestone-revoke").before(reached);
    changing(change, plan.into(), entry, async |change| {
        revoke!(change, "plan_milestones", reached.id, plan)
    })
    .await
}

/// Takes back all that was reached of a revision that is given up: the next one begins anew.
pub(super) async fn revoke_revision(
    tx: &mut Tx,
    plan: &PlanId,
    today: NaiveDate,
) -> sqlx::Result<()> {
    execute!(
        tx,
        "UPDATE plan_milestones SET revoked_on = $1
         WHERE plan_id = $2 AND revoked_on IS NULL
             AND (done_on > (SELECT p.counted_on FROM plans p WHERE p.id = $2)
                  OR done_on >= (SELECT MAX(m.done_on) FROM plan_milestones m
                                 WHERE m.plan_id = $2 AND m.milestone = 'start' AND m.revoked_on IS NULL))",
        today,
        plan.as_str()
    )
    .map(drop)
}

/// Stores that a milestone was reached.
pub(super) async fn insert_reached(
    change: &mut Change,
    plan: &PlanId,
    milestone: Milestone,
    done_on: NaiveDate,
    note: &str,
) -> sqlx::Result<()> {
    let id: ReachedId = change.new_id();
    execute!(
        change.tx(),
        "INSERT INTO plan_milestones (id, plan_id, milestone, done_on, note) VALUES ($1, $2, $3, $4, $5)",
        id.as_str(),
        plan.as_str(),
        milestone.code(),
        done_on,
        note,
    ).map(drop)
}

/// Takes a review back that was recorded by mistake; it stays in the record, and what it settled asks
/// again.
///
/// # Errors
/// [`Refused::Stale`] when it was taken back meanwhile, or the plan was withdrawn.
pub async fn revoke_review(
    change: &mut Change,
    plan: &Plan,
    review: &PlanReview,
) -> Result<(), Refused> {
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "review-revoke").before(review);
    changing(change, plan.into(), entry, async |change| {
        revoke!(change, "plan_reviews", review.id, plan)?;
        unsettle(change.tx(), &plan.id, review.reviewed_on).await?;
        Ok(())
    })
    .await
}

/// Takes a version back that was recorded by mistake; it stays in the record, and what its adoption
/// settled or ended goes on.
///
/// # Errors
/// [`Refused::Stale`] when it was taken back meanwhile, or the plan was changed or withdrawn.
pub async fn revoke_version(
    change: &mut Change,
    plan: &Plan,
    version: &PlanVersion,
) -> Result<(), Refused> {
    let newest = plan.versions.first().map(|newest| &newest.id);
    let (step, past) = if newest == Some(&version.id) {
        (Step::TakeBack, plan.past(newest))
    } else {
        (Step::Complete, plan.past(None))
    };
    let now = change.now();
    // What the plan comes back to was decided on what it was.
    change!(
        change.tx(),
        "UPDATE plans SET version = version + 1, sequence = sequence + 1, updated_at = $3
         WHERE id = $1 AND version = $2",
        plan.id.as_str(),
        plan.version,
        now
    )?;
    let plan_now = PlanState {
        past,
        ..plan.into()
    };
    advance_stage(change.tx(), now, plan_now, step).await?;
    revoke!(change, "plan_versions", version.id, plan)?;
    unsettle(change.tx(), &plan.id, version.adopted_on).await?;
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "version-revoke").before(version);
    finish(change, plan.into(), entry).await
}

/// Lets ask again what a review or an adoption of a day settled that did not take place. What came
/// after it was asked settles it all the same; on the day itself nobody knows which came first.
async fn unsettle(tx: &mut Tx, plan: &PlanId, day: NaiveDate) -> sqlx::Result<()> {
    execute!(
        tx,
        // A note settles by itself.
        "UPDATE plan_signals SET settled_on = NULL, settled_by = ''
         WHERE plan_id = $1 AND settled_note = '' AND (settled_on = $2 OR settled_on > raised_on)
             AND NOT EXISTS (SELECT 1 FROM plan_versions v
                             WHERE v.plan_id = $1 AND v.adopted_on > plan_signals.raised_on AND v.revoked_on IS NULL)
             AND NOT EXISTS (SELECT 1 FROM plan_reviews r
                             WHERE r.plan_id = $1 AND r.reviewed_on > plan_signals.raised_on AND r.revoked_on IS NULL)",
        plan.as_str(),
        day
    )
    .map(drop)
}

/// Asks for a review of a plan before its date.
///
/// # Errors
/// [`Refused::Stale`] when the plan was withdrawn meanwhile.
pub async fn raise_signal(
    change: &mut Change,
    plan: PlanState<'_>,
    input: &SignalInput,
) -> Result<(), Refused> {
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "signal").after(input);
    changing(change, plan, entry, async |change| {
        let id: SignalId = change.new_id();
        let (today, by) = (change.today(), change.by().name.clone());
        execute!(
            change.tx(),
            "INSERT INTO plan_signals (id, plan_id, raised_on, raised_by, cause, exercise_id, lesson_id, reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id.as_str(),
            plan.id.as_str(),
            today,
            by,
            input.cause.code(),
            input.exercise.as_ref().map(ExerciseId::as_str),
            input.lesson.as_ref().map(LessonId::as_str),
            &input.reason,
        )?;
        Ok(())
    })
    .await
}

/// Settles a signal without a review: it was no reason after all, and the note says why.
///
/// # Errors
/// [`Refused::Stale`] when it was settled meanwhile, or the plan was withdrawn.
pub async fn settle_signal(
    change: &mut Change,
    plan: &Plan,
    signal: &Signal,
    note: &str,
) -> Result<(), Refused> {
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "signal-settle")
        .before(&serde_json::json!({ "reason": signal.reason }))
        .after(&serde_json::json!({ "note": note }));
    changing(change, plan.into(), entry, async |change| {
        let (today, by) = (change.today(), change.by().name.clone());
        change!(
            change.tx(),
            "UPDATE plan_signals SET settled_on = $1, settled_by = $2, settled_note = $3
             WHERE id = $4 AND plan_id = $5 AND settled_on IS NULL",
            today,
            by,
            note,
            signal.id.as_str(),
            plan.id.as_str()
        )
    })
    .await
}

/// Settles what asked for a review up to a day, because the plan was reviewed or adopted then.
pub(super) async fn settle_until(
    tx: &mut Tx,
    by: &str,
    plan: &PlanId,
    day: NaiveDate,
) -> sqlx::Result<()> {
    execute!(
        tx,
        "UPDATE plan_signals SET settled_on = $1, settled_by = $2
         WHERE plan_id = $3 AND settled_on IS NULL AND raised_on <= $1",
        day,
        by,
        plan.as_str()
    )
    .map(drop)
}

/// Withdraws a plan, with the plan that takes its place if one does.
///
/// # Errors
/// [`Refused::Stale`] when its stage does not allow it, or its successor was withdrawn itself.
pub async fn withdraw(
    change: &mut Change,
    plan: PlanState<'_>,
    successor: Option<&PlanId>,
) -> Result<(), Refused> {
    // In one order, so that two plans that take each other's place never wait for each other.
    let mut both: Vec<_> = successor.into_iter().chain([plan.id]).collect();
    both.sort_by_key(|id| id.as_str());
    for id in both {
        lock_plan(change.tx(), id).await?;
    }
    let now = change.now();
    let stage = advance_stage(change.tx(), now, plan, Step::Withdraw).await?;
    set_successor(change.tx(), plan.id, successor).await?;
    record_stage(change, plan, (stage, successor)).await?;
    Ok(())
}

/// Tells the trail that a plan came to another stage, with the plan that takes its place then.
pub(super) async fn record_stage(
    change: &mut Change,
    plan: PlanState<'_>,
    (stage, successor): (Stage, Option<&PlanId>),
) -> sqlx::Result<()> {
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "stage")
        .of(plan.owner)
        .before(&serde_json::json!({ "stage": plan.stage, "replaced_by": plan.replaced_by }))
        .after(&serde_json::json!({ "stage": stage, "replaced_by": successor }));
    change.record(entry).await
}

/// Stores which plan took the place of this one.
pub(super) async fn set_successor(
    tx: &mut Tx,
    plan: &PlanId,
    successor: Option<&PlanId>,
) -> sqlx::Result<()> {
    execute!(
        tx,
        "UPDATE plans SET replaced_by = $1 WHERE id = $2",
        successor.map(PlanId::as_str),
        plan.as_str()
    )
    .map(drop)
}

/// Changes what a plan's dates follow from, unless the plan was withdrawn. That the plan is marked as
/// changed comes first: from then on nobody else changes its history.
async fn changing(
    change: &mut Change,
    plan: PlanState<'_>,
    entry: Entry<'_>,
    run: impl AsyncFnOnce(&mut Change) -> Result<(), Refused>,
) -> Result<(), Refused> {
    let now = change.now();
    change!(
        change.tx(),
        "UPDATE plans SET version = version + 1, sequence = sequence + 1, updated_at = $2
         WHERE id = $1 AND stage <> 'withdrawn'",
        plan.id.as_str(),
        now
    )?;
    run(change).await?;
    finish(change, plan, entry).await
}

/// Ends a step: the plan's dates follow it, and the trail tells it.
async fn finish(change: &mut Change, plan: PlanState<'_>, entry: Entry<'_>) -> Result<(), Refused> {
    dates::refresh(change.tx(), std::slice::from_ref(plan.id)).await?;
    change.record(entry.of(plan.owner)).await?;
    Ok(())
}
