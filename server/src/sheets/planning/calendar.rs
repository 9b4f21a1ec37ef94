//! The plans and annexes whose days calendars keep.

use super::{
    sql::{annex_columns, annexes, in_plan_scope, last_check, plan_columns},
    store::{PlanScope, ReachedByPlan, Row, reached},
};
use crate::{
    db::Db,
    plans::{dates::standing_columns, reach::of_organisation, store::in_reach},
    rows,
    rulebook::store::rule_columns,
};
use app::{
    id::{OrganisationId, UserId},
    sheets::planning::PlanDates,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sqlx::FromRow;

/// A plan, or an annex to one, for calendars that keep its days.
#[derive(Clone, Debug)]
pub struct CalendarPlan {
    /// The plan and its days; none when it was withdrawn.
    pub plan: PlanDates,
    /// Raised on every change of the plan, and when its rule moves it.
    pub sequence: i64,
    /// When that was last.
    pub changed_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Dated {
    sequence: i64,
    begun_on: NaiveDate,
    updated_at: Option<DateTime<Utc>>,
    plan_updated_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    row: Row,
}

impl Dated {
    fn plan(self, reached: &ReachedByPlan) -> CalendarPlan {
        // A plan that came with the first data of an installation changed when its rule began to count.
        let begun_at = self.begun_on.and_time(NaiveTime::MIN).and_utc();
        CalendarPlan {
            plan: self.row.dates(reached),
            sequence: self.sequence,
            changed_at: self
                .updated_at
                .max(self.plan_updated_at)
                .unwrap_or(begun_at),
        }
    }
}

/// The most plans in a calendar, and the most annexes.
const IN_A_FILE: i64 = 500;

/// The plans and annexes of a calendar: those that have a due date, the withdrawn ones among them.
/// Nothing in it depends on what day it is. Where there are too many, those that are due first stay.
///
/// What calendars must know of a change is stored with the plan or the annex, by the command that
/// makes it; who must read a plan and who has is none. An annex also changes with its plan.
///
/// # Errors
/// When the database can't be read.
pub async fn in_calendar(
    db: &Db,
    user: &UserId,
    scope: PlanScope,
    organisation: Option<&OrganisationId>,
) -> sqlx::Result<Vec<CalendarPlan>> {
    let plans: Vec<Dated> = rows!(db, concat!(
            "SELECT p.sequence, p.counted_on AS begun_on, p.updated_at, p.updated_at AS plan_updated_at, ",
            plan_columns!(),
            ", ",
            standing_columns!(),
            ", ",
            rule_columns!(),
            " FROM plans p JOIN organisations o ON o.id = p.owner_id JOIN review_rules r ON r.id = p.rule_id
             WHERE p.due_on IS NOT NULL AND p.counted_on IS NOT NULL
               AND ",
            of_organisation!("$2"),
            " AND ",
            in_plan_scope!("$3"),
            " AND ",
            in_reach!(),
            " ORDER BY CASE WHEN p.stage = 'withdrawn' THEN 1 ELSE 0 END, p.due_on, p.id LIMIT $4"
        ), user.as_str(), organisation.map(OrganisationId::as_str), scope.code(), IN_A_FILE)?;
    let annexes: Vec<Dated> = rows!(
        db,
        concat!(
            "SELECT x.sequence, ",
            last_check!(),
            " AS begun_on, x.updated_at, p.updated_at AS plan_updated_at, ",
            annex_columns!(),
            ", ",
            rule_columns!(),
            " FROM ",
            annexes!("$3", "$2"),
            " AND x.due_on IS NOT NULL
             ORDER BY CASE WHEN p.stage = 'withdrawn' THEN 1 ELSE 0 END, x.due_on, x.id LIMIT $4"
        ),
        user.as_str(),
        organisation.map(OrganisationId::as_str),
        scope.code(),
        IN_A_FILE
    )?;
    let reached = reached(db, plans.iter().map(|plan| &plan.row)).await?;
    let all = plans.into_iter().chain(annexes);
    Ok(all.map(|plan| plan.plan(&reached)).collect())
}
