//! The rule book in the database: everything that reads.

mod duties;

pub use duties::{duties, duty_in_place_of, ended_duties, find_duty, find_ended, rule_of_duty};

use crate::{
    db::Db, on_db, organisations::store::regions_around, plan_currency_sql, plans::store::in_reach,
    row, rows,
};
use app::{
    id::{OrganisationId, RuleId, UserId},
    page::Pages,
    plans::{Currency, PlanKind},
    rulebook::{
        CountedFrom, Duty, ReviewRule, RuleFacts, RuleLabel, RuleLine, RulePlan, RuleScope, Under,
        regions::of_regions,
    },
    ui::Checked,
};
use chrono::NaiveDate;
use duties::{DutyRow, duty_columns};
use sqlx::FromRow;
use std::collections::HashMap;

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

/// The annexes `x` to plans `p` that the user `$1` may see, those of withdrawn plans left out, and of
/// plans that no longer apply to the organisation.
macro_rules! annexes {
    () => {
        concat!(
            "plan_annexes x JOIN plans p ON p.id = x.plan_id WHERE p.stage <> 'withdrawn'
             AND EXISTS (SELECT 1 FROM plan_organisations po
                         WHERE po.plan_id = x.plan_id AND po.organisation_id = x.organisation_id) AND ",
            in_reach!()
        )
    };
}

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

/// The rule of those in use in a region that is the usual one for a kind of plan: the one under which
/// most stand.
///
/// # Errors
/// When the database can't be read.
pub async fn usual_for(
    db: &Db,
    kind: PlanKind,
    region: &OrganisationId,
) -> sqlx::Result<Option<RuleId>> {
    let id: Option<String> = on_db!(db, |c| {
        sqlx::query_scalar(
            "SELECT r.id FROM review_rules r WHERE r.plan_kind = $1 AND r.in_use = TRUE AND r.ended_on IS NULL
               AND (r.region_id = $2
                    OR (r.region_id IS NULL
                        AND NOT EXISTS (SELECT 1 FROM review_rules d WHERE d.replaces_id = r.id
                                          AND d.region_id = $2 AND d.ended_on IS NULL)))
             ORDER BY (SELECT COUNT(*) FROM plans p WHERE p.rule_id = r.id)
                      + (SELECT COUNT(*) FROM plan_annexes x WHERE x.rule_id = r.id) DESC, r.name_key, r.id LIMIT 1",
        )
        .bind(kind.code())
        .bind(region.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(id.map(Into::into))
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

/// The rule book as a user sees it: every rule with its duties and how much in reach is under it.
///
/// # Errors
/// When the database can't be read.
pub async fn register(db: &Db, user: &UserId) -> sqlx::Result<Vec<RuleLine>> {
    let plans: Vec<(String, i64)> = rows!(
        db,
        concat!(
            "SELECT p.rule_id, COUNT(*) FROM plans p WHERE p.stage <> 'withdrawn' AND ",
            in_reach!(),
            " GROUP BY p.rule_id"
        ),
        user.as_str()
    )?;
    let annexes: Vec<(String, i64)> = rows!(
        db,
        concat!(
            "SELECT x.rule_id, COUNT(*) FROM ",
            annexes!(),
            " GROUP BY x.rule_id"
        ),
        user.as_str()
    )?;
    let mut under: HashMap<String, Under> = HashMap::new();
    for (rule, count) in plans {
        under.entry(rule).or_default().plans = count;
    }
    for (rule, count) in annexes {
        under.entry(rule).or_default().annexes = count;
    }
    let rows: Vec<DutyRow> = rows!(
        db,
        concat!(
            "SELECT ",
            duty_columns!(),
            " FROM rule_duties d JOIN review_rules r ON r.id = d.rule_id
             WHERE d.ended_on IS NULL AND r.ended_on IS NULL AND ",
            rule_in_reach!(),
            " ORDER BY d.rule_id, d.position, d.id LIMIT 1000"
        ),
        user.as_str()
    )?;
    let mut duties: HashMap<RuleId, Vec<Duty>> = HashMap::new();
    for row in rows {
        let (rule, duty) = row.duty()?;
        duties.entry(rule).or_default().push(duty);
    }
    let regions = regions_around(db, user).await?;
    let region = |rule: &ReviewRule| {
        let of = regions.iter().filter(|_| regions.len() > 1);
        let mut of = of.filter(|region| Some(&region.id) == rule.scope.region.as_ref());
        of.next().map(|region| region.name.clone())
    };
    let line = |rule: ReviewRule| RuleLine {
        region: region(&rule),
        under: under.get(rule.id.as_str()).copied().unwrap_or_default(),
        duties: duties.remove(&rule.id).unwrap_or_default(),
        rule,
    };
    Ok(in_reach(db, user).await?.into_iter().map(line).collect())
}

#[derive(FromRow)]
struct PlanRow {
    id: String,
    title: String,
    owner: String,
    due_on: Option<NaiveDate>,
    extended_until: Option<NaiveDate>,
    asked_on: Option<NaiveDate>,
    #[sqlx(try_from = "String")]
    currency: Currency,
    total: i64,
}

/// How many annexes under a rule a user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn annexes(db: &Db, user: &UserId, rule: &RuleId) -> sqlx::Result<i64> {
    let (count,): (i64,) = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT COUNT(*) FROM ",
            annexes!(),
            " AND x.rule_id = $2"
        ))
        .bind(user.as_str())
        .bind(rule.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(count)
}

/// A page of the plans under a rule that a user may see, by due date with the ones that have none
/// last, the withdrawn ones left out, and how many there are.
///
/// # Errors
/// When the database can't be read.
pub async fn plans(
    db: &Db,
    user: &UserId,
    rule: &RuleId,
    page: i64,
    today: NaiveDate,
) -> sqlx::Result<(Vec<RulePlan>, Pages)> {
    let rows: Vec<PlanRow> = rows!(
        db,
        concat!(
            "SELECT p.id, p.title, o.name AS owner, p.due_on, p.extended_until, p.asked_on, ",
            plan_currency_sql!(),
            " AS currency, COUNT(*) OVER () AS total
             FROM plans p JOIN organisations o ON o.id = p.owner_id
             WHERE p.rule_id = $3 AND p.stage <> 'withdrawn' AND ",
            in_reach!(),
            " ORDER BY CASE WHEN p.due_on IS NULL THEN 1 ELSE 0 END, p.due_on, p.title_key, p.id
             LIMIT $4 OFFSET $5"
        ),
        user.as_str(),
        today,
        rule.as_str(),
        Pages::SIZE,
        Pages::offset(page)
    )?;
    let pages = Pages {
        page: page.max(1),
        total: rows.first().map_or(0, |row| row.total),
    };
    let plan = |row: PlanRow| RulePlan {
        id: row.id.into(),
        title: row.title,
        owner: row.owner,
        due_on: row.due_on,
        extended_until: row.extended_until,
        asked_on: row.asked_on,
        currency: row.currency,
    };
    Ok((rows.into_iter().map(plan).collect(), pages))
}

/// Whether anything is under a rule, a plan or the annex of one, whoever owns it: then the kind of
/// plan of the rule is fixed.
///
/// # Errors
/// When the database can't be read.
pub async fn is_used(db: &Db, rule: &RuleId) -> sqlx::Result<bool> {
    let (used,): (bool,) = on_db!(db, |c| {
        sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM plans WHERE rule_id = $1)
                 OR EXISTS (SELECT 1 FROM plan_annexes WHERE rule_id = $1)",
        )
        .bind(rule.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(used)
}
