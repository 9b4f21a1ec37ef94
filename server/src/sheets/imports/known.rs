//! What the database knows of the records that a file names or an export lists, many at a time.

use crate::{
    db::{Tx, from_code, optional},
    in_chunks, on_tx,
    rulebook::store::{RuleRow, rule_columns},
};
use app::{
    id::{OrganisationId, PersonId, PlanId, RuleId},
    organisations::OrganisationName,
    plans::{PlanKind, Stage, form::PlanInput, rules::History},
    rulebook::ReviewRule,
};
use chrono::NaiveDate;
use sqlx::FromRow;
use std::collections::{BTreeSet, HashMap};

/// A version that was adopted.
#[derive(Clone, Debug, FromRow)]
pub struct KnownVersion {
    plan_id: String,
    pub label: String,
    pub adopted_on: NaiveDate,
    pub adopted_by: String,
    pub in_force_on: NaiveDate,
    /// When it was taken back; what it was called is free for another since then.
    pub revoked_on: Option<NaiveDate>,
}

/// A review that was recorded.
#[derive(Clone, Debug, FromRow)]
pub struct KnownReview {
    plan_id: String,
    pub reviewed_on: NaiveDate,
    pub outcome: String,
    pub reviewer: String,
    /// When it was taken back.
    pub revoked_on: Option<NaiveDate>,
}

/// A steward.
#[derive(Clone, Debug)]
pub struct Steward {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub organisation: OrganisationName,
}

/// A plan that is there.
#[derive(Clone, Debug)]
pub struct KnownPlan {
    pub id: PlanId,
    pub stage: Stage,
    /// The facts, in the shape of the form.
    pub input: PlanInput,
    pub owner: String,
    /// The organisations to which it applies, by name.
    pub organisations: Vec<OrganisationName>,
    pub rule: String,
    pub steward: Option<Steward>,
    /// Those that count, the newest first.
    pub versions: Vec<KnownVersion>,
    /// Those that count, the newest first.
    pub reviews: Vec<KnownReview>,
    /// Those that were taken back.
    pub revoked: (Vec<KnownVersion>, Vec<KnownReview>),
    /// When each extension was decided, and until when.
    pub extensions: Vec<(NaiveDate, NaiveDate)>,
    /// The days on which the signals were raised that are still open.
    pub signals: Vec<NaiveDate>,
}

impl KnownPlan {
    /// From what its dates follow.
    #[must_use]
    pub fn history(&self) -> History {
        let last = |revise| {
            let reviews = self.reviews.iter();
            let reviews = reviews.filter(|review| (review.outcome == "revise") == revise);
            reviews.map(|review| review.reviewed_on).max()
        };
        History {
            adopted_on: self.versions.iter().map(|v| v.adopted_on).max(),
            confirmed_on: last(false),
            revise_on: last(true),
            extensions: self.extensions.clone(),
            signal_on: self.signals.iter().min().copied(),
        }
    }
}

#[derive(FromRow)]
struct PlanRow {
    id: String,
    title: String,
    kind: String,
    summary: String,
    owner_id: String,
    owner: String,
    rule_id: String,
    rule: String,
    stage: String,
    version: i64,
    steward_id: Option<String>,
    steward_name: Option<String>,
    steward_email: Option<String>,
    steward_organisation: Option<String>,
    steward_organisation_kind: Option<String>,
    steward_organisation_name: Option<String>,
}

/// The plans with these identifiers, by identifier. Who may know of them is decided before.
///
/// # Errors
/// When the database can't be read.
pub async fn plans(tx: &mut Tx, ids: &[String]) -> sqlx::Result<HashMap<String, KnownPlan>> {
    let rows: Vec<PlanRow> = in_chunks!(
        on_tx,
        &mut *tx,
        ids,
        "SELECT p.id, p.title, p.kind, p.summary, p.owner_id, o.name AS owner, p.rule_id, r.name AS rule, p.stage, p.version,
                s.id AS steward_id, s.name AS steward_name, s.email AS steward_email, s.organisation_id AS steward_organisation,
                so.kind AS steward_organisation_kind, so.name AS steward_organisation_name
         FROM plans p JOIN organisations o ON o.id = p.owner_id JOIN review_rules r ON r.id = p.rule_id
              LEFT JOIN people s ON s.id = p.steward_id LEFT JOIN organisations so ON so.id = s.organisation_id
         WHERE p.id IN (",
        ")"
    );
    let organisations: Vec<(String, String, String, String)> = in_chunks!(
        on_tx,
        &mut *tx,
        ids,
        "SELECT po.plan_id, o.id, o.kind, o.name FROM plan_organisations po JOIN organisations o ON o.id = po.organisation_id
         WHERE po.plan_id IN (",
        ") ORDER BY o.name_key, o.id"
    );
    let versions: Vec<KnownVersion> = in_chunks!(
        on_tx,
        &mut *tx,
        ids,
        "SELECT plan_id, label, adopted_on, adopted_by, in_force_on, revoked_on FROM plan_versions WHERE plan_id IN (",
        ") ORDER BY adopted_on DESC, id DESC"
    );
    let reviews: Vec<KnownReview> = in_chunks!(
        on_tx,
        &mut *tx,
        ids,
        "SELECT plan_id, reviewed_on, outcome, reviewer, revoked_on FROM plan_reviews WHERE plan_id IN (",
        ") ORDER BY reviewed_on DESC, id DESC"
    );
    let extensions: Vec<(String, NaiveDate, NaiveDate)> = in_chunks!(
        on_tx,
        &mut *tx,
        ids,
        "SELECT plan_id, decided_on, until FROM plan_extensions WHERE revoked_on IS NULL AND plan_id IN (",
        ")"
    );
    let signals: Vec<(String, NaiveDate)> = in_chunks!(
        on_tx,
        &mut *tx,
        ids,
        "SELECT plan_id, raised_on FROM plan_signals WHERE settled_on IS NULL AND plan_id IN (",
        ")"
    );
    let mut plans = HashMap::with_capacity(rows.len());
    for row in rows {
        plans.insert(row.id.clone(), plan(row)?);
    }
    for (plan, id, kind, name) in organisations {
        if let Some(plan) = plans.get_mut(&plan) {
            let id = OrganisationId::from(id);
            let kind = from_code(&kind)?;
            plan.input.organisations.insert(id.clone());
            plan.organisations.push(OrganisationName { id, kind, name });
        }
    }
    for version in versions {
        if let Some(plan) = plans.get_mut(&version.plan_id) {
            match version.revoked_on {
                None => plan.versions.push(version),
                Some(_) => plan.revoked.0.push(version),
            }
        }
    }
    for review in reviews {
        if let Some(plan) = plans.get_mut(&review.plan_id) {
            match review.revoked_on {
                None => plan.reviews.push(review),
                Some(_) => plan.revoked.1.push(review),
            }
        }
    }
    for (plan, decided_on, until) in extensions {
        if let Some(plan) = plans.get_mut(&plan) {
            plan.extensions.push((decided_on, until));
        }
    }
    for (plan, raised_on) in signals {
        if let Some(plan) = plans.get_mut(&plan) {
            plan.signals.push(raised_on);
        }
    }
    Ok(plans)
}

/// The review rules of every region. Which of them a plan may be put under is for the row to say.
///
/// # Errors
/// When the database can't be read.
pub async fn rules(tx: &mut Tx) -> sqlx::Result<Vec<ReviewRule>> {
    let rows: Vec<RuleRow> = on_tx!(tx, |c| {
        sqlx::query_as(concat!(
            "SELECT ",
            rule_columns!(),
            " FROM review_rules r WHERE r.ended_on IS NULL ORDER BY r.name_key, r.id LIMIT 5000"
        ))
        .fetch_all(c)
        .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

fn plan(row: PlanRow) -> sqlx::Result<KnownPlan> {
    let kind: PlanKind = from_code(&row.kind)?;
    let organisation = optional(row.steward_organisation_kind)?;
    let steward = (|| {
        Some(Steward {
            id: row.steward_id?.into(),
            name: row.steward_name?,
            email: row.steward_email?,
            organisation: OrganisationName {
                id: row.steward_organisation?.into(),
                kind: organisation?,
                name: row.steward_organisation_name?,
            },
        })
    })();
    Ok(KnownPlan {
        id: row.id.into(),
        stage: from_code(&row.stage)?,
        input: PlanInput {
            title: row.title,
            kind,
            summary: row.summary,
            owner: row.owner_id.into(),
            organisations: BTreeSet::new(),
            steward: steward.as_ref().map(|steward| steward.id.clone()),
            rule: RuleId::from(row.rule_id),
            version: row.version,
        },
        owner: row.owner,
        organisations: Vec::new(),
        rule: row.rule,
        steward,
        versions: Vec::new(),
        reviews: Vec::new(),
        revoked: Default::default(),
        extensions: Vec::new(),
        signals: Vec::new(),
    })
}
