//! What a rule makes of the plans under it: the preview and the change itself both ask here, so
//! that they can't disagree.

use crate::{
    db::Tx,
    on_tx,
    plans::{
        dates::{self, Dates},
        store::in_reach,
    },
};
use app::{
    id::{PlanId, UserId},
    rulebook::{Move, Preview, ReviewRule, moves},
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
    stored: Vec<(PlanId, Dates)>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    title: String,
    owner: String,
    visible: bool,
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
                " AS visible FROM plans p JOIN organisations o ON o.id = p.owner_id
                 WHERE p.rule_id = $2 ORDER BY LOWER(p.title), p.id"
            ))
            .bind(user.map(UserId::as_str))
            .bind(rule.id.as_str())
            .fetch_all(c)
            .await
        })?;
        let plans = dates::under(tx, &rule.id).await?;
        let plans: HashMap<_, _> = plans.iter().map(|plan| (plan.id.as_str(), plan)).collect();
        let mut found = Self {
            moved: Vec::new(),
            stored: Vec::new(),
        };
        for row in rows {
            let Some(plan) = plans.get(&*row.id) else {
                continue;
            };
            let (before, after) = (plan.stored, plan.dates(rule));
            if after != before {
                found.stored.push((plan.id.clone(), after));
            }
            if moves(was, &before.standing, rule, &after.standing) {
                let moved = Move {
                    id: plan.id.clone(),
                    title: row.title,
                    owner: row.owner,
                    before: before.standing,
                    after: after.standing,
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
        for (id, dates) in &self.stored {
            dates::store(tx, id, *dates).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, db::Db, execute, on_db, rulebook::store, seed};
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
        execute!(
            &mut tx,
            "UPDATE review_rules SET interval_months = $2, lead_months = $3, counted_from = $4, series_start = $5,
             draft_months = NULL, inspection_months = NULL, board_months = NULL WHERE id = $1",
            rule.id.as_str(),
            i64::from(rule.interval_months),
            i64::from(rule.lead_months),
            rule.counted_from.code(),
            rule.series_start,
        ).map(drop)
        .expect("the rule");
        let moves = Moves::find(&mut tx, None, was, rule, today).await;
        let moves = moves.expect("what moves");
        moves.store(&mut tx).await.expect("the dates");
        let together = stored(&mut tx, rule).await;
        let plans: Vec<PlanId> = together.iter().map(|plan| plan[0].clone().into()).collect();
        dates::refresh(&mut tx, &plans).await.expect("the dates");
        assert_eq!(together, stored(&mut tx, rule).await, "{rule:?}");
        let again = Moves::find(&mut tx, None, rule, rule, today).await;
        assert_eq!(again.expect("what moves").count(), 0, "{rule:?}");
        moves.count()
    }
}
