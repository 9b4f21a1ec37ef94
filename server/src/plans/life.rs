//! What happens to a plan between its reviews: the rule, the SQL and the audit entry in one
//! transaction, as in [`commands`](super::commands).

use super::{commands::take, dates};
use crate::{
    audit::{self, Actor, Entry},
    change,
    db::{Db, Tx, new_id},
    error::Refused,
    execute,
};
use app::{
    id::{ExerciseId, ExtensionId, LessonId, PlanId, ReachedId, SignalId},
    plans::{
        Extension, Plan, PlanReview, Reached, Signal, Stage,
        form::{ExtensionInput, ReachedInput, SignalInput},
        rules::Step,
    },
    rulebook::Milestone,
};
use chrono::NaiveDate;

/// Gives a plan more time than its rule does.
///
/// # Errors
/// [`Refused::Stale`] when the plan was withdrawn meanwhile.
pub async fn extend(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    input: &ExtensionInput,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    touch(&mut tx, plan).await?;
    execute!(
        &mut tx,
        "INSERT INTO plan_extensions (id, plan_id, until, reason, decided_by, decided_on)
         VALUES ($1, $2, $3, $4, $5, $6)",
        new_id::<ExtensionId>().as_str(),
        plan.id.as_str(),
        input.until,
        &input.reason,
        &input.decided_by,
        input.decided_on
    )?;
    let entry = Entry::new("plan", plan.id.as_str(), "extend").after(input);
    finish(tx, by, plan, entry).await
}

/// Takes an extension back; it stays in the record.
///
/// # Errors
/// [`Refused::Stale`] when it was taken back meanwhile, or the plan was withdrawn.
pub async fn revoke(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    extension: &Extension,
    today: NaiveDate,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    touch(&mut tx, plan).await?;
    change!(
        &mut tx,
        "UPDATE plan_extensions SET revoked_on = $1
         WHERE id = $2 AND plan_id = $3 AND revoked_on IS NULL",
        today,
        extension.id.as_str(),
        plan.id.as_str()
    )?;
    let before = serde_json::json!({ "until": extension.until, "reason": extension.reason });
    let entry = Entry::new("plan", plan.id.as_str(), "extension-revoke").before(&before);
    finish(tx, by, plan, entry).await
}

/// Records that a milestone of a revision was reached.
///
/// # Errors
/// [`Refused::Stale`] when the plan was withdrawn meanwhile.
pub async fn reach(db: &Db, by: &Actor, plan: &Plan, input: &ReachedInput) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    touch(&mut tx, plan).await?;
    insert_reached(
        &mut tx,
        &plan.id,
        input.milestone,
        input.done_on,
        &input.note,
    )
    .await?;
    let entry = Entry::new("plan", plan.id.as_str(), "milestone").after(input);
    finish(tx, by, plan, entry).await
}

/// Takes back that a milestone was reached; it stays in the record.
///
/// # Errors
/// [`Refused::Stale`] when it was taken back meanwhile, or the plan was withdrawn.
pub async fn revoke_reached(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    reached: &Reached,
    today: NaiveDate,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    touch(&mut tx, plan).await?;
    change!(
        &mut tx,
        "UPDATE plan_milestones SET revoked_on = $1
         WHERE id = $2 AND plan_id = $3 AND revoked_on IS NULL",
        today,
        reached.id.as_str(),
        plan.id.as_str()
    )?;
    let before = serde_json::json!({
        "milestone": reached.milestone,
        "done_on": reached.done_on,
        "note": reached.note,
    });
    let entry = Entry::new("plan", plan.id.as_str(), "milestone-revoke").before(&before);
    finish(tx, by, plan, entry).await
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
             AND done_on > (SELECT p.counted_on FROM plans p WHERE p.id = $2)",
        today,
        plan.as_str()
    )
    .map(drop)
}

/// Stores that a milestone was reached.
pub(super) async fn insert_reached(
    tx: &mut Tx,
    plan: &PlanId,
    milestone: Milestone,
    done_on: NaiveDate,
    note: &str,
) -> sqlx::Result<()> {
    execute!(
        tx,
        "INSERT INTO plan_milestones (id, plan_id, milestone, done_on, note) VALUES ($1, $2, $3, $4, $5)",
        new_id::<ReachedId>().as_str(),
        plan.as_str(),
        milestone.code(),
        done_on,
        note,
    ).map(drop)
}

/// Takes a review back that was recorded by mistake; it stays in the record. What it settled is open
/// again, unless a version or another review settles it, too.
///
/// # Errors
/// [`Refused::Stale`] when it was taken back meanwhile, or the plan was withdrawn.
pub async fn revoke_review(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    review: &PlanReview,
    today: NaiveDate,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    touch(&mut tx, plan).await?;
    change!(
        &mut tx,
        "UPDATE plan_reviews SET revoked_on = $1
         WHERE id = $2 AND plan_id = $3 AND revoked_on IS NULL",
        today,
        review.id.as_str(),
        plan.id.as_str()
    )?;
    // A note settles by itself.
    execute!(
        &mut tx,
        "UPDATE plan_signals SET settled_on = NULL, settled_by = ''
         WHERE plan_id = $1 AND settled_on IS NOT NULL AND settled_note = ''
             AND NOT EXISTS (SELECT 1 FROM plan_versions v
                             WHERE v.plan_id = plan_signals.plan_id AND v.adopted_on >= plan_signals.raised_on)
             AND NOT EXISTS (SELECT 1 FROM plan_reviews r
                             WHERE r.plan_id = plan_signals.plan_id AND r.reviewed_on >= plan_signals.raised_on
                                 AND r.revoked_on IS NULL)",
        plan.id.as_str(),
    )?;
    let before = serde_json::json!({
        "reviewed_on": review.reviewed_on,
        "outcome": review.outcome,
        "reviewer": review.reviewer,
    });
    let entry = Entry::new("plan", plan.id.as_str(), "review-revoke").before(&before);
    finish(tx, by, plan, entry).await
}

/// Asks for a review of a plan before its date.
///
/// # Errors
/// [`Refused::Stale`] when the plan was withdrawn meanwhile.
pub async fn raise(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    input: &SignalInput,
    today: NaiveDate,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    touch(&mut tx, plan).await?;
    execute!(
        &mut tx,
        "INSERT INTO plan_signals (id, plan_id, raised_on, raised_by, cause, exercise_id, lesson_id, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        new_id::<SignalId>().as_str(),
        plan.id.as_str(),
        today,
        &by.name,
        input.cause.code(),
        input.exercise.as_ref().map(ExerciseId::as_str),
        input.lesson.as_ref().map(LessonId::as_str),
        &input.reason,
    )?;
    let entry = Entry::new("plan", plan.id.as_str(), "signal").after(input);
    finish(tx, by, plan, entry).await
}

/// Settles a signal without a review: it was no reason after all, and the note says why.
///
/// # Errors
/// [`Refused::Stale`] when it was settled meanwhile, or the plan was withdrawn.
pub async fn settle(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    signal: &Signal,
    note: &str,
    today: NaiveDate,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    touch(&mut tx, plan).await?;
    change!(
        &mut tx,
        "UPDATE plan_signals SET settled_on = $1, settled_by = $2, settled_note = $3
         WHERE id = $4 AND plan_id = $5 AND settled_on IS NULL",
        today,
        &by.name,
        note,
        signal.id.as_str(),
        plan.id.as_str()
    )?;
    let entry = Entry::new("plan", plan.id.as_str(), "signal-settle")
        .before(&serde_json::json!({ "reason": signal.reason }))
        .after(&serde_json::json!({ "note": note }));
    finish(tx, by, plan, entry).await
}

/// Settles what asked for a review up to a day, because the plan was reviewed or adopted then.
pub(super) async fn settle_until(
    tx: &mut Tx,
    by: &Actor,
    plan: &PlanId,
    day: NaiveDate,
) -> sqlx::Result<()> {
    execute!(
        tx,
        "UPDATE plan_signals SET settled_on = $1, settled_by = $2
         WHERE plan_id = $3 AND settled_on IS NULL AND raised_on <= $1",
        day,
        &by.name,
        plan.as_str()
    )
    .map(drop)
}

/// Withdraws a plan, with the plan that takes its place if one does.
///
/// # Errors
/// [`Refused::Stale`] when its stage does not allow it.
pub async fn withdraw(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    successor: Option<&PlanId>,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    let stage = take(&mut tx, plan.into(), Step::Withdraw).await?;
    set_successor(&mut tx, &plan.id, successor).await?;
    record_stage(&mut tx, by, plan, (stage, successor)).await?;
    tx.commit().await?;
    Ok(())
}

/// Tells the trail that a plan came to another stage, with the plan that takes its place then.
pub(super) async fn record_stage(
    tx: &mut Tx,
    by: &Actor,
    plan: &Plan,
    (stage, successor): (Stage, Option<&PlanId>),
) -> sqlx::Result<()> {
    let was = plan.replaced_by.as_ref().map(|(id, _)| id);
    let entry = Entry::new("plan", plan.id.as_str(), "stage")
        .of(&plan.owner.id)
        .before(&serde_json::json!({ "stage": plan.standing.stage, "replaced_by": was }))
        .after(&serde_json::json!({ "stage": stage, "replaced_by": successor }));
    audit::record(tx, by, entry).await
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

/// Ends a change: the plan's dates follow it, the trail tells it, and it lasts.
async fn finish(mut tx: Tx, by: &Actor, plan: &Plan, entry: Entry<'_>) -> Result<(), Refused> {
    dates::refresh(&mut tx, std::slice::from_ref(&plan.id)).await?;
    audit::record(&mut tx, by, entry.of(&plan.owner.id)).await?;
    tx.commit().await?;
    Ok(())
}

/// Marks the plan as changed, if it was not withdrawn. That comes first in a transaction: from then
/// on nobody else changes what its dates follow from.
async fn touch(tx: &mut Tx, plan: &Plan) -> Result<(), Refused> {
    change!(
        tx,
        "UPDATE plans SET version = version + 1 WHERE id = $1 AND stage <> 'withdrawn'",
        plan.id.as_str()
    )?;
    Ok(())
}
