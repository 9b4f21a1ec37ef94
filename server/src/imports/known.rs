//! What the database knows of the records that a file names or an export lists, many at a time.

use crate::{db::Db, in_chunks};
use app::{
    form::UnknownCode,
    id::{OrganisationId, PersonId, PlanId, RuleId},
    organisations::OrganisationName,
    plans::{PlanKind, Stage, form::PlanInput},
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
}

/// A review that was recorded.
#[derive(Clone, Debug, FromRow)]
pub struct KnownReview {
    plan_id: String,
    pub reviewed_on: NaiveDate,
    pub outcome: String,
    pub reviewer: String,
}

/// A steward.
#[derive(Clone, Debug)]
pub struct Steward {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub organisation: OrganisationId,
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
    /// The newest first.
    pub versions: Vec<KnownVersion>,
    /// The newest first.
    pub reviews: Vec<KnownReview>,
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
}

/// The plans with these identifiers, by identifier. Who may know of them is decided before.
///
/// # Errors
/// When the database can't be read.
pub async fn plans(db: &Db, ids: &[String]) -> sqlx::Result<HashMap<String, KnownPlan>> {
    let rows: Vec<PlanRow> = in_chunks!(
        on_db,
        db,
        ids,
        "SELECT p.id, p.title, p.kind, p.summary, p.owner_id, o.name AS owner, p.rule_id, r.name AS rule, p.stage, p.version,
                s.id AS steward_id, s.name AS steward_name, s.email AS steward_email, s.organisation_id AS steward_organisation
         FROM plans p JOIN organisations o ON o.id = p.owner_id JOIN review_rules r ON r.id = p.rule_id
              LEFT JOIN people s ON s.id = p.steward_id
         WHERE p.id IN (",
        ")"
    );
    let organisations: Vec<(String, String, String, String)> = in_chunks!(
        on_db,
        db,
        ids,
        "SELECT po.plan_id, o.id, o.kind, o.name FROM plan_organisations po JOIN organisations o ON o.id = po.organisation_id
         WHERE po.plan_id IN (",
        ") ORDER BY o.name"
    );
    let versions: Vec<KnownVersion> = in_chunks!(
        on_db,
        db,
        ids,
        "SELECT plan_id, label, adopted_on, adopted_by, in_force_on FROM plan_versions WHERE plan_id IN (",
        ") ORDER BY adopted_on DESC, id DESC"
    );
    let reviews: Vec<KnownReview> = in_chunks!(
        on_db,
        db,
        ids,
        "SELECT plan_id, reviewed_on, outcome, reviewer FROM plan_reviews WHERE revoked_on IS NULL AND plan_id IN (",
        ") ORDER BY reviewed_on DESC, id DESC"
    );
    let mut plans = HashMap::with_capacity(rows.len());
    for row in rows {
        plans.insert(row.id.clone(), plan(row)?);
    }
    for (plan, id, kind, name) in organisations {
        if let Some(plan) = plans.get_mut(&plan) {
            let id = OrganisationId::from(id);
            let kind = kind.parse().map_err(decode)?;
            plan.input.organisations.insert(id.clone());
            plan.organisations.push(OrganisationName { id, kind, name });
        }
    }
    for version in versions {
        if let Some(plan) = plans.get_mut(&version.plan_id) {
            plan.versions.push(version);
        }
    }
    for review in reviews {
        if let Some(plan) = plans.get_mut(&review.plan_id) {
            plan.reviews.push(review);
        }
    }
    Ok(plans)
}

fn decode(error: UnknownCode) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

fn plan(row: PlanRow) -> sqlx::Result<KnownPlan> {
    let kind: PlanKind = row.kind.parse().map_err(decode)?;
    let steward = (|| {
        Some(Steward {
            id: row.steward_id?.into(),
            name: row.steward_name?,
            email: row.steward_email?,
            organisation: row.steward_organisation?.into(),
        })
    })();
    Ok(KnownPlan {
        id: row.id.into(),
        stage: row.stage.parse().map_err(decode)?,
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
    })
}
