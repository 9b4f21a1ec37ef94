//! How the plans in a user's reach stand: counted, and those that ask for attention.

use super::{reach::reached, store::LineRow};
use crate::{
    db::{Db, from_code},
    organisations::reach::{By, all_or_few, part, reach},
    plan_currency_sql, rows,
};
use app::{
    id::{OrganisationId, UserId},
    plans::{Currency, PlanLine},
    rulebook::RuleLabel,
};
use chrono::NaiveDate;

/// How many plans of a status there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The organisation, which owns the plan or to which it applies, or the region of such an
    /// organisation; none for all together, each plan counted once.
    pub part: Option<OrganisationId>,
    /// The status.
    pub currency: Currency,
    /// How many.
    pub count: i64,
    /// How many of them were extended.
    pub extended: i64,
}

type CountRow = (Option<String>, String, i64, i64);

fn counts_of(rows: Vec<CountRow>) -> sqlx::Result<Vec<Count>> {
    let count = |(part, currency, count, extended): CountRow| {
        Ok(Count {
            part: part.map(Into::into),
            currency: from_code(&currency)?,
            count,
            extended,
        })
    };
    rows.into_iter().map(count).collect()
}

/// The counts on a day of the plans that a user may see, or of those in one region, the withdrawn
/// ones left out: by organisation or by region, and for all together.
///
/// # Errors
/// When the database can't be read.
pub async fn counts(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    region: Option<&OrganisationId>,
    by: By,
) -> sqlx::Result<Vec<Count>> {
    let rows = rows!(db, concat!(
            "WITH ",
            reach!("$3"),
            ", concerned AS MATERIALIZED (
                 SELECT ",
            part!("$4"),
            " AS part, p.id FROM reach o CROSS JOIN plans p WHERE p.owner_id = o.id
                 UNION SELECT ",
            part!("$4"),
            ", po.plan_id FROM reach o CROSS JOIN plan_organisations po WHERE po.organisation_id = o.id)
             SELECT part, currency, COUNT(*), COUNT(extended_until) FROM (
                 SELECT concerned.part, p.extended_until, ",
            plan_currency_sql!(),
            " AS currency FROM concerned CROSS JOIN plans p WHERE p.id = concerned.id
                 UNION ALL
                 SELECT CAST(NULL AS TEXT), p.extended_until, ",
            plan_currency_sql!(),
            " FROM plans p WHERE p.id IN (SELECT id FROM concerned)
             ) AS counted WHERE currency <> 'withdrawn' GROUP BY part, currency"
        ), user.as_str(), today, region.map(OrganisationId::as_str), by.code())?;
    counts_of(rows)
}

/// The [`counts`] for all together alone. `all` of a country are counted in another way than a few.
///
/// # Errors
/// When the database can't be read.
pub async fn together(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    all: bool,
) -> sqlx::Result<Vec<Count>> {
    macro_rules! together_sql {
        ($reached:expr) => {
            concat!(
                "WITH ",
                reach!("$3"),
                " SELECT CAST(NULL AS TEXT), currency, COUNT(*), COUNT(extended_until) FROM (SELECT p.extended_until, ",
                plan_currency_sql!(),
                " AS currency FROM plans p WHERE p.stage <> 'withdrawn' AND ",
                $reached,
                ") AS counted GROUP BY currency"
            )
        };
    }
    let sql = all_or_few!(all, together_sql, reached);
    let rows = rows!(db, sql, user.as_str(), today, None::<&str>)?;
    counts_of(rows)
}

/// The plans that ask for attention: those that the law asks for, those that are late, and those
/// that are soon due; in the order of the register, at most `each` of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pressing {
    /// Late or soon due, and the law asks for them.
    pub law: Vec<PlanLine>,
    /// Late.
    pub late: Vec<PlanLine>,
    /// Soon due.
    pub soon: Vec<PlanLine>,
}

/// The plans that ask for attention today, at most `each` of a kind.
///
/// # Errors
/// When the database can't be read.
pub async fn pressing(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    each: i64,
    all: bool,
) -> sqlx::Result<Pressing> {
    macro_rules! pressing_sql {
        ($reached:expr) => {
            concat!(
                "WITH ",
                reach!("$4"),
                ", standing AS (
                     SELECT p.id, p.title, p.title_key, p.kind, p.owner_id, r.interval_months, r.source, r.label, p.due_on,
                            p.extended_until, p.asked_on, p.next_milestone, p.next_milestone_on, ",
                plan_currency_sql!(),
                " AS currency
                     FROM plans p JOIN review_rules r ON r.id = p.rule_id WHERE p.stage <> 'withdrawn' AND ",
                $reached,
                "), sectioned AS (
                     SELECT standing.*,
                            CASE WHEN label = 'law' THEN 0 WHEN currency = 'due-soon' THEN 2 ELSE 1 END AS section,
                            CASE currency WHEN 'overdue' THEN 1 WHEN 'never-reviewed' THEN 2 ELSE 3 END AS urgency
                     FROM standing WHERE currency IN ('overdue', 'never-reviewed', 'due-soon')),
                 placed AS (
                     SELECT sectioned.*, ROW_NUMBER() OVER (
                                PARTITION BY section ORDER BY urgency, CASE WHEN due_on IS NULL THEN 1 ELSE 0 END,
                                due_on, title_key, id) AS place
                     FROM sectioned)
                 SELECT l.*, o.name AS owner, CAST(0 AS BIGINT) AS total,
                        (SELECT v.label FROM plan_versions v WHERE v.plan_id = l.id AND v.revoked_on IS NULL
                         ORDER BY v.adopted_on DESC, v.id DESC LIMIT 1) AS version
                 FROM placed l JOIN organisations o ON o.id = l.owner_id
                 WHERE l.place <= $3 ORDER BY l.section, l.place"
            )
        };
    }
    let sql = all_or_few!(all, pressing_sql, reached);
    let rows: Vec<LineRow> = rows!(db, sql, user.as_str(), today, each, None::<&str>)?;
    let mut pressing = Pressing::default();
    for row in rows {
        let line: PlanLine = row.try_into()?;
        let section = match (line.label, line.currency) {
            (RuleLabel::Law, _) => &mut pressing.law,
            (_, Currency::DueSoon) => &mut pressing.soon,
            _ => &mut pressing.late,
        };
        section.push(line);
    }
    Ok(pressing)
}
