//! What decides on a plan's dates: its rule, its versions and its reviews.

use crate::{
    db::{Db, Tx},
    on_db, on_tx,
};
use app::{
    id::PlanId,
    plans::{
        PlanKind, PlanReview, PlanVersion, ReviewOutcome, ReviewRule, RuleLabel,
        rules::{Schedule, schedule},
    },
    ui::Checked,
};
use chrono::NaiveDate;
use sqlx::FromRow;

const VERSIONS: &str =
    "SELECT label, adopted_on, adopted_by, in_force_on, note FROM plan_versions WHERE plan_id = $1
     ORDER BY adopted_on DESC, id DESC LIMIT 100";

const REVIEWS: &str =
    "SELECT reviewed_on, outcome, reviewer, note FROM plan_reviews WHERE plan_id = $1
     ORDER BY reviewed_on DESC, id DESC LIMIT 100";

/// A review rule as a query gives it that names its columns so.
#[derive(FromRow)]
pub(super) struct RuleRow {
    rule_id: String,
    rule_name: String,
    #[sqlx(try_from = "String")]
    plan_kind: PlanKind,
    interval_months: i64,
    lead_months: i64,
    source: String,
    #[sqlx(try_from = "String")]
    label: RuleLabel,
    as_of: NaiveDate,
    #[sqlx(try_from = "String")]
    checked: Checked,
}

impl From<RuleRow> for ReviewRule {
    fn from(row: RuleRow) -> Self {
        Self {
            id: row.rule_id.into(),
            name: row.rule_name,
            plan_kind: row.plan_kind,
            interval_months: u32::try_from(row.interval_months).unwrap_or_default(),
            lead_months: u32::try_from(row.lead_months).unwrap_or_default(),
            source: row.source,
            label: row.label,
            as_of: row.as_of,
            checked: row.checked,
        }
    }
}

#[derive(FromRow)]
struct VersionRow {
    label: String,
    adopted_on: NaiveDate,
    adopted_by: String,
    in_force_on: NaiveDate,
    note: String,
}

impl From<VersionRow> for PlanVersion {
    fn from(row: VersionRow) -> Self {
        Self {
            label: row.label,
            adopted_on: row.adopted_on,
            adopted_by: row.adopted_by,
            in_force_on: row.in_force_on,
            note: row.note,
        }
    }
}

#[derive(FromRow)]
struct ReviewRow {
    reviewed_on: NaiveDate,
    #[sqlx(try_from = "String")]
    outcome: ReviewOutcome,
    reviewer: String,
    note: String,
}

impl From<ReviewRow> for PlanReview {
    fn from(row: ReviewRow) -> Self {
        Self {
            reviewed_on: row.reviewed_on,
            outcome: row.outcome,
            reviewer: row.reviewer,
            note: row.note,
        }
    }
}

/// Every review rule, by the kind of plan for which it is made.
pub(super) async fn rules(db: &Db) -> sqlx::Result<Vec<ReviewRule>> {
    let rows: Vec<RuleRow> = on_db!(db, |c| {
        sqlx::query_as(
            "SELECT id AS rule_id, name AS rule_name, plan_kind, interval_months, lead_months, source, label, as_of, checked
             FROM review_rules ORDER BY name LIMIT 500",
        )
        .fetch_all(c)
        .await
    })?;
    let mut rules: Vec<ReviewRule> = rows.into_iter().map(Into::into).collect();
    rules.sort_by_key(|rule| rule.plan_kind);
    Ok(rules)
}

/// The versions of a plan, the newest first.
pub(super) async fn versions(db: &Db, id: &PlanId) -> sqlx::Result<Vec<PlanVersion>> {
    let rows: Vec<VersionRow> = on_db!(db, |c| sqlx::query_as(VERSIONS)
        .bind(id.as_str())
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The reviews of a plan, the newest first.
pub(super) async fn reviews(db: &Db, id: &PlanId) -> sqlx::Result<Vec<PlanReview>> {
    let rows: Vec<ReviewRow> = on_db!(db, |c| sqlx::query_as(REVIEWS)
        .bind(id.as_str())
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The dates of a plan as its rule and its history stand in this transaction. The plan's row must
/// have been changed in it before: that keeps others who change its history waiting.
pub(super) async fn dates(tx: &mut Tx, id: &PlanId) -> sqlx::Result<Option<Schedule>> {
    let rule: RuleRow = on_tx!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT r.id AS rule_id, r.name AS rule_name, r.plan_kind, r.interval_months, r.lead_months, r.source, r.label, r.as_of, r.checked
         FROM plans p JOIN review_rules r ON r.id = p.rule_id WHERE p.id = $1"
    )
    .bind(id.as_str())
    .fetch_one(c)
    .await
    })?;
    let versions: Vec<VersionRow> = on_tx!(&mut *tx, |c| sqlx::query_as(VERSIONS)
        .bind(id.as_str())
        .fetch_all(c)
        .await)?;
    let reviews: Vec<ReviewRow> = on_tx!(tx, |c| sqlx::query_as(REVIEWS)
        .bind(id.as_str())
        .fetch_all(c)
        .await)?;
    let versions: Vec<_> = versions.into_iter().map(Into::into).collect();
    let reviews: Vec<_> = reviews.into_iter().map(Into::into).collect();
    Ok(schedule(&rule.into(), &versions, &reviews))
}
