//! What a rule makes of the plans under it: the preview and the change itself both ask here, so
//! that they can't disagree. A rule may have thousands of plans: their history is read with one
//! query of each kind.

use crate::{
    db::{Tx, optional},
    on_tx,
    plans::{
        history::{StandingRow, standing_columns},
        store::in_reach,
    },
};
use app::{
    id::{PlanId, UserId},
    plans::{
        Reached, ReviewOutcome, Schedule, Standing,
        rules::{latest_extension, next_milestone, schedule_from},
    },
    rulebook::{Milestone, Move, Preview, ReviewRule, moves},
};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use std::{collections::HashMap, fmt::Write};

/// The plans under a rule, with what a change of the rule does to each.
#[derive(Debug)]
pub struct Moves {
    /// Those for which something changes, in the order of the preview, and whether the user may
    /// see the plan.
    moved: Vec<(Move, bool)>,
    /// Those of which something stored differs: the moved ones among them, and withdrawn plans,
    /// which move in silence.
    stored: Vec<(PlanId, Standing, Next)>,
}

/// The first milestone that was not reached, and its last good day.
type Next = Option<(Milestone, NaiveDate)>;

#[derive(FromRow)]
struct Row {
    id: String,
    title: String,
    owner: String,
    visible: bool,
    next_milestone: Option<String>,
    next_milestone_on: Option<NaiveDate>,
    #[sqlx(flatten)]
    standing: StandingRow,
}

impl Moves {
    /// What becomes of the plans under a rule when `was` turns into `rule`; `user` decides on what
    /// is visible, and the program itself sees nothing.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find(
        tx: &mut Tx,
        user: Option<&UserId>,
        was: &ReviewRule,
        rule: &ReviewRule,
        today: NaiveDate,
    ) -> sqlx::Result<Self> {
        let rows: Vec<Row> = on_tx!(&mut *tx, |c| {
            sqlx::query_as(concat!(
                "SELECT p.id, p.title, o.name AS owner, ",
                in_reach!(),
                " AS visible, p.next_milestone, p.next_milestone_on, ",
                standing_columns!(),
                " FROM plans p JOIN organisations o ON o.id = p.owner_id
                 WHERE p.rule_id = $2 ORDER BY LOWER(p.title), p.id"
            ))
            .bind(user.map(UserId::as_str))
            .bind(rule.id.as_str())
            .fetch_all(c)
            .await
        })?;
        let history = History::read(tx, rule).await?;
        let mut found = Self {
            moved: Vec::new(),
            stored: Vec::new(),
        };
        for row in rows {
            let before = Standing::from(row.standing);
            let after = history.standing(rule, &row.id, &before);
            let next = history.next(rule, &row.id, &after);
            let stored: Option<Milestone> = optional(row.next_milestone)?;
            let id = PlanId::from(row.id);
            if after != before || next != stored.zip(row.next_milestone_on) {
                found.stored.push((id.clone(), after, next));
            }
            if moves(was, &before, rule, &after) {
                let moved = Move {
                    id,
                    title: row.title,
                    owner: row.owner,
                    before,
                    after,
                };
                found.moved.push((moved, row.visible));
            }
        }
        let stays = |one: &Move| one.before.currency(today) == one.after.currency(today);
        found.moved.sort_by_key(|(moved, _)| stays(moved));
        Ok(found)
    }

    /// How many plans move.
    #[must_use]
    pub fn count(&self) -> usize {
        self.moved.len()
    }

    /// What stands for just these moves from this version of the rule.
    #[must_use]
    pub fn confirm(&self, version: i64) -> String {
        let mut shown = version.to_string();
        for (moved, _) in &self.moved {
            let _ = write!(shown, "\n{} {:?}", moved.id, moved.after);
        }
        let digest = Sha256::digest(shown);
        let digest: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
        format!("{version}-{}-{digest}", self.moved.len())
    }

    /// What the reader is shown of them.
    #[must_use]
    pub fn preview(self, version: i64) -> Preview {
        let (total, confirm) = (self.count(), self.confirm(version));
        let visible = self.moved.into_iter().filter(|(_, visible)| *visible);
        let visible: Vec<_> = visible.map(|(moved, _)| moved).collect();
        Preview {
            visible: visible.len(),
            total,
            confirm,
            moves: visible.into_iter().take(Preview::SHOWN).collect(),
        }
    }

    /// Stores the new dates of the plans.
    ///
    /// # Errors
    /// When the database can't.
    pub async fn store(&self, tx: &mut Tx) -> sqlx::Result<()> {
        for (id, standing, next) in &self.stored {
            let Standing {
                schedule,
                extended_until,
                ..
            } = standing;
            on_tx!(&mut *tx, |c| {
                sqlx::query(
                    "UPDATE plans SET counted_on = $1, due_on = $2, warn_from = $3, extended_until = $4,
                            next_milestone = $5, next_milestone_on = $6
                     WHERE id = $7",
                )
                .bind(schedule.map(|s| s.counted_on))
                .bind(schedule.map(|s| s.due_on))
                .bind(schedule.map(|s| s.warn_from))
                .bind(extended_until)
                .bind(next.map(|(milestone, _)| milestone.code()))
                .bind(next.map(|(_, on)| on))
                .bind(id.as_str())
                .execute(c)
                .await
                .map(drop)
            })?;
        }
        Ok(())
    }
}

/// From what the dates of the plans under a rule follow: the latest day of each kind and what was
/// reached on the way, by plan.
struct History {
    adopted: HashMap<String, NaiveDate>,
    confirmed: HashMap<String, NaiveDate>,
    extended: HashMap<String, NaiveDate>,
    reached: HashMap<String, Vec<Reached>>,
}

impl History {
    async fn read(tx: &mut Tx, rule: &ReviewRule) -> sqlx::Result<Self> {
        let adopted: Vec<(String, NaiveDate)> = on_tx!(&mut *tx, |c| {
            sqlx::query_as(
                "SELECT v.plan_id, MAX(v.adopted_on) FROM plan_versions v JOIN plans p ON p.id = v.plan_id
                 WHERE p.rule_id = $1 GROUP BY v.plan_id",
            )
            .bind(rule.id.as_str())
            .fetch_all(c)
            .await
        })?;
        let reviewed: Vec<(String, String, NaiveDate)> = on_tx!(&mut *tx, |c| {
            sqlx::query_as(
                "SELECT r.plan_id, r.outcome, MAX(r.reviewed_on) FROM plan_reviews r JOIN plans p ON p.id = r.plan_id
                 WHERE p.rule_id = $1 GROUP BY r.plan_id, r.outcome",
            )
            .bind(rule.id.as_str())
            .fetch_all(c)
            .await
        })?;
        let extended: Vec<(String, NaiveDate)> = on_tx!(&mut *tx, |c| {
            sqlx::query_as(
                "SELECT e.plan_id, MAX(e.until) FROM plan_extensions e JOIN plans p ON p.id = e.plan_id
                 WHERE p.rule_id = $1 AND e.revoked_on IS NULL GROUP BY e.plan_id",
            )
            .bind(rule.id.as_str())
            .fetch_all(c)
            .await
        })?;
        let facts: Vec<(String, String, NaiveDate)> = on_tx!(&mut *tx, |c| {
            sqlx::query_as(
                "SELECT m.plan_id, m.milestone, m.done_on FROM plan_milestones m JOIN plans p ON p.id = m.plan_id
                 WHERE p.rule_id = $1",
            )
            .bind(rule.id.as_str())
            .fetch_all(c)
            .await
        })?;
        let mut reached: HashMap<String, Vec<Reached>> = HashMap::new();
        for (plan, milestone, done_on) in facts {
            if let Some(milestone) = optional(Some(milestone))? {
                reached.entry(plan).or_default().push(Reached {
                    milestone,
                    done_on,
                    note: String::new(),
                });
            }
        }
        let mut confirmed: HashMap<String, NaiveDate> = HashMap::new();
        for (plan, outcome, on) in reviewed {
            let confirms = outcome.parse().is_ok_and(ReviewOutcome::confirms);
            if confirms {
                let latest = confirmed.entry(plan).or_insert(on);
                *latest = on.max(*latest);
            }
        }
        Ok(Self {
            adopted: adopted.into_iter().collect(),
            confirmed,
            extended: extended.into_iter().collect(),
            reached,
        })
    }

    /// What is to be done next for a plan by the rule.
    fn next(&self, rule: &ReviewRule, plan: &str, standing: &Standing) -> Next {
        let reached = self.reached.get(plan).map_or(&[][..], Vec::as_slice);
        next_milestone(rule, standing.schedule?, reached)
    }

    /// Where a plan stands by the rule; its stage and what is asked of it stay as they are.
    fn standing(&self, rule: &ReviewRule, plan: &str, before: &Standing) -> Standing {
        let day = |days: &HashMap<String, NaiveDate>| days.get(plan).copied();
        let schedule = schedule_from(rule, day(&self.adopted), day(&self.confirmed));
        let until = day(&self.extended);
        Standing {
            schedule,
            extended_until: schedule
                .and_then(|Schedule { due_on, .. }| latest_extension(due_on, until)),
            ..*before
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, db::Db, on_db, plans::history, rulebook::store, seed};
    use app::rulebook::CountedFrom;
    use tempfile::TempDir;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date that exists")
    }

    /// All that is stored of the dates of the plans under a rule.
    async fn stored(tx: &mut Tx, rule: &ReviewRule) -> Vec<[String; 7]> {
        let rows: Vec<(String, String, String, String, String, String, String)> =
            on_tx!(&mut *tx, |c| {
                sqlx::query_as(
                    "SELECT id, COALESCE(CAST(counted_on AS TEXT), ''), COALESCE(CAST(due_on AS TEXT), ''),
                        COALESCE(CAST(warn_from AS TEXT), ''), COALESCE(CAST(extended_until AS TEXT), ''),
                        COALESCE(next_milestone, ''), COALESCE(CAST(next_milestone_on AS TEXT), '')
                     FROM plans WHERE rule_id = $1 ORDER BY id",
                )
                .bind(rule.id.as_str())
                .fetch_all(c)
                .await
            })
            .expect("the plans");
        let row = |(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g];
        rows.into_iter().map(row).collect()
    }

    #[tokio::test]
    async fn all_plans_at_once_come_to_what_each_comes_to_alone() {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("paraat.db");
        let url = format!("sqlite://{}", file.display());
        let db = Db::open(&url).await.expect("a database");
        let today = day(2026, 11, 23);
        let clock = Clock::fixed(chrono_tz::Europe::Amsterdam, today);
        seed::demo(&db, &clock).await.expect("the demonstration");
        let rules = store::rules(&db).await.expect("the rules");
        let mut moved = 0;
        for was in &rules {
            for counted_from in CountedFrom::ALL {
                for (interval_months, lead_months) in [(12, 0), (12, 3), (18, 6), (48, 9), (60, 59)]
                {
                    let rule = ReviewRule {
                        interval_months,
                        lead_months,
                        counted_from: *counted_from,
                        series_start: Some(day(2024, 2, 29)),
                        draft_months: None,
                        inspection_months: None,
                        board_months: None,
                        ..was.clone()
                    };
                    moved += same_by_both_ways(&db, was, &rule, today).await;
                }
            }
        }
        assert!(moved > 100, "{moved} plans moved");
        let (changed,): (i64,) = on_db!(&db, |c| sqlx::query_as(
            "SELECT COUNT(*) FROM review_rules WHERE interval_months = 60"
        )
        .fetch_one(c)
        .await)
        .expect("a count");
        assert_eq!(changed, 0, "nothing was committed");
    }

    /// Changes a rule in a transaction that is given up; how many plans moved.
    async fn same_by_both_ways(
        db: &Db,
        was: &ReviewRule,
        rule: &ReviewRule,
        today: NaiveDate,
    ) -> usize {
        let mut tx = db.begin().await.expect("a transaction");
        on_tx!(&mut tx, |c| {
            sqlx::query(
                "UPDATE review_rules SET interval_months = $2, lead_months = $3, counted_from = $4, series_start = $5,
                    draft_months = NULL, inspection_months = NULL, board_months = NULL WHERE id = $1",
            )
            .bind(rule.id.as_str())
            .bind(i64::from(rule.interval_months))
            .bind(i64::from(rule.lead_months))
            .bind(rule.counted_from.code())
            .bind(rule.series_start)
            .execute(c)
            .await
            .map(drop)
        })
        .expect("the rule");
        let moves = Moves::find(&mut tx, None, was, rule, today).await;
        let moves = moves.expect("what moves");
        moves.store(&mut tx).await.expect("the dates");
        let together = stored(&mut tx, rule).await;
        for plan in &together {
            let id = PlanId::from(plan[0].clone());
            history::refresh(&mut tx, &id).await.expect("a plan");
        }
        assert_eq!(together, stored(&mut tx, rule).await, "{rule:?}");
        let again = Moves::find(&mut tx, None, rule, rule, today).await;
        assert_eq!(again.expect("what moves").count(), 0, "{rule:?}");
        moves.count()
    }
}
