//! The plans and annexes whose days calendars keep.

use super::{
    sql::{annex_columns, annexes, last_check, plan_columns, whose},
    store::{Row, Whose},
};
use crate::{
    db::Db,
    on_db,
    plans::{dates::standing_columns, store::in_reach},
    rulebook::store::rule_columns,
    trail::store::of_the_record,
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
    /// Raised on every change of the plan or its rule.
    pub sequence: i64,
    /// The last change of the plan or its rule.
    pub changed_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Dated {
    version: i64,
    rule_changes: i64,
    begun_on: NaiveDate,
    changed_at: Option<DateTime<Utc>>,
    rule_changed_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    row: Row,
}

impl TryFrom<Dated> for CalendarPlan {
    type Error = sqlx::Error;
    fn try_from(dated: Dated) -> sqlx::Result<Self> {
        let begun_at = dated.begun_on.and_time(NaiveTime::MIN).and_utc();
        let changed_at = dated.changed_at.max(dated.rule_changed_at);
        Ok(Self {
            plan: dated.row.try_into()?,
            sequence: (dated.version - 1) * 1000 + dated.rule_changes.min(999),
            changed_at: changed_at.unwrap_or(begun_at),
        })
    }
}

/// The most plans in a calendar, and the most annexes.
const IN_A_FILE: i64 = 500;

/// How often a rule `r` was changed, and when last.
macro_rules! rule_changes {
    () => {
        "(SELECT COUNT(*) FROM audit a WHERE a.subject = 'rule' AND a.subject_id = r.id) AS rule_changes,
         (SELECT MAX(a.at) FROM audit a WHERE a.subject = 'rule' AND a.subject_id = r.id) AS rule_changed_at"
    };
}

/// The plans and annexes of a calendar: those that have a due date, the withdrawn ones among them.
/// Nothing in it depends on what day it is. Where there are too many, those that are due first stay.
///
/// A plan's own version counts in thousands and each change of its rule as one, so that a plan that
/// gets another rule never lowers the sum. The moment of the last change is that of the audit trail,
/// in which a reading is no change; a plan that came with the first data of an installation changed
/// when its rule began to count. The same holds for annexes, which change with their plan.
///
/// # Errors
/// When the database can't be read.
pub async fn in_calendar(
    db: &Db,
    user: &UserId,
    whose: Whose,
    organisation: Option<&OrganisationId>,
) -> sqlx::Result<Vec<CalendarPlan>> {
    let plans: Vec<Dated> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT p.version, p.counted_on AS begun_on, ",
            rule_changes!(),
            ", (SELECT MAX(a.at) FROM audit a WHERE a.subject = 'plan' AND a.subject_id = p.id AND ",
            of_the_record!(),
            ") AS changed_at, ",
            plan_columns!(),
            ", ",
            standing_columns!(),
            ", ",
            rule_columns!(),
            " FROM plans p JOIN organisations o ON o.id = p.owner_id JOIN review_rules r ON r.id = p.rule_id
             WHERE p.due_on IS NOT NULL AND p.counted_on IS NOT NULL
               AND ($2 IS NULL OR p.owner_id = $2
                    OR p.id IN (SELECT plan_id FROM plan_organisations WHERE organisation_id = $2))
               AND ",
            whose!("$3"),
            " AND ",
            in_reach!(),
            " ORDER BY CASE WHEN p.stage = 'withdrawn' THEN 1 ELSE 0 END, p.due_on, p.id LIMIT $4"
        ))
        .bind(user.as_str())
        .bind(organisation.map(OrganisationId::as_str))
        .bind(whose.code())
        .bind(IN_A_FILE)
        .fetch_all(c)
        .await
    })?;
    let annexes: Vec<Dated> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT x.version, ",
            last_check!(),
            " AS begun_on, ",
            rule_changes!(),
            ", (SELECT MAX(a.at) FROM audit a WHERE (a.subject = 'annex' AND a.subject_id = x.id)
                      OR (a.subject = 'plan' AND a.subject_id = p.id AND ",
            of_the_record!(),
            ")) AS changed_at, ",
            annex_columns!(),
            ", ",
            rule_columns!(),
            " FROM ",
            annexes!("$3", "$2"),
            " AND x.due_on IS NOT NULL
             ORDER BY CASE WHEN p.stage = 'withdrawn' THEN 1 ELSE 0 END, x.due_on, x.id LIMIT $4"
        ))
        .bind(user.as_str())
        .bind(organisation.map(OrganisationId::as_str))
        .bind(whose.code())
        .bind(IN_A_FILE)
        .fetch_all(c)
        .await
    })?;
    let all = plans.into_iter().chain(annexes);
    all.map(TryInto::try_into).collect()
}
