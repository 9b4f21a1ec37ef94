//! What a rule makes of the plans and annexes under it: the preview and the change itself both ask
//! here, so that they can't disagree.

use super::{
    annexes,
    dates::{self, Dates},
    store::in_reach,
};
use crate::{
    change::Change,
    db::{Batch, Tx},
    execute, on_tx,
    trail::Entry,
};
use app::{
    id::{AnnexId, OrganisationId, PlanId, RuleId, UserId},
    plans::{
        Schedule, Stage, Standing,
        annexes::rules::schedule,
        moves::{Move, Preview, annex_moves, moves},
    },
    rulebook::ReviewRule,
    trail::Subject,
};
use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use std::{collections::HashMap, fmt::Write};

/// What is under a rule: all of it, or what belongs to one region.
#[derive(Clone, Copy, Debug)]
pub struct Under<'a> {
    /// The rule.
    pub rule: &'a RuleId,
    /// The region.
    pub region: Option<&'a OrganisationId>,
}

/// What is under a rule, with what a change of the rule does to each.
#[derive(Debug)]
pub struct Moves {
    /// What changes for people, in the order of the preview, and whether the user may see it.
    moved: Vec<(Move, bool)>,
    /// The plans of which something stored differs: the moved ones, and withdrawn ones, which move
    /// in silence.
    plans: Vec<(PlanId, Dates)>,
    /// The same of annexes.
    annexes: Vec<(AnnexId, Option<Schedule>)>,
    /// What the trail tells of each.
    told: Vec<Told>,
    /// How many plans and annexes there are under the rule, whether they move or not.
    under: usize,
}

/// What a rule did to a plan or an annex, for its own history.
#[derive(Debug)]
struct Told {
    subject: Subject,
    id: String,
    organisation: OrganisationId,
    before: Map<String, Value>,
    after: Map<String, Value>,
}

#[derive(FromRow)]
struct PlanRow {
    id: String,
    title: String,
    owner_id: String,
    owner: String,
    visible: bool,
}

#[derive(FromRow)]
struct AnnexRow {
    annex_id: String,
    #[sqlx(try_from = "String")]
    stage: Stage,
    #[sqlx(flatten)]
    days: annexes::store::Days,
    #[sqlx(flatten)]
    plan: PlanRow,
}

impl Moves {
    /// What becomes of plans and annexes when `rule` holds for them instead of `was`; who makes the
    /// change decides on what is visible, and the program itself sees nothing. The change keeps
    /// others from changing them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find(
        change: &mut Change,
        under: Under<'_>,
        (was, rule): (&ReviewRule, &ReviewRule),
    ) -> sqlx::Result<Self> {
        let user = change.by().user.clone();
        let (user, today) = (user.as_ref(), change.today());
        let mut found = Self {
            moved: Vec::new(),
            plans: Vec::new(),
            annexes: Vec::new(),
            told: Vec::new(),
            under: 0,
        };
        let tx = change.tx();
        found.find_plans(tx, user, under, (was, rule)).await?;
        found.find_annexes(tx, user, under, rule).await?;
        let stays = |one: &Move| one.before.currency(today) == one.after.currency(today);
        found.moved.sort_by_key(|(moved, _)| stays(moved));
        Ok(found)
    }

    async fn find_plans(
        &mut self,
        tx: &mut Tx,
        user: Option<&UserId>,
        under: Under<'_>,
        (was, rule): (&ReviewRule, &ReviewRule),
    ) -> sqlx::Result<()> {
        let rows: Vec<PlanRow> = on_tx!(&mut *tx, |c| {
            sqlx::query_as(concat!(
                "SELECT p.id, p.title, p.owner_id, o.name AS owner, ",
                in_reach!(),
                " AS visible FROM plans p JOIN organisations o ON o.id = p.owner_id
                 WHERE p.rule_id = $2 AND ($3 IS NULL OR o.id = $3 OR o.region_id = $3) ORDER BY p.title_key, p.id"
            ))
            .bind(user.map(UserId::as_str))
            .bind(under.rule.as_str())
            .bind(under.region.map(OrganisationId::as_str))
            .fetch_all(c)
            .await
        })?;
        let plans = dates::under(tx, under.rule).await?;
        let plans: HashMap<_, _> = plans.iter().map(|plan| (plan.id.as_str(), plan)).collect();
        self.under += rows.len();
        for row in rows {
            let Some(plan) = plans.get(&*row.id) else {
                continue;
            };
            let (before, after) = (plan.stored, plan.dates(rule));
            let moved = moves(was, &before.standing, rule, &after.standing);
            if after != before {
                self.plans.push((plan.id.clone(), after));
            }
            if after != before || moved {
                let told = Told::new(Subject::Plan, &row.id, &row.owner_id, rule, &before, &after);
                self.told.push(told);
            }
            if moved {
                let visible = row.visible;
                let moved = row.moved(None, before.standing, after.standing);
                self.moved.push((moved, visible));
            }
        }
        Ok(())
    }

    async fn find_annexes(
        &mut self,
        tx: &mut Tx,
        user: Option<&UserId>,
        under: Under<'_>,
        rule: &ReviewRule,
    ) -> sqlx::Result<()> {
        let rows: Vec<AnnexRow> = on_tx!(&mut *tx, |c| {
            sqlx::query_as(concat!(
                "SELECT x.id AS annex_id,
                        CASE WHEN EXISTS (SELECT 1 FROM plan_organisations po
                                          WHERE po.plan_id = x.plan_id AND po.organisation_id = x.organisation_id)
                             THEN p.stage ELSE 'withdrawn' END AS stage,
                        p.id, p.title, x.organisation_id AS owner_id, o.name AS owner, ",
                in_reach!(),
                " AS visible, (SELECT MAX(k.checked_on) FROM plan_annex_checks k
                                    WHERE k.annex_id = x.id AND k.revoked_on IS NULL) AS last_on,
                        x.due_on, x.warn_from
                 FROM plan_annexes x JOIN plans p ON p.id = x.plan_id JOIN organisations o ON o.id = x.organisation_id
                 WHERE x.rule_id = $2 AND ($3 IS NULL OR o.id = $3 OR o.region_id = $3)
                 ORDER BY p.title_key, p.id, o.name_key, x.id"
            ))
            .bind(user.map(UserId::as_str))
            .bind(under.rule.as_str())
            .bind(under.region.map(OrganisationId::as_str))
            .fetch_all(c)
            .await
        })?;
        self.under += rows.len();
        for row in rows {
            let before = row.days.standing(row.stage);
            let after = Standing {
                schedule: schedule(rule, row.days.checked_on()),
                ..before
            };
            if after != before {
                let (id, owner) = (&row.annex_id, &row.plan.owner_id);
                let dates = |standing| Dates {
                    standing,
                    next: None,
                };
                let told = Told::new(
                    Subject::Annex,
                    id,
                    owner,
                    rule,
                    &dates(before),
                    &dates(after),
                );
                self.told.push(told);
                self.annexes.push((row.annex_id.into(), after.schedule));
            }
            if annex_moves(&before, &after) {
                let visible = row.plan.visible;
                let organisation = row.plan.owner_id.clone();
                let moved = row.plan.moved(Some(organisation), before, after);
                self.moved.push((moved, visible));
            }
        }
        Ok(())
    }

    /// How many plans and annexes there are under the rule.
    #[must_use]
    pub fn under(&self) -> usize {
        self.under
    }

    /// How many plans and annexes move.
    #[must_use]
    pub fn count(&self) -> usize {
        self.moved.len()
    }

    /// How many annexes move.
    #[must_use]
    pub fn annexes(&self) -> usize {
        let annexes = self.moved.iter().filter(|(moved, _)| moved.annex.is_some());
        annexes.count()
    }

    /// How many plans move.
    #[must_use]
    pub fn plans(&self) -> usize {
        self.count() - self.annexes()
    }

    /// What stands for just these moves from this version of the rule.
    #[must_use]
    pub fn confirm(&self, version: i64) -> String {
        let mut shown = version.to_string();
        for (moved, _) in &self.moved {
            let _ = write!(
                shown,
                "\n{} {:?} {:?}",
                moved.plan, moved.annex, moved.after
            );
        }
        let digest = HEXLOWER.encode(&Sha256::digest(shown)[..8]);
        format!("{version}-{}-{digest}", self.moved.len())
    }

    /// What the reader is shown of them.
    #[must_use]
    pub fn preview(self, version: i64) -> Preview {
        let (plans, annexes) = (self.plans(), self.annexes());
        let confirm = self.confirm(version);
        let visible = self.moved.into_iter().filter(|(_, visible)| *visible);
        let visible: Vec<_> = visible.map(|(moved, _)| moved).collect();
        Preview {
            visible: visible.len(),
            plans,
            annexes,
            confirm,
            moves: visible.into_iter().take(Preview::SHOWN).collect(),
        }
    }

    /// Stores the new dates, and tells the trail of each plan and annex what the rule did to it, and
    /// calendars that it did.
    ///
    /// # Errors
    /// When the database can't.
    pub async fn store(&self, change: &mut Change) -> sqlx::Result<()> {
        dates::store(change.tx(), &self.plans).await?;
        annexes::commands::store(change.tx(), &self.annexes).await?;
        let mut plans = Batch::update(
            "UPDATE plans SET sequence = sequence + 1, updated_at = v.column2",
            "plans.id = v.column1",
        );
        let mut annexes = Batch::update(
            "UPDATE plan_annexes SET sequence = sequence + 1, updated_at = v.column2",
            "plan_annexes.id = v.column1",
        );
        for told in &self.told {
            let raised = match told.subject {
                Subject::Plan => &mut plans,
                _ => &mut annexes,
            };
            raised.add([(&told.id).into(), change.now().into()]);
            let entry = Entry::new(told.subject, &told.id, "rule-move").of(&told.organisation);
            let entry = entry.before(&told.before).after(&told.after);
            change.record(entry).await?;
        }
        plans.flush(change.tx()).await?;
        annexes.flush(change.tx()).await.map(drop)
    }
}

impl Told {
    /// The days that differ, and the rule by its name of then.
    fn new(
        subject: Subject,
        id: &str,
        organisation: &str,
        rule: &ReviewRule,
        was: &Dates,
        is: &Dates,
    ) -> Self {
        let days = |dates: &Dates| {
            let (standing, schedule) = (dates.standing, dates.standing.schedule);
            [
                ("due_on", schedule.map(|schedule| schedule.due_on)),
                ("warn_from", schedule.map(|schedule| schedule.warn_from)),
                ("extended_until", standing.extended_until),
                ("asked_on", standing.asked_on),
                ("next_milestone_on", dates.next.map(|(_, on)| on)),
            ]
        };
        let mut after = Map::from_iter([("rule".to_owned(), json!(rule.name))]);
        let mut before = Map::new();
        for ((day, was), (_, is)) in days(was).into_iter().zip(days(is)) {
            if was != is {
                before.insert(day.to_owned(), json!(was));
                after.insert(day.to_owned(), json!(is));
            }
        }
        Self {
            subject,
            id: id.to_owned(),
            organisation: organisation.to_owned().into(),
            before,
            after,
        }
    }
}

impl PlanRow {
    fn moved(self, annex: Option<String>, before: Standing, after: Standing) -> Move {
        Move {
            plan: self.id.into(),
            annex: annex.map(Into::into),
            title: self.title,
            owner: self.owner,
            before,
            after,
        }
    }
}

/// Keeps others from changing plans and annexes until the transaction ends.
///
/// # Errors
/// When the database can't.
pub async fn lock(tx: &mut Tx) -> sqlx::Result<()> {
    tx.lock(&["plans", "plan_annexes"]).await
}

/// Puts the plans and annexes that are under a rule under another one.
///
/// # Errors
/// When the database can't.
pub async fn put_under(tx: &mut Tx, under: Under<'_>, rule: &RuleId) -> sqlx::Result<()> {
    for sql in [
        "UPDATE plans SET rule_id = $3 WHERE rule_id = $1
            AND ($2 IS NULL OR owner_id IN (SELECT id FROM organisations WHERE id = $2 OR region_id = $2))",
        "UPDATE plan_annexes SET rule_id = $3 WHERE rule_id = $1
            AND ($2 IS NULL OR organisation_id IN (SELECT id FROM organisations WHERE id = $2 OR region_id = $2))",
    ] {
        execute!(
            &mut *tx,
            sql,
            under.rule.as_str(),
            under.region.map(OrganisationId::as_str),
            rule.as_str()
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock, db::Db, execute, plans::annexes::store::usual_rule, rows, rulebook::store,
        seed, trail::Actor,
    };
    use chrono::NaiveDate;
    use tempfile::TempDir;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date that exists")
    }

    /// The day of the last check of an annex, and what is stored of its dates.
    type Annex = (NaiveDate, Option<NaiveDate>, Option<NaiveDate>);

    #[tokio::test]
    async fn a_rule_moves_plans_and_annexes_and_then_has_nothing_left_to_move() {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
        let db = Db::open(&url).await.expect("a database");
        let today = day(2026, 11, 23);
        let clock = Clock::fixed(chrono_tz::Europe::Amsterdam, today);
        seed::demo(&db, &clock).await.expect("the demonstration");
        let rules = store::rules(&db).await.expect("the rules");
        let usual = usual_rule(&db, &"none".to_owned().into()).await;
        let usual = usual.expect("an answer");
        let was = rules.iter().find(|rule| Some(&rule.id) == usual.as_ref());
        let was = was.expect("the rule of annexes");
        let mut rule = was.clone();
        rule.interval_months = 6;
        rule.lead_months = 1;

        let change = Change::begin(&db, Actor::program(clock.now()), today).await;
        let mut change = change.expect("a change");
        let checked = "UPDATE plan_annex_checks SET checked_on = $1";
        execute!(change.tx(), checked, day(2026, 8, 31)).expect("the checks");
        let all = Under {
            rule: &rule.id,
            region: None,
        };
        let moves = Moves::find(&mut change, all, (was, &rule)).await;
        let moves = moves.expect("what moves");
        assert!(moves.plans() > 0 && moves.annexes() > 0, "{moves:?}");
        assert_eq!(moves.plans() + moves.annexes(), moves.count());
        assert!(moves.under() >= moves.count());
        // Those of a plan that no longer applies move in silence.
        let none = "DELETE FROM plan_organisations WHERE organisation_id IN
                    (SELECT x.organisation_id FROM plan_annexes x ORDER BY x.organisation_id LIMIT 1)";
        execute!(change.tx(), none).expect("a plan for fewer");
        let fewer = Moves::find(&mut change, all, (was, &rule)).await;
        let fewer = fewer.expect("what moves");
        assert!(fewer.annexes() < moves.annexes());
        assert_eq!(fewer.annexes.len(), moves.annexes.len());
        fewer.store(&mut change).await.expect("the dates");
        let again = Moves::find(&mut change, all, (&rule, &rule)).await;
        let again = again.expect("what moves");
        assert_eq!((again.count(), again.under()), (0, moves.under()));
        assert!(again.plans.is_empty() && again.annexes.is_empty());
        change.commit().await.expect("the change");

        let annexes: Vec<Annex> = rows!(
            &db,
            "SELECT MAX(k.checked_on), x.due_on, x.warn_from FROM plan_annexes x
             JOIN plan_annex_checks k ON k.annex_id = x.id WHERE x.rule_id = $1 GROUP BY x.id",
            rule.id.as_str()
        )
        .expect("the annexes");
        assert!(!annexes.is_empty());
        for annex in annexes {
            let expected = (
                day(2026, 8, 31),
                Some(day(2027, 2, 28)),
                Some(day(2027, 1, 28)),
            );
            assert_eq!(annex, expected);
        }
    }
}
