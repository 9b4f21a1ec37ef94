//! What the pages of rules read of the plans and annexes under them.

use crate::{
    db::Db, on_db, organisations::store::regions_around, plan_currency_sql, plans::store::in_reach,
    rows, rulebook::store as rulebook,
};
use app::{
    id::{RuleId, UserId},
    page::Pages,
    plans::Currency,
    rulebook::ReviewRule,
    sheets::rule::{RuleLine, RulePlan, Under},
};
use chrono::NaiveDate;
use sqlx::FromRow;
use std::collections::HashMap;

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
    let mut duties = rulebook::duties_in_reach(db, user).await?;
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
    let rules = rulebook::in_reach(db, user).await?;
    Ok(rules.into_iter().map(line).collect())
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
    let pages = Pages::new(page, rows.first().map_or(0, |row| row.total));
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
