//! Changes to plans: the rule, the SQL and the audit entry.

use super::{dates, life};
use crate::{
    change,
    change::Change,
    db::{Batch, Tx, keys, new_id},
    error::Refused,
    execute,
    trail::{self, Actor, Entry},
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
use std::collections::{BTreeMap, BTreeSet};

/// Plans and their history on their way to the database, one or thousands.
#[derive(Debug)]
pub(crate) struct Rows {
    plans: Batch,
    organisations: Batch,
    versions: Batch,
    reviews: Batch,
    trail: Batch,
    /// When the plans were changed last, of which more was added than their own rows.
    changed: BTreeMap<PlanId, DateTime<Utc>>,
}

impl Rows {
    /// None yet.
    pub fn new() -> Self {
        Self {
            plans: Batch::new(
                "plans (id, owner_id, title, kind, summary, steward_id, rule_id, stage, updated_at, title_key, search_key)",
            ),
            organisations: Batch::new("plan_organisations (plan_id, organisation_id)"),
            versions: Batch::new(
                "plan_versions (id, plan_id, label, adopted_on, adopted_by, in_force_on, note)",
            ),
            reviews: Batch::new("plan_reviews (id, plan_id, reviewed_on, outcome, reviewer, note)"),
            trail: trail::batch(),
            changed: BTreeMap::new(),
        }
    }

    /// Remembers that a plan was changed by then, for calendars.
    pub fn changed(&mut self, plan: &PlanId, by: &Actor) {
        let at = self.changed.entry(plan.clone()).or_insert(by.at);
        *at = by.at.max(*at);
    }

    /// Adds a new plan, in the stage to which what is added with it brings it.
    pub fn plan(&mut self, by: &Actor, input: &PlanInput, stage: Stage) -> PlanId {
        let id = new_id();
        self.plan_as(&id, by, input, stage);
        id
    }

    /// [`Self::plan`] with an identifier that is known.
    pub fn plan_as(&mut self, id: &PlanId, by: &Actor, input: &PlanInput, stage: Stage) {
        let [title_key, search_key] = keys::plan(&input.title, &input.summary);
        self.plans.add([
            id.to_string().into(),
            input.owner.to_string().into(),
            (&input.title).into(),
            input.kind.code().into(),
            (&input.summary).into(),
            input.steward.as_ref().map(PersonId::to_string).into(),
            input.rule.to_string().into(),
            stage.code().into(),
            by.at.into(),
            title_key.into(),
            search_key.into(),
        ]);
        self.organisations(id, &input.organisations);
        let entry = Entry::new(Subject::Plan, id.as_str(), "create");
        let entry = entry.of(&input.owner).after(input);
        self.trail.add(trail::row(by, entry));
    }

    fn organisations(&mut self, plan: &PlanId, organisations: &BTreeSet<OrganisationId>) {
        for organisation in organisations {
            self.organisations
                .add([plan.to_string().into(), organisation.to_string().into()]);
        }
    }

    /// Adds an adopted version.
    pub fn version(
        &mut self,
        by: &Actor,
        plan: &PlanId,
        owner: &OrganisationId,
        input: &VersionInput,
    ) {
        self.version_as(&new_id(), by, plan, owner, input);
    }

    /// [`Self::version`] with an identifier that is known.
    pub fn version_as(
        &mut self,
        id: &PlanVersionId,
        by: &Actor,
        plan: &PlanId,
        owner: &OrganisationId,
        input: &VersionInput,
    ) {
        self.versions.add([
            id.to_string().into(),
            plan.to_string().into(),
            (&input.label).into(),
            input.adopted_on.into(),
            (&input.adopted_by).into(),
            input.in_force_on.into(),
            (&input.note).into(),
        ]);
        self.changed(plan, by);
        let entry = Entry::new(Subject::Plan, plan.as_str(), "adopt");
        self.trail.add(trail::row(by, entry.of(owner).after(input)));
    }

    /// Adds a review.
    pub fn review(
        &mut self,
        by: &Actor,
        plan: &PlanId,
        owner: &OrganisationId,
        input: &ReviewInput,
    ) {
        self.review_as(&new_id(), by, plan, owner, input);
    }

    /// [`Self::review`] with an identifier that is known.
    pub fn review_as(
        &mut self,
        id: &PlanReviewId,
        by: &Actor,
        plan: &PlanId,
        owner: &OrganisationId,
        input: &ReviewInput,
    ) {
        self.reviews.add([
            id.to_string().into(),
            plan.to_string().into(),
            input.reviewed_on.into(),
            input.outcome.code().into(),
            (&input.reviewer).into(),
            (&input.note).into(),
        ]);
        self.changed(plan, by);
        let entry = Entry::new(Subject::Plan, plan.as_str(), "review");
        self.trail.add(trail::row(by, entry.of(owner).after(input)));
    }

    /// Stores what was added.
    ///
    /// # Errors
    /// When the database can't, also because a label is taken.
    pub async fn flush(&mut self, tx: &mut Tx) -> sqlx::Result<()> {
        for rows in [
            &mut self.plans,
            &mut self.organisations,
            &mut self.versions,
            &mut self.reviews,
            &mut self.trail,
        ] {
            rows.flush(tx).await?;
        }
        let mut changed = Batch::update(
            "UPDATE plans SET updated_at = v.column2",
            "plans.id = v.column1 AND (plans.updated_at IS NULL OR plans.updated_at < v.column2)",
        );
        for (plan, at) in std::mem::take(&mut self.changed) {
            changed.add([plan.to_string().into(), at.into()]);
        }
        changed.flush(tx).await.map(drop)
    }
}

/// Adds a plan; a draft until a version is adopted.
///
/// # Errors
/// When the database can't store it.
pub async fn create(change: &mut Change, input: &PlanInput) -> sqlx::Result<PlanId> {
    let mut rows = Rows::new();
    let id = rows.plan(change.by(), input, Stage::Draft);
    rows.flush(change.tx()).await?;
    dates::settle(change.tx(), std::slice::from_ref(&id)).await?;
    Ok(id)
}

/// Changes the facts of a plan; its dates follow anew from the chosen rule.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled.
pub async fn update(change: &mut Change, plan: &Plan, input: &PlanInput) -> Result<(), Refused> {
    let (mut rows, by) = (Rows::new(), change.by().clone());
    let before = PlanInput::from(plan);
    update_in(change.tx(), &mut rows, &by, &plan.id, &before, input).await?;
    finish(change, rows, &plan.id).await
}

/// [`update`] as a part of a larger change, which stores the rows and ends with
/// [`dates::refresh`].
///
/// # Errors
/// As [`update`].
pub(crate) async fn update_in(
    tx: &mut Tx,
    rows: &mut Rows,
    by: &Actor,
    id: &PlanId,
    before: &PlanInput,
    input: &PlanInput,
) -> Result<(), Refused> {
    let [title_key, search_key] = keys::plan(&input.title, &input.summary);
    change!(
        &mut *tx,
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
        by.at,
        title_key,
        search_key,
    )?;
    if before.organisations != input.organisations {
        execute!(
            tx,
            "DELETE FROM plan_organisations WHERE plan_id = $1",
            id.as_str()
        )?;
        rows.organisations(id, &input.organisations);
    }
    let entry = Entry::new(Subject::Plan, id.as_str(), "edit").of(&before.owner);
    rows.trail
        .add(trail::row(by, entry.before(before).after(input)));
    Ok(())
}

/// A plan of which a step is taken, as it was when that was decided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlanState<'a> {
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
}

impl<'a> From<&'a Plan> for PlanState<'a> {
    fn from(plan: &'a Plan) -> Self {
        Self {
            id: &plan.id,
            owner: &plan.owner.id,
            stage: plan.standing.stage,
            adopted_on: plan.adopted_on(),
            past: plan.past(None),
        }
    }
}

/// Records an adopted version; with the newest one the plan is in force, and its dates follow.
///
/// # Errors
/// [`Refused::Stale`] when the plan's stage allows no adoption, [`Refused::Taken`] when the label
/// is taken.
pub async fn add_version(
    change: &mut Change,
    plan: &Plan,
    input: &VersionInput,
) -> Result<(), Refused> {
    let (mut rows, by) = (Rows::new(), change.by().clone());
    add_version_in(change.tx(), &mut rows, &by, plan.into(), input).await?;
    finish(change, rows, &plan.id).await
}

/// [`add_version`] as a part of a larger change, which stores the rows and ends with
/// [`dates::refresh`]. Gives the stage that follows.
///
/// # Errors
/// As [`add_version`].
pub(crate) async fn add_version_in(
    tx: &mut Tx,
    rows: &mut Rows,
    by: &Actor,
    plan: PlanState<'_>,
    input: &VersionInput,
) -> Result<Stage, Refused> {
    let step = Step::of_version(input.adopted_on, plan.adopted_on);
    let stage = advance_stage(tx, by.at, plan, step).await?;
    life::settle_until(tx, &by.name, plan.id, input.adopted_on).await?;
    rows.version(by, plan.id, plan.owner, input);
    Ok(stage)
}

/// Records a review; the plan's dates follow from it.
///
/// # Errors
/// [`Refused::Stale`] when the plan's stage allows no review.
pub async fn record_review(
    change: &mut Change,
    plan: &Plan,
    input: &ReviewInput,
) -> Result<(), Refused> {
    let (mut rows, by) = (Rows::new(), change.by().clone());
    record_review_in(change.tx(), &mut rows, &by, plan.into(), input).await?;
    finish(change, rows, &plan.id).await
}

/// [`record_review`] as a part of a larger change, which stores the rows and ends with
/// [`dates::refresh`].
///
/// # Errors
/// As [`record_review`].
pub(crate) async fn record_review_in(
    tx: &mut Tx,
    rows: &mut Rows,
    by: &Actor,
    plan: PlanState<'_>,
    input: &ReviewInput,
) -> Result<(), Refused> {
    advance_stage(tx, by.at, plan, Step::Review).await?;
    life::settle_until(tx, &by.name, plan.id, input.reviewed_on).await?;
    rows.review(by, plan.id, plan.owner, input);
    Ok(())
}

/// Ends a step: its rows are stored, and the plan's dates follow it.
async fn finish(change: &mut Change, mut rows: Rows, plan: &PlanId) -> Result<(), Refused> {
    rows.flush(change.tx()).await?;
    dates::refresh(change.tx(), std::slice::from_ref(plan)).await?;
    Ok(())
}

/// Takes a step in a plan's life that is no more than that. Beginning a revision is a milestone, and
/// giving it up takes back what was reached of it.
///
/// # Errors
/// [`Refused::Stale`] when the plan's stage does not allow it.
pub async fn change_stage(change: &mut Change, plan: &Plan, step: Step) -> Result<(), Refused> {
    let (now, today) = (change.now(), change.today());
    let stage = advance_stage(change.tx(), now, plan.into(), step).await?;
    let tx = change.tx();
    match step {
        Step::StartRevision => {
            life::insert_reached(tx, &plan.id, Milestone::Start, today, "").await?;
        }
        Step::StopRevision => life::revoke_revision(tx, &plan.id, today).await?,
        Step::Restore => life::set_successor(tx, &plan.id, None).await?,
        _ => {}
    }
    dates::refresh(change.tx(), std::slice::from_ref(&plan.id)).await?;
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
