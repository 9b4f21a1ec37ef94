//! Changes to plans: the rule, the SQL and the audit entry.

use super::{dates, life};
use crate::{
    change,
    change::Change,
    db::{Batch, Tx, keys},
    error::Refused,
    execute, on_tx,
    trail::Entry,
};
use app::{
    id::{OrganisationId, PersonId, PlanId, PlanReviewId, PlanVersionId},
    plans::{
        Plan, Stage,
        form::{PlanInput, ReviewInput, VersionInput},
        rules::{Past, Step, after},
    },
    rulebook::Milestone,
    trail::Subject,
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

/// A plan of which a step is taken, as it was when that was decided.
#[derive(Clone, Copy, Debug)]
pub struct PlanState<'a> {
    /// Which one.
    pub id: &'a PlanId,
    /// The organisation that owns it.
    pub owner: &'a OrganisationId,
    /// Where it is in its life.
    pub stage: Stage,
    /// When its newest version was adopted.
    pub adopted_on: Option<NaiveDate>,
    /// What decides on its stage when the step undoes one.
    pub past: Past,
    /// The plan that took its place.
    pub replaced_by: Option<&'a PlanId>,
}

impl<'a> From<&'a Plan> for PlanState<'a> {
    fn from(plan: &'a Plan) -> Self {
        Self {
            id: &plan.id,
            owner: &plan.owner.id,
            stage: plan.standing.stage,
            adopted_on: plan.adopted_on(),
            past: plan.past(None),
            replaced_by: plan.replaced_by.as_ref().map(|successor| &successor.id),
        }
    }
}

/// What happens to plans in one change, be it one or thousands: what is new of them is stored many
/// rows at a time, and their dates follow once, at the end. They are taken in [`steps`], which sees to
/// that: the trail tells of what waits already.
#[derive(Debug)]
pub struct Steps<'a> {
    change: &'a mut Change,
    plans: Batch,
    organisations: Batch,
    versions: Batch,
    reviews: Batch,
    changed: BTreeSet<PlanId>,
}

/// Takes steps, and stores what they left waiting.
///
/// # Errors
/// As [`Steps::store`], and as the steps.
pub async fn steps<T>(
    change: &mut Change,
    take: impl AsyncFnOnce(&mut Steps<'_>) -> Result<T, Refused>,
) -> Result<T, Refused> {
    let mut steps = Steps::new(change);
    let taken = take(&mut steps).await?;
    steps.finish().await?;
    Ok(taken)
}

impl<'a> Steps<'a> {
    /// None yet.
    fn new(change: &'a mut Change) -> Self {
        Self {
            change,
            plans: Batch::new(
                "plans (id, owner_id, title, kind, summary, steward_id, rule_id, stage, updated_at, title_key, search_key)",
            ),
            organisations: Batch::new("plan_organisations (plan_id, organisation_id)"),
            versions: Batch::new(
                "plan_versions (id, plan_id, label, adopted_on, adopted_by, in_force_on, note)",
            ),
            reviews: Batch::new("plan_reviews (id, plan_id, reviewed_on, outcome, reviewer, note)"),
            changed: BTreeSet::new(),
        }
    }

    /// Adds a plan; a draft until a version is adopted.
    ///
    /// # Errors
    /// When the database can't store it.
    pub async fn create(&mut self, input: &PlanInput) -> sqlx::Result<PlanId> {
        let id: PlanId = self.change.new_id();
        let [title_key, search_key] = keys::plan(&input.title, &input.summary);
        self.plans.add([
            id.to_string().into(),
            input.owner.to_string().into(),
            (&input.title).into(),
            input.kind.code().into(),
            (&input.summary).into(),
            input.steward.as_ref().map(PersonId::to_string).into(),
            input.rule.to_string().into(),
            Stage::Draft.code().into(),
            self.change.now().into(),
            title_key.into(),
            search_key.into(),
        ]);
        self.add_organisations(&id, &input.organisations);
        let entry = Entry::new(Subject::Plan, id.as_str(), "create").of(&input.owner);
        self.change.record(entry.after(input)).await?;
        self.changed.insert(id.clone());
        Ok(id)
    }

    fn add_organisations(&mut self, plan: &PlanId, organisations: &BTreeSet<OrganisationId>) {
        for organisation in organisations {
            let row = [plan.to_string().into(), organisation.to_string().into()];
            self.organisations.add(row);
        }
    }

    /// Changes the facts of a plan that was there before, those of `before`; its dates follow anew from the chosen
    /// rule.
    ///
    /// # Errors
    /// [`Refused::Stale`] when the record was changed since the form was filled.
    pub async fn update(
        &mut self,
        id: &PlanId,
        before: &PlanInput,
        input: &PlanInput,
    ) -> Result<(), Refused> {
        let [title_key, search_key] = keys::plan(&input.title, &input.summary);
        let now = self.change.now();
        change!(
            self.change.tx(),
            "UPDATE plans SET owner_id = $3, title = $4, kind = $5, summary = $6, steward_id = $7, rule_id = $8,
                version = version + 1, sequence = sequence + 1, updated_at = $9, title_key = $10, search_key = $11
             WHERE id = $1 AND version = $2",
            id.as_str(),
            input.version,
            input.owner.as_str(),
            &input.title,
            input.kind.code(),
            &input.summary,
            input.steward.as_ref().map(PersonId::as_str),
            input.rule.as_str(),
            now,
            title_key,
            search_key,
        )?;
        if before.organisations != input.organisations {
            execute!(
                self.change.tx(),
                "DELETE FROM plan_organisations WHERE plan_id = $1",
                id.as_str()
            )?;
            self.add_organisations(id, &input.organisations);
        }
        let entry = Entry::new(Subject::Plan, id.as_str(), "edit").of(&before.owner);
        self.change
            .record(entry.before(before).after(input))
            .await?;
        self.changed.insert(id.clone());
        Ok(())
    }

    /// Records an adopted version; with the newest one the plan is in force, and its dates follow.
    /// Gives the stage to which that brings it.
    ///
    /// # Errors
    /// [`Refused::Stale`] when the plan's stage allows no adoption, or its newest version is another
    /// one by now. That the label is taken may show
    /// only when the rows are stored.
    pub async fn add_version(
        &mut self,
        plan: PlanState<'_>,
        input: &VersionInput,
    ) -> Result<Stage, Refused> {
        let step = Step::of_version(input.adopted_on, plan.adopted_on);
        let stage = self.advance(plan, step, input.adopted_on).await?;
        // On that was decided which step it is; from here on nobody else adds or takes back one.
        if newest_adoption(self.change.tx(), plan.id).await? != plan.adopted_on {
            return Err(Refused::Stale);
        }
        let id: PlanVersionId = self.change.new_id();
        self.versions.add([
            id.to_string().into(),
            plan.id.to_string().into(),
            (&input.label).into(),
            input.adopted_on.into(),
            (&input.adopted_by).into(),
            input.in_force_on.into(),
            (&input.note).into(),
        ]);
        let entry = Entry::new(Subject::Plan, plan.id.as_str(), "adopt").of(plan.owner);
        self.change.record(entry.after(input)).await?;
        Ok(stage)
    }

    /// Records a review; the plan's dates follow from it.
    ///
    /// # Errors
    /// [`Refused::Stale`] when the plan's stage allows no review.
    pub async fn record_review(
        &mut self,
        plan: PlanState<'_>,
        input: &ReviewInput,
    ) -> Result<(), Refused> {
        self.advance(plan, Step::Review, input.reviewed_on).await?;
        let id: PlanReviewId = self.change.new_id();
        self.reviews.add([
            id.to_string().into(),
            plan.id.to_string().into(),
            input.reviewed_on.into(),
            input.outcome.code().into(),
            (&input.reviewer).into(),
            (&input.note).into(),
        ]);
        let entry = Entry::new(Subject::Plan, plan.id.as_str(), "review").of(plan.owner);
        Ok(self.change.record(entry.after(input)).await?)
    }

    /// Takes a step of a day, which settles what asked for a review until then.
    async fn advance(
        &mut self,
        plan: PlanState<'_>,
        step: Step,
        day: NaiveDate,
    ) -> Result<Stage, Refused> {
        self.plans.flush(self.change.tx()).await?;
        let (now, by) = (self.change.now(), self.change.by().name.clone());
        let stage = advance_stage(self.change.tx(), now, plan, step).await?;
        life::settle_until(self.change.tx(), &by, plan.id, day).await?;
        self.changed.insert(plan.id.clone());
        Ok(stage)
    }

    /// Stores the rows that wait, so that they take no more memory.
    ///
    /// # Errors
    /// [`Refused::Taken`] when the label of a version is taken.
    pub async fn store(&mut self) -> Result<(), Refused> {
        for rows in [
            &mut self.plans,
            &mut self.organisations,
            &mut self.versions,
            &mut self.reviews,
        ] {
            rows.flush(self.change.tx()).await?;
        }
        Ok(())
    }

    /// Stores the rows that wait, and the dates that follow.
    async fn finish(mut self) -> Result<(), Refused> {
        self.store().await?;
        let changed: Vec<_> = self.changed.into_iter().collect();
        Ok(dates::refresh(self.change.tx(), &changed).await?)
    }
}

/// When the newest version of a plan was adopted.
async fn newest_adoption(tx: &mut Tx, plan: &PlanId) -> sqlx::Result<Option<NaiveDate>> {
    on_tx!(tx, |c| sqlx::query_scalar(
        "SELECT MAX(adopted_on) FROM plan_versions WHERE plan_id = $1 AND revoked_on IS NULL"
    )
    .bind(plan.as_str())
    .fetch_one(c)
    .await)
}

/// Takes a step in a plan's life that is no more than that. Beginning a revision is a milestone, and
/// giving it up takes back what was reached of it.
///
/// # Errors
/// [`Refused::Stale`] when the plan's stage does not allow it.
pub async fn change_stage(
    change: &mut Change,
    plan: PlanState<'_>,
    step: Step,
) -> Result<(), Refused> {
    let (now, today) = (change.now(), change.today());
    let stage = advance_stage(change.tx(), now, plan, step).await?;
    match step {
        Step::StartRevision => {
            life::insert_reached(change, plan.id, Milestone::Start, today, "").await?;
        }
        Step::StopRevision => life::revoke_revision(change.tx(), plan.id, today).await?,
        Step::Restore => life::set_successor(change.tx(), plan.id, None).await?,
        _ => {}
    }
    dates::refresh(change.tx(), std::slice::from_ref(plan.id)).await?;
    life::record_stage(change, plan, (stage, None)).await?;
    Ok(())
}

/// From here on nobody else changes the plan, or who reads it and what is annexed to it, until the end
/// of the transaction.
///
/// # Errors
/// [`Refused::Stale`] when the plan was withdrawn.
pub(crate) async fn lock_plan(tx: &mut Tx, plan: &PlanId) -> Result<(), Refused> {
    change!(
        tx,
        "UPDATE plans SET version = version WHERE id = $1 AND stage <> 'withdrawn'",
        plan.as_str()
    )
}

/// Brings the plan to its stage after a step, if it still has the stage in which the step is
/// possible. That comes first in a transaction: from then on nobody else changes the plan or what
/// its dates follow from.
pub(super) async fn advance_stage(
    tx: &mut Tx,
    at: DateTime<Utc>,
    plan: PlanState<'_>,
    step: Step,
) -> Result<Stage, Refused> {
    let Some(stage) = after(plan.stage, step, plan.past) else {
        return Err(Refused::Stale);
    };
    change!(
        tx,
        "UPDATE plans SET stage = $3, version = version + 1, sequence = sequence + 1, updated_at = $4
         WHERE id = $1 AND stage = $2",
        plan.id.as_str(),
        plan.stage.code(),
        stage.code(),
        at
    )?;
    Ok(stage)
}
