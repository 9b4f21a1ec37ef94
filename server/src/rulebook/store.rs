//! The rule book in the database: everything that reads.

use crate::{
    db::{Db, optional},
    on_db,
};
use app::{
    exercises::ExerciseKind,
    id::RuleId,
    plans::PlanKind,
    rulebook::{CountedFrom, Duty, ReviewRule, RuleLabel},
    ui::Checked,
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// The columns of a review rule `r`, as [`RuleRow`] names them.
macro_rules! rule_columns {
    () => {
        "r.id AS rule_id, r.name AS rule_name, r.plan_kind, r.interval_months, r.counted_from, r.series_start,
         r.lead_months, r.draft_months, r.inspection_months, r.board_months, r.source, r.label, r.as_of,
         r.checked, r.in_use, r.version AS rule_version"
    };
}
pub(crate) use rule_columns;

/// A review rule as a query gives it with [`rule_columns`].
#[derive(Debug, FromRow)]
pub struct RuleRow {
    rule_id: String,
    rule_name: String,
    #[sqlx(try_from = "String")]
    plan_kind: PlanKind,
    interval_months: i64,
    #[sqlx(try_from = "String")]
    counted_from: CountedFrom,
    series_start: Option<NaiveDate>,
    lead_months: i64,
    draft_months: Option<i64>,
    inspection_months: Option<i64>,
    board_months: Option<i64>,
    source: String,
    #[sqlx(try_from = "String")]
    label: RuleLabel,
    as_of: NaiveDate,
    #[sqlx(try_from = "String")]
    checked: Checked,
    in_use: bool,
    rule_version: i64,
}

impl From<RuleRow> for ReviewRule {
    fn from(row: RuleRow) -> Self {
        let months = |months: i64| u32::try_from(months).unwrap_or_default();
        Self {
            id: row.rule_id.into(),
            name: row.rule_name,
            plan_kind: row.plan_kind,
            interval_months: months(row.interval_months),
            counted_from: row.counted_from,
            series_start: row.series_start,
            lead_months: months(row.lead_months),
            draft_months: row.draft_months.map(months),
            inspection_months: row.inspection_months.map(months),
            board_months: row.board_months.map(months),
            source: row.source,
            label: row.label,
            as_of: row.as_of,
            checked: row.checked,
            in_use: row.in_use,
            version: row.rule_version,
        }
    }
}

/// Every review rule, by the kind of plan for which it is made.
///
/// # Errors
/// When the database can't be read.
pub async fn rules(db: &Db) -> sqlx::Result<Vec<ReviewRule>> {
    let rows: Vec<RuleRow> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT ",
            rule_columns!(),
            " FROM review_rules r ORDER BY r.name LIMIT 500"
        ))
        .fetch_all(c)
        .await
    })?;
    let mut rules: Vec<ReviewRule> = rows.into_iter().map(Into::into).collect();
    rules.sort_by_key(|rule| rule.plan_kind);
    Ok(rules)
}

#[derive(FromRow)]
struct DutyRow {
    id: String,
    name: String,
    interval_months: i64,
    lead_months: i64,
    exercise_kinds: String,
    source: String,
    #[sqlx(try_from = "String")]
    label: RuleLabel,
    as_of: NaiveDate,
    #[sqlx(try_from = "String")]
    checked: Checked,
}

/// The exercise duties of a rule that have not ended, in their order.
///
/// # Errors
/// When the database can't be read.
pub async fn duties(db: &Db, rule: &RuleId) -> sqlx::Result<Vec<Duty>> {
    let rows: Vec<DutyRow> = on_db!(db, |c| {
        sqlx::query_as(
            "SELECT id, name, interval_months, lead_months, exercise_kinds, source, label, as_of, checked
             FROM rule_duties WHERE rule_id = $1 AND ended_on IS NULL ORDER BY position, id LIMIT 50",
        )
        .bind(rule.as_str())
        .fetch_all(c)
        .await
    })?;
    let duty = |row: DutyRow| {
        let kinds: Vec<Option<ExerciseKind>> = row
            .exercise_kinds
            .split(',')
            .map(|code| optional(Some(code.to_owned())))
            .collect::<sqlx::Result<_>>()?;
        Ok(Duty {
            id: row.id.into(),
            name: row.name,
            interval_months: u32::try_from(row.interval_months).unwrap_or_default(),
            lead_months: u32::try_from(row.lead_months).unwrap_or_default(),
            kinds: kinds.into_iter().flatten().collect(),
            source: row.source,
            label: row.label,
            as_of: row.as_of,
            checked: row.checked,
        })
    };
    rows.into_iter().map(duty).collect()
}
