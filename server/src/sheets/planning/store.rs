//! The days of plans in the database: everything that reads.

use super::sql::{annex_columns, annexes, in_plan_scope, plan_columns};
use crate::{
    db::{Db, from_code},
    in_chunks,
    plans::{
        dates::{StandingRow, standing_columns},
        reach::of_organisation,
        store::in_reach,
    },
    rows,
    rulebook::store::{RuleRow, rule_columns},
    scalar,
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
use std::collections::HashMap;

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
    #[sqlx(flatten)]
    standing: StandingRow,
    #[sqlx(flatten)]
    rule: RuleRow,
}

impl Row {
    /// The days of the plan or the annex, with what was reached of each plan.
    pub(super) fn dates(self, reached: &ReachedByPlan) -> PlanDates {
        let owner = OrganisationName {
            id: self.owner_id.into(),
            kind: self.owner_kind,
            name: self.owner_name,
        };
        if self.annex {
            let (id, standing) = (self.id.into(), self.standing.into());
            return PlanDates::of_annex(id, &self.title, owner, standing);
        }
        let rule: ReviewRule = self.rule.into();
        let reached = reached.get(&self.id).map_or(&[][..], Vec::as_slice);
        let standing = self.standing.into();
        PlanDates::new(self.id.into(), self.title, owner, standing, &rule, reached)
    }
}

/// The milestones that were reached, by plan.
pub(super) type ReachedByPlan = HashMap<String, Vec<Reached>>;

/// What was reached of these plans, without notes; annexes among them have no milestones.
///
/// # Errors
/// When the database can't be read.
pub(super) async fn reached<'a>(
    db: &Db,
    rows: impl Iterator<Item = &'a Row>,
) -> sqlx::Result<ReachedByPlan> {
    let plans: Vec<String> = rows
        .filter(|row| !row.annex)
        .map(|row| row.id.clone())
        .collect();
    let found: Vec<(String, String, String, NaiveDate)> = in_chunks!(
        on_db,
        db,
        plans,
        "SELECT m.plan_id, m.id, m.milestone, m.done_on FROM plan_milestones m
         WHERE m.revoked_on IS NULL AND m.plan_id IN (",
        ")"
    );
    let mut by_plan = ReachedByPlan::new();
    for (plan, id, milestone, done_on) in found {
        by_plan.entry(plan).or_default().push(Reached {
            id: id.into(),
            milestone: from_code(&milestone)?,
            done_on,
            note: String::new(),
        });
    }
    Ok(by_plan)
}

/// Whose plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanScope {
    /// All that the user may see; of annexes, those of the own organisations.
    InReach,
    /// Those of which the user's person is the steward; of annexes, those that the user keeps.
    Own,
    /// Those, and those of the organisations that the user coordinates.
    Coordinated,
}

impl PlanScope {
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
    /// Whose plans.
    pub scope: PlanScope,
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
    let rows: Vec<Counted> = rows!(db, concat!(
            "SELECT COUNT(*) OVER () AS total, found.* FROM (SELECT ",
            plan_columns!(),
            ", ",
            standing_columns!(),
            ", ",
            rule_columns!(),
            " FROM plans p JOIN organisations o ON o.id = p.owner_id JOIN review_rules r ON r.id = p.rule_id
             WHERE p.stage <> 'withdrawn' AND p.due_on IS NOT NULL
               AND COALESCE(p.extended_until, p.due_on) >= $2 AND p.warn_from <= $3
               AND ",
            of_organisation!("$4"),
            " AND ($5 = 'in-reach' OR ",
            in_plan_scope!("$5"),
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
             ORDER BY CASE owner_kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END, owner_key, owner_id,
                      due_on, title_key, id, annex
             LIMIT $6 OFFSET $7"
        ), user.as_str(), search.from.unwrap_or(FIRST_DAY), search.to.unwrap_or(LAST_DAY), search.organisation.map(OrganisationId::as_str), search.scope.code(), search.size, (search.page.max(1) - 1).saturating_mul(search.size))?;
    let total = rows.first().map_or(0, |row| row.total);
    let reached = reached(db, rows.iter().map(|counted| &counted.row)).await?;
    let mut plans: Vec<PlanDates> = rows
        .into_iter()
        .map(|counted| counted.row.dates(&reached))
        .collect();
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
    scalar!(
        db,
        concat!(
            "SELECT COUNT(*) FROM plans p WHERE p.stage <> 'withdrawn' AND p.due_on IS NULL
             AND ",
            of_organisation!("$2"),
            " AND ",
            in_reach!()
        ),
        user.as_str(),
        organisation.map(OrganisationId::as_str)
    )
}
