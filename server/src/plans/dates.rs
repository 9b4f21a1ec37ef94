//! What is stored of a plan's dates and status, and how it follows from the plan's history and its
//! rule: for a plan that was changed, for all that a file changed, for all under a rule.

use crate::{
    db::{Tx, optional},
    execute, in_chunks, on_tx,
    rulebook::store::{RuleRow, rule_columns},
};
use app::{
    id::{PlanId, RuleId},
    plans::{
        Reached, Schedule, Stage, Standing,
        rules::{History, next_milestone},
    },
    rulebook::{Milestone, ReviewRule},
};
use chrono::NaiveDate;
use sqlx::FromRow;
use std::collections::HashMap;

/// The columns of a plan `p` from which its standing is read.
macro_rules! standing_columns {
    () => {
        "p.stage, p.counted_on, p.due_on, p.warn_from, p.extended_until, p.asked_on"
    };
}
pub(crate) use standing_columns;

/// The standing of a plan as a query gives it that names its columns with `standing_columns!`.
#[derive(Debug, FromRow)]
pub struct StandingRow {
    #[sqlx(try_from = "String")]
    stage: Stage,
    counted_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    warn_from: Option<NaiveDate>,
    extended_until: Option<NaiveDate>,
    asked_on: Option<NaiveDate>,
}

impl From<StandingRow> for Standing {
    fn from(row: StandingRow) -> Self {
        let days = row.counted_on.zip(row.due_on).zip(row.warn_from);
        Self {
            stage: row.stage,
            schedule: days.map(|((counted_on, due_on), warn_from)| Schedule {
                counted_on,
                due_on,
                warn_from,
            }),
            extended_until: row.extended_until,
            asked_on: row.asked_on,
        }
    }
}

/// What is stored of a plan's dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// Where it stands.
    pub standing: Standing,
    /// The first milestone that was not reached, and its last good day.
    pub next: Option<(Milestone, NaiveDate)>,
}

/// A plan with what is stored of its dates and all from which they follow.
#[derive(Debug)]
pub struct Dated {
    /// Which plan.
    pub id: PlanId,
    /// What is stored.
    pub stored: Dates,
    rule: RuleId,
    history: History,
    reached: Vec<Reached>,
}

impl Dated {
    /// What must be stored when this is the plan's rule.
    #[must_use]
    pub fn dates(&self, rule: &ReviewRule) -> Dates {
        let standing = self.history.standing(rule, self.stored.standing.stage);
        let schedule = standing.schedule;
        Dates {
            standing,
            next: schedule.and_then(|schedule| next_milestone(rule, schedule, &self.reached)),
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: String,
    rule_id: String,
    next_milestone: Option<String>,
    next_milestone_on: Option<NaiveDate>,
    #[sqlx(flatten)]
    standing: StandingRow,
    adopted_on: Option<NaiveDate>,
    confirmed_on: Option<NaiveDate>,
    revise_on: Option<NaiveDate>,
    last_extension: Option<NaiveDate>,
    signal_on: Option<NaiveDate>,
}

/// The plans `p`, to be followed by which.
macro_rules! dated {
    () => {
        concat!(
            "SELECT p.id, p.rule_id, p.next_milestone, p.next_milestone_on, ",
            standing_columns!(),
            ", (SELECT MAX(v.adopted_on) FROM plan_versions v WHERE v.plan_id = p.id) AS adopted_on,
               (SELECT MAX(r.reviewed_on) FROM plan_reviews r WHERE r.plan_id = p.id AND r.outcome <> 'revise') AS confirmed_on,
               (SELECT MAX(r.reviewed_on) FROM plan_reviews r WHERE r.plan_id = p.id AND r.outcome = 'revise') AS revise_on,
               (SELECT MAX(e.until) FROM plan_extensions e WHERE e.plan_id = p.id AND e.revoked_on IS NULL) AS last_extension,
               (SELECT MIN(s.raised_on) FROM plan_signals s WHERE s.plan_id = p.id AND s.settled_on IS NULL) AS signal_on
             FROM plans p WHERE p."
        )
    };
}

/// The milestones that were reached for the plans `p`, to be followed by which.
macro_rules! reached {
    () => {
        "SELECT m.plan_id, m.milestone, m.done_on FROM plan_milestones m JOIN plans p ON p.id = m.plan_id WHERE p."
    };
}

type ReachedRow = (String, String, NaiveDate);

/// The plans under a rule.
///
/// # Errors
/// When the database can't be read.
pub async fn under(tx: &mut Tx, rule: &RuleId) -> sqlx::Result<Vec<Dated>> {
    let plans: Vec<Row> = on_tx!(&mut *tx, |c| {
        sqlx::query_as(concat!(dated!(), "rule_id = $1"))
            .bind(rule.as_str())
            .fetch_all(c)
            .await
    })?;
    let reached: Vec<ReachedRow> = on_tx!(tx, |c| {
        sqlx::query_as(concat!(reached!(), "rule_id = $1"))
            .bind(rule.as_str())
            .fetch_all(c)
            .await
    })?;
    together(plans, reached)
}

fn together(plans: Vec<Row>, reached: Vec<ReachedRow>) -> sqlx::Result<Vec<Dated>> {
    let mut by_plan: HashMap<String, Vec<Reached>> = HashMap::new();
    for (plan, milestone, done_on) in reached {
        let milestone: Option<Milestone> = optional(Some(milestone))?;
        let note = String::new();
        by_plan
            .entry(plan)
            .or_default()
            .extend(milestone.map(|milestone| Reached {
                milestone,
                done_on,
                note,
            }));
    }
    let mut dated = Vec::with_capacity(plans.len());
    for row in plans {
        let next: Option<Milestone> = optional(row.next_milestone)?;
        dated.push(Dated {
            reached: by_plan.remove(&row.id).unwrap_or_default(),
            id: row.id.into(),
            rule: row.rule_id.into(),
            stored: Dates {
                standing: row.standing.into(),
                next: next.zip(row.next_milestone_on),
            },
            history: History {
                adopted_on: row.adopted_on,
                confirmed_on: row.confirmed_on,
                revise_on: row.revise_on,
                extended_until: row.last_extension,
                signal_on: row.signal_on,
            },
        });
    }
    Ok(dated)
}

/// Brings what is stored of the dates and the status of plans up to date with their rules and their
/// history in this transaction. The plans' rows must have been changed in it before: that keeps
/// others who change their history waiting.
///
/// # Errors
/// When the database can't read or store them.
pub async fn refresh(tx: &mut Tx, ids: &[PlanId]) -> sqlx::Result<()> {
    let rules: Vec<RuleRow> = on_tx!(&mut *tx, |c| {
        sqlx::query_as(concat!("SELECT ", rule_columns!(), " FROM review_rules r"))
            .fetch_all(c)
            .await
    })?;
    let rules: HashMap<RuleId, ReviewRule> = rules
        .into_iter()
        .map(ReviewRule::from)
        .map(|rule| (rule.id.clone(), rule))
        .collect();
    let plans: Vec<Row> = in_chunks!(on_tx, &mut *tx, ids, concat!(dated!(), "id IN ("), ")");
    let reached: Vec<ReachedRow> =
        in_chunks!(on_tx, &mut *tx, ids, concat!(reached!(), "id IN ("), ")");
    for plan in together(plans, reached)? {
        if let Some(rule) = rules.get(&plan.rule) {
            let dates = plan.dates(rule);
            if dates != plan.stored {
                store(tx, &plan.id, dates).await?;
            }
        }
    }
    Ok(())
}

/// Stores the dates of a plan.
///
/// # Errors
/// When the database can't.
pub async fn store(tx: &mut Tx, id: &PlanId, dates: Dates) -> sqlx::Result<()> {
    let Dates { standing, next } = dates;
    let schedule = standing.schedule;
    execute!(
        tx,
        "UPDATE plans SET counted_on = $1, due_on = $2, warn_from = $3, extended_until = $4, asked_on = $5,
                next_milestone = $6, next_milestone_on = $7
         WHERE id = $8",
        schedule.map(|s| s.counted_on),
        schedule.map(|s| s.due_on),
        schedule.map(|s| s.warn_from),
        standing.extended_until,
        standing.asked_on,
        next.map(|(milestone, _)| milestone.code()),
        next.map(|(_, on)| on),
        id.as_str(),
    ).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, db::Db, on_db, plans::store::find, rulebook::store::rules, seed};
    use app::id::UserId;
    use tempfile::TempDir;

    #[tokio::test]
    async fn what_is_stored_of_each_plan_follows_from_what_its_page_shows() {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
        let db = Db::open(&url).await.expect("a database");
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let clock = Clock::fixed(chrono_tz::Europe::Amsterdam, today);
        seed::demo(&db, &clock).await.expect("the demonstration");
        let rules = rules(&db).await.expect("the rules");
        let ids: Vec<(String, String)> = on_db!(&db, |c| sqlx::query_as(
            "SELECT p.id, u.id FROM plans p JOIN users u ON u.email = 'coordinator@demo.paraat'"
        )
        .fetch_all(c)
        .await)
        .expect("the plans");
        let (mut extended, mut asked) = (0, 0);
        for (id, user) in ids {
            let (id, user) = (PlanId::from(id), UserId::from(user));
            let Some(plan) = find(&db, &user, &id).await.expect("a plan") else {
                continue;
            };
            let rule = rules.iter().find(|rule| rule.id == plan.rule.id);
            let signals = plan.signals.iter().filter(|one| one.settled.is_none());
            let history = History {
                extended_until: plan.extensions.iter().map(|one| one.until).max(),
                signal_on: signals.map(|one| one.raised_on).min(),
                ..History::of(&plan.versions, &plan.reviews)
            };
            let standing = history.standing(rule.expect("a rule"), plan.standing.stage);
            assert_eq!(standing, plan.standing, "{}", plan.title);
            extended += usize::from(standing.extended_until.is_some());
            asked += usize::from(standing.asked_on.is_some());
        }
        assert!(extended > 0 && asked > 0, "{extended} {asked}");
    }
}
