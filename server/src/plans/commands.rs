//! Changes to plans: the rule, the SQL and the audit entry in one transaction.

use super::{history, life};
use crate::{
    audit::{self, Actor, Entry},
    db::{Db, Tx, new_id},
    error::Refused,
    on_tx,
};
use app::{
    id::{OrganisationId, PersonId, PlanId, PlanReviewId, PlanVersionId},
    plans::{
        Plan, Stage,
        form::{PlanInput, ReviewInput, VersionInput},
        rules::{Step, after},
    },
    rulebook::Milestone,
};
use chrono::NaiveDate;

/// Adds a plan; a draft until a version is adopted.
///
/// # Errors
/// When the database can't store it.
pub async fn create(db: &Db, by: &Actor, input: &PlanInput) -> sqlx::Result<PlanId> {
    let mut tx = db.begin().await?;
    let id = create_in(&mut tx, by, input).await?;
    tx.commit().await?;
    Ok(id)
}

/// [`create`] as a part of a larger change.
///
/// # Errors
/// As [`create`].
pub(crate) async fn create_in(tx: &mut Tx, by: &Actor, input: &PlanInput) -> sqlx::Result<PlanId> {
    let id: PlanId = new_id();
    on_tx!(&mut *tx, |c| sqlx::query(
        "INSERT INTO plans (id, owner_id, title, kind, summary, steward_id, rule_id, stage)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft')"
    )
    .bind(id.as_str())
    .bind(input.owner.as_str())
    .bind(&input.title)
    .bind(input.kind.code())
    .bind(&input.summary)
    .bind(input.steward.as_ref().map(PersonId::as_str))
    .bind(input.rule.as_str())
    .execute(c)
    .await
    .map(drop))?;
    set_organisations(tx, &id, &input.organisations).await?;
    audit::record(
        tx,
        by,
        Entry::new("plan", id.as_str(), "create")
            .of(&input.owner)
            .after(input),
    )
    .await?;
    Ok(id)
}

/// Changes the facts of a plan; its dates follow anew from the chosen rule.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled.
pub async fn update(db: &Db, by: &Actor, plan: &Plan, input: &PlanInput) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    update_in(&mut tx, by, &plan.id, &PlanInput::from(plan), input).await?;
    history::refresh(&mut tx, &plan.id).await?;
    tx.commit().await?;
    Ok(())
}

/// [`update`] as a part of a larger change, which ends with [`history::refresh`].
///
/// # Errors
/// As [`update`].
pub(crate) async fn update_in(
    tx: &mut Tx,
    by: &Actor,
    id: &PlanId,
    before: &PlanInput,
    input: &PlanInput,
) -> Result<(), Refused> {
    let changed = on_tx!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE plans SET owner_id = $3, title = $4, kind = $5, summary = $6, steward_id = $7, rule_id = $8, version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(id.as_str())
    .bind(input.version)
    .bind(input.owner.as_str())
    .bind(&input.title)
    .bind(input.kind.code())
    .bind(&input.summary)
    .bind(input.steward.as_ref().map(PersonId::as_str))
    .bind(input.rule.as_str())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    if changed == 0 {
        return Err(Refused::Stale);
    }
    set_organisations(tx, id, &input.organisations).await?;
    let entry = Entry::new("plan", id.as_str(), "edit")
        .of(&before.owner)
        .before(before)
        .after(input);
    audit::record(tx, by, entry).await?;
    Ok(())
}

/// A plan of which a step is taken, as it was when that was decided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stepping<'a> {
    /// Which one.
    pub id: &'a PlanId,
    /// The organisation that owns it.
    pub owner: &'a OrganisationId,
    /// Where it is in its life.
    pub stage: Stage,
    /// Whether a version was ever adopted.
    pub adopted: bool,
}

impl<'a> From<&'a Plan> for Stepping<'a> {
    fn from(plan: &'a Plan) -> Self {
        Self {
            id: &plan.id,
            owner: &plan.owner.id,
            stage: plan.standing.stage,
            adopted: !plan.versions.is_empty(),
        }
    }
}

/// Records an adopted version; the plan is in force with it and its dates follow.
///
/// # Errors
/// [`Refused::Stale`] when the plan's stage allows no adoption, [`Refused::Taken`] when the label
/// is taken.
pub async fn add_version(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    input: &VersionInput,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    add_version_in(&mut tx, by, plan.into(), input).await?;
    history::refresh(&mut tx, &plan.id).await?;
    tx.commit().await?;
    Ok(())
}

/// [`add_version`] as a part of a larger change, which ends with [`history::refresh`]. Gives the stage
/// that follows.
///
/// # Errors
/// As [`add_version`].
pub(crate) async fn add_version_in(
    tx: &mut Tx,
    by: &Actor,
    plan: Stepping<'_>,
    input: &VersionInput,
) -> Result<Stage, Refused> {
    let stage = take(tx, plan, Step::Adopt).await?;
    on_tx!(&mut *tx, |c| sqlx::query(
        "INSERT INTO plan_versions (id, plan_id, label, adopted_on, adopted_by, in_force_on, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(new_id::<PlanVersionId>().as_str())
    .bind(plan.id.as_str())
    .bind(&input.label)
    .bind(input.adopted_on)
    .bind(&input.adopted_by)
    .bind(input.in_force_on)
    .bind(&input.note)
    .execute(c)
    .await
    .map(drop))?;
    life::settle_until(tx, by, plan.id, input.adopted_on).await?;
    audit::record(
        tx,
        by,
        Entry::new("plan", plan.id.as_str(), "adopt")
            .of(plan.owner)
            .after(input),
    )
    .await?;
    Ok(stage)
}

/// Records a review; the plan's dates follow from it.
///
/// # Errors
/// [`Refused::Stale`] when the plan's stage allows no review.
pub async fn record_review(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    input: &ReviewInput,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    record_review_in(&mut tx, by, plan.into(), input).await?;
    history::refresh(&mut tx, &plan.id).await?;
    tx.commit().await?;
    Ok(())
}

/// [`record_review`] as a part of a larger change, which ends with [`history::refresh`].
///
/// # Errors
/// As [`record_review`].
pub(crate) async fn record_review_in(
    tx: &mut Tx,
    by: &Actor,
    plan: Stepping<'_>,
    input: &ReviewInput,
) -> Result<(), Refused> {
    take(tx, plan, Step::Review).await?;
    on_tx!(&mut *tx, |c| {
        sqlx::query(
        "INSERT INTO plan_reviews (id, plan_id, reviewed_on, outcome, reviewer, note) VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(new_id::<PlanReviewId>().as_str())
    .bind(plan.id.as_str())
    .bind(input.reviewed_on)
    .bind(input.outcome.code())
    .bind(&input.reviewer)
    .bind(&input.note)
    .execute(c)
    .await
    .map(drop)
    })?;
    life::settle_until(tx, by, plan.id, input.reviewed_on).await?;
    audit::record(
        tx,
        by,
        Entry::new("plan", plan.id.as_str(), "review")
            .of(plan.owner)
            .after(input),
    )
    .await?;
    Ok(())
}

/// Takes a step in a plan's life that is no more than that. Beginning a revision is a milestone.
///
/// # Errors
/// [`Refused::Stale`] when the plan's stage does not allow it.
pub async fn change_stage(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    step: Step,
    today: NaiveDate,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    let stage = take(&mut tx, plan.into(), step).await?;
    match step {
        Step::StartRevision => {
            life::insert_reached(&mut tx, &plan.id, Milestone::Start, today, "").await?;
            history::refresh(&mut tx, &plan.id).await?;
        }
        Step::Restore => life::set_successor(&mut tx, &plan.id, None).await?,
        _ => {}
    }
    let entry = Entry::new("plan", plan.id.as_str(), "stage")
        .of(&plan.owner.id)
        .before(&plan.standing.stage)
        .after(&stage);
    audit::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Brings the plan to its stage after a step, if it still has the stage in which the step is
/// possible. That comes first in a transaction: from then on nobody else changes the plan or what
/// its dates follow from.
pub(super) async fn take(tx: &mut Tx, plan: Stepping<'_>, step: Step) -> Result<Stage, Refused> {
    let Some(stage) = after(plan.stage, step, plan.adopted) else {
        return Err(Refused::Stale);
    };
    let changed = on_tx!(tx, |c| sqlx::query(
        "UPDATE plans SET stage = $3, version = version + 1 WHERE id = $1 AND stage = $2"
    )
    .bind(plan.id.as_str())
    .bind(plan.stage.code())
    .bind(stage.code())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if changed == 0 {
        return Err(Refused::Stale);
    }
    Ok(stage)
}

async fn set_organisations(
    tx: &mut Tx,
    id: &PlanId,
    organisations: &[OrganisationId],
) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |c| sqlx::query(
        "DELETE FROM plan_organisations WHERE plan_id = $1"
    )
    .bind(id.as_str())
    .execute(c)
    .await
    .map(drop))?;
    for organisation in organisations {
        on_tx!(&mut *tx, |c| sqlx::query(
            "INSERT INTO plan_organisations (plan_id, organisation_id) VALUES ($1, $2)"
        )
        .bind(id.as_str())
        .bind(organisation.as_str())
        .execute(c)
        .await
        .map(drop))?;
    }
    Ok(())
}
