//! The rule book in the database: everything that reads.

mod duties;

pub use duties::{
    duties, duties_in_reach, duty_in_place_of, ended_duties, find_duty, find_ended, rule_of_duty,
};

use crate::{db::Db, organisations::store::regions_around, row, rows};
use app::{
    id::{RuleId, UserId},
    rulebook::{
        CountedFrom, PlanKind, ReviewRule, RuleFacts, RuleLabel, RuleScope, regions::of_regions,
    },
    source::Checked,
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// The columns of a review rule `r`, as [`RuleRow`] names them.
macro_rules! rule_columns {
    () => {
        "r.id AS rule_id, r.name AS rule_name, r.plan_kind, r.interval_months, r.counted_from, r.series_start,
         r.lead_months, r.draft_months, r.inspection_months, r.board_months, r.source, r.label, r.as_of,
         r.checked, r.in_use, r.version AS rule_version, r.region_id AS rule_region_id, r.replaces_id,
         r.ended_on AS rule_ended_on"
    };
}
pub(crate) use rule_columns;

/// Whether the user `$1` may know of a rule `r`: a common one, or one of a region with an organisation
/// in reach.
macro_rules! rule_in_reach {
    () => {
        concat!(
            "(r.region_id IS NULL OR r.region_id IN ",
            $crate::organisations::store::regions_in_reach!(),
            ")"
        )
    };
}
pub(crate) use rule_in_reach;

/// A review rule as a query gives it that names its columns with `rule_columns!`.
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
    rule_region_id: Option<String>,
    replaces_id: Option<String>,
    rule_ended_on: Option<NaiveDate>,
}

impl From<RuleRow> for ReviewRule {
    fn from(row: RuleRow) -> Self {
        let months = |months: i64| u32::try_from(months).unwrap_or_default();
        Self {
            id: row.rule_id.into(),
            facts: RuleFacts {
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
            },
            scope: RuleScope {
                region: row.rule_region_id.map(Into::into),
                replaces: row.replaces_id.map(Into::into),
                ended_on: row.rule_ended_on,
            },
            version: row.rule_version,
        }
    }
}

/// Every review rule of every region, by the kind of plan for which it is made.
///
/// # Errors
/// When the database can't be read.
pub async fn rules(db: &Db) -> sqlx::Result<Vec<ReviewRule>> {
    let rows: Vec<RuleRow> = rows!(
        db,
        concat!(
            "SELECT ",
            rule_columns!(),
            " FROM review_rules r ORDER BY r.name_key, r.id LIMIT 5000"
        )
    )?;
    let mut rules: Vec<ReviewRule> = rows.into_iter().map(Into::into).collect();
    rules.sort_by_key(|rule| rule.plan_kind);
    Ok(rules)
}

/// The review rules that hold in the regions of a user, by the kind of plan for which they are made:
/// the region's own in place of the common ones.
///
/// # Errors
/// When the database can't be read.
pub async fn in_reach(db: &Db, user: &UserId) -> sqlx::Result<Vec<ReviewRule>> {
    let rows: Vec<RuleRow> = rows!(
        db,
        concat!(
            "SELECT ",
            rule_columns!(),
            " FROM review_rules r WHERE r.ended_on IS NULL AND ",
            rule_in_reach!(),
            " ORDER BY r.name_key, r.id LIMIT 1000"
        ),
        user.as_str()
    )?;
    let mut rules: Vec<ReviewRule> = rows.into_iter().map(Into::into).collect();
    rules.sort_by_key(|rule| rule.plan_kind);
    let regions = regions_around(db, user).await?;
    let regions: Vec<_> = regions.into_iter().map(|region| region.id).collect();
    Ok(of_regions(rules, &regions))
}

/// A review rule, if there is one that the user may know of.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &RuleId) -> sqlx::Result<Option<ReviewRule>> {
    let row: Option<RuleRow> = row!(
        db,
        concat!(
            "SELECT ",
            rule_columns!(),
            " FROM review_rules r WHERE r.id = $2 AND ",
            rule_in_reach!()
        ),
        user.as_str(),
        id.as_str()
    )?;
    Ok(row.map(Into::into))
}

/// The rules that the regions of a user have in the place of a common one, with the regions' names.
///
/// # Errors
/// When the database can't be read.
pub async fn departures(
    db: &Db,
    user: &UserId,
    common: &RuleId,
) -> sqlx::Result<Vec<(ReviewRule, String)>> {
    #[derive(FromRow)]
    struct Row {
        region: String,
        #[sqlx(flatten)]
        rule: RuleRow,
    }
    let rows: Vec<Row> = rows!(
        db,
        concat!(
            "SELECT o.name AS region, ",
            rule_columns!(),
            " FROM review_rules r JOIN organisations o ON o.id = r.region_id
             WHERE r.replaces_id = $2 AND r.ended_on IS NULL AND ",
            rule_in_reach!(),
            " ORDER BY o.name_key, o.id LIMIT 100"
        ),
        user.as_str(),
        common.as_str()
    )?;
    Ok(rows
        .into_iter()
        .map(|row| (row.rule.into(), row.region))
        .collect())
}
