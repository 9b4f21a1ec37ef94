//! The days of plans in the database: everything that reads.

use super::sql::{annex_columns, annexes, plan_columns, whose};
use crate::{
    db::{Db, optional},
    on_db,
    plans::{
        dates::{StandingRow, standing_columns},
        store::in_reach,
    },
    rulebook::store::{RuleRow, rule_columns},
};
use app::{
    id::{OrganisationId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    plans::Reached,
    rulebook::ReviewRule,
    sheets::planning::PlanDates,
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// A plan, or an annex, with its rule.
#[derive(FromRow)]
pub(super) struct Row {
    id: String,
    title: String,
    owner_id: String,
    #[sqlx(try_from = "String")]
    owner_kind: OrganisationKind,
    owner_name: String,
    annex: bool,
    reached: Option<String>,
    #[sqlx(flatten)]
    standing: StandingRow,
    #[sqlx(flatten)]
    rule: RuleRow,
}

impl TryFrom<Row> for PlanDates {
    type Error = sqlx::Error;
    fn try_from(row: Row) -> sqlx::Result<Self> {
        let owner = OrganisationName {
            id: row.owner_id.into(),
            kind: row.owner_kind,
            name: row.owner_name,
        };
        if row.annex {
            let (id, standing) = (row.id.into(), row.standing.into());
            return Ok(Self::of_annex(id, &row.title, owner, standing));
        }
        let rule: ReviewRule = row.rule.into();
        let reached = reached(row.reached.as_deref().unwrap_or_default())?;
        let standing = row.standing.into();
        Ok(Self::new(
            row.id.into(),
            row.title,
            owner,
            standing,
            &rule,
            &reached,
        ))
    }
}

/// Reads the milestones that were reached, without their ids and notes: "draft 2026-06-01,board 2026-10-02".
fn reached(text: &str) -> sqlx::Result<Vec<Reached>> {
    let one = |text: &str| {
        let (code, day) = text.split_once(' ')?;
        Some((code.to_owned(), day.parse().ok()?))
    };
    let found = text.split(',').filter_map(one);
    let reached = found.map(|(code, done_on)| {
        Ok(optional(Some(code))?.map(|milestone| Reached {
            id: String::new().into(),
            milestone,
            done_on,
            note: String::new(),
        }))
    });
    let reached: sqlx::Result<Vec<Option<Reached>>> = reached.collect();
    Ok(reached?.into_iter().flatten().collect())
}

/// Whose plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All that the user may see; of annexes, those of the own organisations.
    InReach,
    /// Those of which the user's person is the steward; of annexes, those that the user keeps.
    Own,
    /// Those, and those of the organisations that the user coordinates.
    Coordinated,
}

impl Whose {
    /// Those that a calendar shows: one's own, or all that one coordinates.
    #[must_use]
    pub fn in_calendar(all: bool) -> Self {
        if all { Self::Coordinated } else { Self::Own }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::InReach => "in-reach",
            Self::Own => "own",
            Self::Coordinated => "coordinated",
        }
    }
}

/// Which plans: those with something to do between two days, or at any time.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// Whose.
    pub whose: Whose,
    /// The owner, or an organisation to which the plan applies.
    pub organisation: Option<&'a OrganisationId>,
    /// The first day; none for plans of which all days have passed, too.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// The page, from 1.
    pub page: i64,
    /// The plans on a page.
    pub size: i64,
}

/// A page of plans, and of annexes to them, that have a due date and were not withdrawn, and how many
/// there are in all. The region's come first, then those of the municipalities, then those of partners; those of one
/// organisation stand together, with what is to be done first on top. Where a page ends within an
/// organisation, the due date decides which plans stand on it.
///
/// # Errors
/// When the database can't be read.
pub async fn plans(
    db: &Db,
    user: &UserId,
    search: &Search<'_>,
) -> sqlx::Result<(Vec<PlanDates>, i64)> {
    #[derive(FromRow)]
    struct Counted {
        total: i64,
        #[sqlx(flatten)]
        row: Row,
    }
    let rows: Vec<Counted> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT COUNT(*) OVER () AS total, found.* FROM (SELECT ",
            plan_columns!(),
            ", ",
            standing_columns!(),
            ", ",
            rule_columns!(),
            " FROM plans p JOIN organisations o ON o.id = p.owner_id JOIN review_rules r ON r.id = p.rule_id
             WHERE p.stage <> 'withdrawn' AND p.due_on IS NOT NULL
               AND COALESCE(p.extended_until, p.due_on) >= $2 AND p.warn_from <= $3
               AND ($4 IS NULL OR p.owner_id = $4
                    OR p.id IN (SELECT plan_id FROM plan_organisations WHERE organisation_id = $4))
               AND ($5 = 'in-reach' OR ",
            whose!("$5"),
            ") AND ",
            in_reach!(),
            " UNION ALL SELECT ",
            annex_columns!(),
            ", ",
            rule_columns!(),
            " FROM ",
            annexes!("$5", "$4"),
            " AND x.due_on BETWEEN $2 AND $3) AS found
             WHERE stage <> 'withdrawn'
             ORDER BY CASE owner_kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END, owner_name, owner_id,
                      due_on, LOWER(title), id, annex
             LIMIT $6 OFFSET $7"
        ))
        .bind(user.as_str())
        .bind(search.from.unwrap_or(FIRST_DAY))
        .bind(search.to.unwrap_or(LAST_DAY))
        .bind(search.organisation.map(OrganisationId::as_str))
        .bind(search.whose.code())
        .bind(search.size)
        .bind((search.page.max(1) - 1).saturating_mul(search.size))
        .fetch_all(c)
        .await
    })?;
    let total = rows.first().map_or(0, |row| row.total);
    let mut plans: Vec<PlanDates> = rows
        .into_iter()
        .map(|counted| counted.row.try_into())
        .collect::<sqlx::Result<_>>()?;
    for organisation in plans.chunk_by_mut(|one, other| one.owner.id == other.owner.id) {
        organisation.sort_by_key(PlanDates::first_open);
    }
    Ok((plans, total))
}

/// Days that lie outside of all days of plans, and that both databases can compare.
const FIRST_DAY: NaiveDate = day(1000);
const LAST_DAY: NaiveDate = day(9999);

const fn day(year: i32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, 1, 1) {
        Some(day) => day,
        None => NaiveDate::MAX,
    }
}

/// The plans that a user may see and that have no due date yet, since nothing happened from which
/// their rule counts.
///
/// # Errors
/// When the database can't be read.
pub async fn undated(
    db: &Db,
    user: &UserId,
    organisation: Option<&OrganisationId>,
) -> sqlx::Result<i64> {
    on_db!(db, |c| {
        sqlx::query_scalar(concat!(
            "SELECT COUNT(*) FROM plans p WHERE p.stage <> 'withdrawn' AND p.due_on IS NULL
             AND ($2 IS NULL OR p.owner_id = $2
                  OR p.id IN (SELECT plan_id FROM plan_organisations WHERE organisation_id = $2))
             AND ",
            in_reach!()
        ))
        .bind(user.as_str())
        .bind(organisation.map(OrganisationId::as_str))
        .fetch_one(c)
        .await
    })
}
