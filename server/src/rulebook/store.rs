//! The rule book in the database: everything that reads.

use crate::{
    db::{Db, optional},
    on_db, plan_currency_sql,
    plans::store::in_reach,
};
use app::{
    exercises::ExerciseKind,
    id::{DutyId, RuleId, UserId},
    page::Pages,
    plans::{Currency, PlanKind},
    rulebook::{
        CountedFrom, Duty, DutyFacts, ReviewRule, RuleFacts, RuleLabel, RuleLine, RulePlan, Under,
    },
    ui::Checked,
};
use chrono::NaiveDate;
use sqlx::FromRow;
use std::collections::HashMap;

/// The columns of a review rule `r`, as [`RuleRow`] names them.
macro_rules! rule_columns {
    () => {
        "r.id AS rule_id, r.name AS rule_name, r.plan_kind, r.interval_months, r.counted_from, r.series_start,
         r.lead_months, r.draft_months, r.inspection_months, r.board_months, r.source, r.label, r.as_of,
         r.checked, r.in_use, r.version AS rule_version"
    };
}
pub(crate) use rule_columns;

/// The columns of an exercise duty `d`, as [`DutyRow`] names them.
macro_rules! duty_columns {
    () => {
        "d.id, d.rule_id, d.name, d.interval_months, d.lead_months, d.exercise_kinds, d.source, d.label, d.as_of,
         d.checked"
    };
}

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

/// The rule of those in use that is the usual one for a kind of plan: the one under which most stand.
///
/// # Errors
/// When the database can't be read.
pub async fn usual_for(db: &Db, kind: PlanKind) -> sqlx::Result<Option<RuleId>> {
    let id: Option<String> = on_db!(db, |c| {
        sqlx::query_scalar(
            "SELECT r.id FROM review_rules r WHERE r.plan_kind = $1 AND r.in_use = TRUE
             ORDER BY (SELECT COUNT(*) FROM plans p WHERE p.rule_id = r.id)
                      + (SELECT COUNT(*) FROM plan_annexes x WHERE x.rule_id = r.id) DESC, r.name, r.id LIMIT 1",
        )
        .bind(kind.code())
        .fetch_optional(c)
        .await
    })?;
    Ok(id.map(Into::into))
}

/// A review rule, if there is one.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, id: &RuleId) -> sqlx::Result<Option<ReviewRule>> {
    let row: Option<RuleRow> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT ",
            rule_columns!(),
            " FROM review_rules r WHERE r.id = $1"
        ))
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(row.map(Into::into))
}

/// The rule book as a user sees it: every rule with its duties and how much in reach is under it.
///
/// # Errors
/// When the database can't be read.
pub async fn register(db: &Db, user: &UserId) -> sqlx::Result<Vec<RuleLine>> {
    let plans: Vec<(String, i64)> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT p.rule_id, COUNT(*) FROM plans p WHERE p.stage <> 'withdrawn' AND ",
            in_reach!(),
            " GROUP BY p.rule_id"
        ))
        .bind(user.as_str())
        .fetch_all(c)
        .await
    })?;
    let annexes: Vec<(String, i64)> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT x.rule_id, COUNT(*) FROM ",
            annexes!(),
            " GROUP BY x.rule_id"
        ))
        .bind(user.as_str())
        .fetch_all(c)
        .await
    })?;
    let mut under: HashMap<String, Under> = HashMap::new();
    for (rule, count) in plans {
        under.entry(rule).or_default().plans = count;
    }
    for (rule, count) in annexes {
        under.entry(rule).or_default().annexes = count;
    }
    let rows: Vec<DutyRow> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT ",
            duty_columns!(),
            " FROM rule_duties d WHERE d.ended_on IS NULL ORDER BY d.rule_id, d.position, d.id LIMIT 1000"
        ))
        .fetch_all(c)
        .await
    })?;
    let mut duties: HashMap<RuleId, Vec<Duty>> = HashMap::new();
    for row in rows {
        let (rule, duty) = row.duty()?;
        duties.entry(rule).or_default().push(duty);
    }
    let line = |rule: ReviewRule| RuleLine {
        under: under.get(rule.id.as_str()).copied().unwrap_or_default(),
        duties: duties.remove(&rule.id).unwrap_or_default(),
        rule,
    };
    Ok(rules(db).await?.into_iter().map(line).collect())
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
    let rows: Vec<PlanRow> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT p.id, p.title, o.name AS owner, p.due_on, p.extended_until, p.asked_on, ",
            plan_currency_sql!(),
            " AS currency, COUNT(*) OVER () AS total
             FROM plans p JOIN organisations o ON o.id = p.owner_id
             WHERE p.rule_id = $3 AND p.stage <> 'withdrawn' AND ",
            in_reach!(),
            " ORDER BY CASE WHEN p.due_on IS NULL THEN 1 ELSE 0 END, p.due_on, LOWER(p.title), p.id
             LIMIT $4 OFFSET $5"
        ))
        .bind(user.as_str())
        .bind(today)
        .bind(rule.as_str())
        .bind(Pages::SIZE)
        .bind(Pages::offset(page))
        .fetch_all(c)
        .await
    })?;
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

#[derive(FromRow)]
struct DutyRow {
    id: String,
    rule_id: String,
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

impl DutyRow {
    /// The duty, with the rule on which it hangs.
    fn duty(self) -> sqlx::Result<(RuleId, Duty)> {
        let kinds: Vec<Option<ExerciseKind>> = self
            .exercise_kinds
            .split(',')
            .map(|code| optional(Some(code.to_owned())))
            .collect::<sqlx::Result<_>>()?;
        let duty = Duty {
            id: self.id.into(),
            facts: DutyFacts {
                name: self.name,
                interval_months: u32::try_from(self.interval_months).unwrap_or_default(),
                lead_months: u32::try_from(self.lead_months).unwrap_or_default(),
                kinds: kinds.into_iter().flatten().collect(),
                source: self.source,
                label: self.label,
                as_of: self.as_of,
                checked: self.checked,
            },
        };
        Ok((self.rule_id.into(), duty))
    }
}

/// The exercise duties of a rule that have not ended, in their order.
///
/// # Errors
/// When the database can't be read.
pub async fn duties(db: &Db, rule: &RuleId) -> sqlx::Result<Vec<Duty>> {
    let rows: Vec<DutyRow> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT ",
            duty_columns!(),
            " FROM rule_duties d WHERE d.rule_id = $1 AND d.ended_on IS NULL ORDER BY d.position, d.id LIMIT 50"
        ))
        .bind(rule.as_str())
        .fetch_all(c)
        .await
    })?;
    let duties = rows.into_iter().map(|row| row.duty().map(|(_, duty)| duty));
    duties.collect()
}

/// A duty that has not ended, with the rule on which it hangs, if there is one.
///
/// # Errors
/// When the database can't be read.
pub async fn find_duty(db: &Db, id: &DutyId) -> sqlx::Result<Option<(RuleId, Duty)>> {
    let row: Option<DutyRow> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT ",
            duty_columns!(),
            " FROM rule_duties d WHERE d.id = $1 AND d.ended_on IS NULL"
        ))
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    row.map(DutyRow::duty).transpose()
}

/// The rule of a duty that ended, and when that was; none when it did not end.
///
/// # Errors
/// When the database can't be read.
pub async fn find_ended(db: &Db, id: &DutyId) -> sqlx::Result<Option<(RuleId, NaiveDate)>> {
    let row: Option<(String, NaiveDate)> = on_db!(db, |c| {
        sqlx::query_as(
            "SELECT rule_id, ended_on FROM rule_duties WHERE id = $1 AND ended_on IS NOT NULL",
        )
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(row.map(|(rule, on)| (rule.into(), on)))
}

/// The names of a rule's duties that ended, and when, the latest first.
///
/// # Errors
/// When the database can't be read.
pub async fn ended_duties(db: &Db, rule: &RuleId) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    on_db!(db, |c| {
        sqlx::query_as(
            "SELECT name, ended_on FROM rule_duties WHERE rule_id = $1 AND ended_on IS NOT NULL
             ORDER BY ended_on DESC, id LIMIT 50",
        )
        .bind(rule.as_str())
        .fetch_all(c)
        .await
    })
}
