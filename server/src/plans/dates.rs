//! What is stored of a plan's dates and status, and how it follows from the plan's history and its
//! rule: for a plan that was changed, for all that a file changed, for all under a rule.

use crate::{
    db::{Batch, Tx, from_code, optional},
    in_chunks, on_tx,
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
        Dates {
            standing,
            next: next_milestone(rule, &standing, &self.reached),
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
    signal_on: Option<NaiveDate>,
}

/// The plans `p`, to be followed by which.
macro_rules! dated {
    () => {
        concat!(
            "SELECT p.id, p.rule_id, p.next_milestone, p.next_milestone_on, ",
            standing_columns!(),
            ", (SELECT MAX(v.adopted_on) FROM plan_versions v WHERE v.plan_id = p.id AND v.revoked_on IS NULL) AS adopted_on,
               (SELECT MAX(r.reviewed_on) FROM plan_reviews r WHERE r.plan_id = p.id AND r.revoked_on IS NULL AND r.outcome <> 'revise') AS confirmed_on,
               (SELECT MAX(r.reviewed_on) FROM plan_reviews r WHERE r.plan_id = p.id AND r.revoked_on IS NULL AND r.outcome = 'revise') AS revise_on,
               (SELECT MIN(s.raised_on) FROM plan_signals s WHERE s.plan_id = p.id AND s.settled_on IS NULL) AS signal_on
             FROM plans p WHERE p."
        )
    };
}

/// The milestones that were reached for the plans `p`, to be followed by which.
macro_rules! reached {
    () => {
        "SELECT m.id, m.plan_id, m.milestone, m.done_on FROM plan_milestones m JOIN plans p ON p.id = m.plan_id
         WHERE m.revoked_on IS NULL AND p."
    };
}

/// The extensions of the plans `p`, to be followed by which.
macro_rules! extended {
    () => {
        "SELECT e.plan_id, e.decided_on, e.until FROM plan_extensions e JOIN plans p ON p.id = e.plan_id
         WHERE e.revoked_on IS NULL AND p."
    };
}

type ReachedRow = (String, String, String, NaiveDate);
type ExtendedRow = (String, NaiveDate, NaiveDate);

/// The plans under a rule.
///
/// # Errors
/// When the database can't be read.
pub async fn under(tx: &mut Tx, rule: &RuleId) -> sqlx::Result<Vec<Dated>> {
    macro_rules! under {
        ($what:expr) => {
            on_tx!(&mut *tx, |c| {
                sqlx::query_as(concat!($what, "rule_id = $1"))
                    .bind(rule.as_str())
                    .fetch_all(c)
                    .await
            })?
        };
    }
    together(under!(dated!()), under!(reached!()), under!(extended!()))
}

fn together(
    plans: Vec<Row>,
    reached: Vec<ReachedRow>,
    extended: Vec<ExtendedRow>,
) -> sqlx::Result<Vec<Dated>> {
    let mut reached_by_plan: HashMap<String, Vec<Reached>> = HashMap::new();
    for (id, plan, milestone, done_on) in reached {
        reached_by_plan.entry(plan).or_default().push(Reached {
            id: id.into(),
            milestone: from_code(&milestone)?,
            done_on,
            note: String::new(),
        });
    }
    let mut extended_by_plan: HashMap<String, Vec<_>> = HashMap::new();
    for (plan, decided_on, until) in extended {
        let extensions = extended_by_plan.entry(plan).or_default();
        extensions.push((decided_on, until));
    }
    let mut dated = Vec::with_capacity(plans.len());
    for row in plans {
        let next: Option<Milestone> = optional(row.next_milestone)?;
        dated.push(Dated {
            reached: reached_by_plan.remove(&row.id).unwrap_or_default(),
            history: History {
                adopted_on: row.adopted_on,
                confirmed_on: row.confirmed_on,
                revise_on: row.revise_on,
                extensions: extended_by_plan.remove(&row.id).unwrap_or_default(),
                signal_on: row.signal_on,
            },
            id: row.id.into(),
            rule: row.rule_id.into(),
            stored: Dates {
                standing: row.standing.into(),
                next: next.zip(row.next_milestone_on),
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
    macro_rules! of {
        ($what:expr, $end:expr) => {
            in_chunks!(on_tx, &mut *tx, ids, concat!($what, "id IN ("), $end)
        };
    }
    settle(tx, ids).await?;
    let rules: Vec<RuleRow> = of!(
        concat!(
            "SELECT ",
            rule_columns!(),
            " FROM review_rules r WHERE r.id IN (SELECT p.rule_id FROM plans p WHERE p."
        ),
        "))"
    );
    let rules: HashMap<RuleId, ReviewRule> = rules
        .into_iter()
        .map(ReviewRule::from)
        .map(|rule| (rule.id.clone(), rule))
        .collect();
    let (plans, reached) = (of!(dated!(), ")"), of!(reached!(), ")"));
    let mut changed = Vec::new();
    for plan in together(plans, reached, of!(extended!(), ")"))? {
        let dates = rules.get(&plan.rule).map(|rule| plan.dates(rule));
        if let Some(dates) = dates.filter(|dates| *dates != plan.stored) {
            changed.push((plan.id, dates));
        }
    }
    store(tx, &changed).await
}

/// Puts plans that were just stored under the rule that holds in the region of their owner: a region
/// may have departed from a common rule, or gone back to it, since it was chosen.
///
/// # Errors
/// When the database can't.
pub(super) async fn settle(tx: &mut Tx, plans: &[PlanId]) -> sqlx::Result<()> {
    for plans in plans.chunks(500) {
        for (sql, end) in [
            (
                "UPDATE plans SET rule_id = d.replaces_id FROM review_rules d
                 WHERE d.id = plans.rule_id AND d.ended_on IS NOT NULL AND plans.id IN (",
                ")",
            ),
            (
                "UPDATE plans SET rule_id = d.id FROM review_rules d, organisations o
                 WHERE d.replaces_id = plans.rule_id AND d.ended_on IS NULL AND o.id = plans.owner_id
                   AND d.region_id = COALESCE(o.region_id, o.id) AND plans.id IN (",
                ")",
            ),
        ] {
            on_tx!(&mut *tx, |c| {
                let mut query = sqlx::QueryBuilder::new(sql);
                let mut list = query.separated(", ");
                for plan in plans {
                    list.push_bind(plan.as_str());
                }
                query.push(end);
                query.build().execute(c).await.map(drop)
            })?;
        }
    }
    Ok(())
}

/// Stores the dates of plans.
///
/// # Errors
/// When the database can't.
pub async fn store(tx: &mut Tx, plans: &[(PlanId, Dates)]) -> sqlx::Result<()> {
    let mut rows = Batch::update(
        "UPDATE plans SET counted_on = v.column2, due_on = v.column3, warn_from = v.column4,
            extended_until = v.column5, asked_on = v.column6, next_milestone = v.column7, next_milestone_on = v.column8",
        "plans.id = v.column1",
    );
    for (id, Dates { standing, next }) in plans {
        let schedule = standing.schedule;
        rows.add([
            id.to_string().into(),
            schedule.map(|s| s.counted_on).into(),
            schedule.map(|s| s.due_on).into(),
            schedule.map(|s| s.warn_from).into(),
            standing.extended_until.into(),
            standing.asked_on.into(),
            next.map(|(milestone, _)| milestone.code().to_owned())
                .into(),
            next.map(|(_, on)| on).into(),
        ]);
    }
    rows.flush(tx).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock, db::Db, on_db, plans::store::find, rows, rulebook::store::rules, seed,
    };
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
        let ids: Vec<(String, String)> = rows!(
            &db,
            "SELECT p.id, u.id FROM plans p JOIN users u ON u.email = 'coordinator@demo.paraat'"
        )
        .expect("the plans");
        let (mut extended, mut asked, mut next) = (0, 0, 0);
        for (id, user) in ids {
            let (id, user) = (PlanId::from(id), UserId::from(user));
            let Some(plan) = find(&db, &user, &id).await.expect("a plan") else {
                continue;
            };
            let rule = rules.iter().find(|rule| rule.id == plan.rule.id);
            let signals = plan.signals.iter().filter(|one| one.settled.is_none());
            let extensions = plan.extensions.iter();
            let history = History {
                extensions: extensions.map(|one| (one.decided_on, one.until)).collect(),
                signal_on: signals.map(|one| one.raised_on).min(),
                ..History::of(&plan.versions, &plan.reviews)
            };
            let rule = rule.expect("a rule");
            let standing = history.standing(rule, plan.standing.stage);
            assert_eq!(standing, plan.standing, "{}", plan.title);
            let milestone = next_milestone(rule, &standing, &plan.reached);
            let (code, on): (Option<String>, Option<NaiveDate>) = on_db!(&db, |c| sqlx::query_as(
                "SELECT next_milestone, next_milestone_on FROM plans WHERE id = $1"
            )
            .bind(plan.id.as_str())
            .fetch_one(c)
            .await)
            .expect("a plan");
            let stored = optional::<Milestone>(code).expect("a milestone").zip(on);
            assert_eq!(stored, milestone, "{}", plan.title);
            next +=
                usize::from(milestone.is_some_and(|(milestone, _)| milestone != Milestone::Start));
            extended += usize::from(standing.extended_until.is_some());
            asked += usize::from(standing.asked_on.is_some());
        }
        assert!(
            extended > 0 && asked > 0 && next > 0,
            "{extended} {asked} {next}"
        );
    }

    #[tokio::test]
    async fn a_database_of_the_first_release_has_all_dates_after_the_upgrade() {
        let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
        let pool = pool.connect("sqlite::memory:").await;
        let pool = pool.expect("a database");
        for sql in [
            include_str!("../../../migrations/sqlite/0001_initial.sql"),
            "INSERT INTO organisations (id, kind, name) VALUES ('o', 'region', 'Zuid');
             INSERT INTO review_rules (id, name, plan_kind, interval_months, lead_months, source, label, as_of, checked)
             VALUES ('r', 'Jaarlijks', 'sub-plan', 12, 3, 'Afspraak', 'advice', '2026-01-01', 'yes');
             INSERT INTO plans (id, owner_id, title, kind, rule_id, stage, due_on, warn_from) VALUES
                ('draft', 'o', 'Concept', 'sub-plan', 'r', 'draft', NULL, NULL),
                ('asked', 'o', 'Herzien', 'sub-plan', 'r', 'in-force', '2027-02-01', '2026-11-01'),
                ('adopted', 'o', 'Opnieuw', 'sub-plan', 'r', 'in-force', '2027-08-01', '2027-05-01'),
                ('confirmed', 'o', 'Toch goed', 'sub-plan', 'r', 'in-revision', '2027-06-30', '2027-03-30');
             INSERT INTO plan_versions (id, plan_id, label, adopted_on, adopted_by, in_force_on) VALUES
                ('1', 'asked', '1', '2026-02-01', 'Raad', '2026-02-01'),
                ('2', 'adopted', '1', '2025-02-01', 'Raad', '2025-02-01'),
                ('3', 'adopted', '2', '2026-08-01', 'Raad', '2026-08-01'),
                ('4', 'confirmed', '1', '2026-02-01', 'Raad', '2026-02-01');
             INSERT INTO plan_reviews (id, plan_id, reviewed_on, outcome, reviewer) VALUES
                ('1', 'asked', '2026-04-01', 'revise', 'Marja'),
                ('2', 'asked', '2026-05-01', 'revise', 'Marja'),
                ('3', 'adopted', '2026-07-01', 'revise', 'Marja'),
                ('4', 'confirmed', '2026-06-01', 'revise', 'Marja'),
                ('5', 'confirmed', '2026-06-30', 'still-right', 'Marja');",
            include_str!("../../../migrations/sqlite/0002_plan_life.sql"),
            include_str!("../../../migrations/sqlite/0003_imports.sql"),
            include_str!("../../../migrations/sqlite/0004_mistakes.sql"),
            include_str!("../../../migrations/sqlite/0005_regions.sql"),
        ] {
            sqlx::raw_sql(sql).execute(&pool).await.expect(sql);
        }
        let mut tx = Db::from(pool).begin().await.expect("a transaction");
        let rule: RuleRow = on_tx!(&mut tx, |c| sqlx::query_as(concat!(
            "SELECT ",
            rule_columns!(),
            " FROM review_rules r"
        ))
        .fetch_one(c)
        .await)
        .expect("a rule");
        let rule = ReviewRule::from(rule);
        let plans = under(&mut tx, &rule.id).await.expect("the plans");
        let mut asked = Vec::new();
        for plan in plans {
            assert_eq!(plan.stored, plan.dates(&rule), "{}", plan.id);
            asked.extend(
                plan.stored
                    .standing
                    .asked_on
                    .map(|on| (plan.id.to_string(), on.to_string())),
            );
        }
        assert_eq!(asked, [("asked".to_owned(), "2026-05-01".to_owned())]);
    }
}
