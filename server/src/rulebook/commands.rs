//! Changes to the rule book: the rule, the SQL and the audit entry in one transaction.

use super::moves::Moves;
use crate::{
    change,
    db::{Db, Tx, new_id},
    error::Refused,
    execute, lower, on_tx,
    trail::{self, Actor, Entry},
};
use app::{
    id::{OrganisationId, RuleId, UserId},
    rulebook::{
        Duty, DutyFacts, Preview, ReviewRule,
        form::{DutyInput, RuleInput},
    },
};
use chrono::NaiveDate;
use serde::Serialize;

/// Who changes the rule book.
#[derive(Clone, Copy, Debug)]
pub struct Editor<'a> {
    /// For the audit trail.
    pub actor: &'a Actor,
    /// Decides on which plans a preview shows.
    pub user: &'a UserId,
    /// The region for which it is changed, for those who may read the trail.
    pub region: Option<&'a OrganisationId>,
    /// The day on which it is changed.
    pub today: NaiveDate,
}

impl Editor<'_> {
    async fn record(self, tx: &mut Tx, mut entry: Entry<'_>) -> sqlx::Result<()> {
        let region = self.region.cloned();
        entry.organisation = region.as_ref();
        trail::record(tx, self.actor, entry).await
    }
}

/// Keeps others from changing rules and what is under them until the transaction ends. It comes
/// first in one: whoever puts a plan under a rule, or reviews one, has done so before the rule moves
/// it, or does it by the new rule.
///
/// # Errors
/// When the database can't.
pub(crate) async fn lock(tx: &mut Tx) -> sqlx::Result<()> {
    tx.lock(&["review_rules", "plans", "plan_annexes"]).await
}

/// Adds a rule.
///
/// # Errors
/// [`Refused::Taken`] when there is a rule with this name.
pub async fn create(db: &Db, by: Editor<'_>, input: &RuleInput) -> Result<RuleId, Refused> {
    let id: RuleId = new_id();
    let mut tx = db.begin().await?;
    lock(&mut tx).await?;
    keep_name_unique(&mut tx, &id, &input.facts.name).await?;
    let rule = ReviewRule {
        id: id.clone(),
        facts: input.facts.clone(),
        version: 1,
    };
    insert(&mut tx, &rule).await?;
    let entry = Entry::new("rule", id.as_str(), "create").after(input);
    by.record(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// What came of the wish to change a rule.
#[derive(Debug)]
pub enum Outcome {
    /// It is stored, and what is under it has moved.
    Stored,
    /// Nothing is stored: the kind of plan can't change any more, because something is under it.
    KindFixed,
    /// Nothing is stored: first the reader must see what moves.
    Preview(Preview),
}

/// The rule after a change, as the audit trail keeps it.
#[derive(Serialize)]
struct Changed<'a> {
    #[serde(flatten)]
    input: &'a RuleInput,
    #[serde(skip_serializing_if = "Option::is_none")]
    plans_moved: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annexes_moved: Option<usize>,
}

impl<'a> Changed<'a> {
    fn new(input: &'a RuleInput, moves: &Moves) -> Self {
        let some = |count| Some(count).filter(|count| *count > 0);
        Self {
            input,
            plans_moved: some(moves.plans()),
            annexes_moved: some(moves.annexes()),
        }
    }
}

/// Changes a rule, and with it the dates of all plans and annexes under it. When some move,
/// `confirm` must be what the preview of just these moves gave.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled, [`Refused::Taken`]
/// when another rule has this name.
pub async fn update(
    db: &Db,
    by: Editor<'_>,
    was: &ReviewRule,
    input: &RuleInput,
    confirm: &str,
) -> Result<Outcome, Refused> {
    let rule = input.rule(was);
    let mut tx = db.begin().await?;
    lock(&mut tx).await?;
    keep_name_unique(&mut tx, &rule.id, &rule.name).await?;
    write(&mut tx, &rule, input.version, input.version + 1).await?;
    let moves = Moves::find(&mut tx, Some(by.user), was, &rule, by.today).await?;
    // Without a commit all is as it was.
    if rule.plan_kind != was.plan_kind && moves.under() > 0 {
        return Ok(Outcome::KindFixed);
    }
    if moves.count() > 0 && moves.confirm(input.version) != confirm {
        return Ok(Outcome::Preview(moves.preview(input.version)));
    }
    moves.store(&mut tx, by.actor).await?;
    let entry = Entry::new("rule", rule.id.as_str(), "edit")
        .before(&RuleInput::from(was))
        .after(&Changed::new(input, &moves));
    by.record(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(Outcome::Stored)
}

/// Lets a rule that came with the program follow what a newer program says, as long as nobody has
/// edited it. Its version stays, so that it goes on to follow. The transaction began with [`lock`].
///
/// # Errors
/// When the database can't read or store it.
pub(crate) async fn follow(
    tx: &mut Tx,
    by: &Actor,
    was: &ReviewRule,
    rule: &ReviewRule,
    today: NaiveDate,
) -> Result<(), Refused> {
    write(tx, rule, was.version, was.version).await?;
    let moves = Moves::find(tx, None, was, rule, today).await?;
    moves.store(tx, by).await?;
    let entry = Entry::new("rule", rule.id.as_str(), "follow")
        .before(&RuleInput::from(was))
        .after(&Changed::new(&RuleInput::from(rule), &moves));
    trail::record(tx, by, entry).await?;
    Ok(())
}

/// Two rules with one name could not be told apart on the form of a plan. After [`lock`] nobody
/// else takes the name; no index guards it, or a newer program could not add a rule whose name a
/// region has given to one of its own.
async fn keep_name_unique(tx: &mut Tx, id: &RuleId, name: &str) -> Result<(), Refused> {
    let (taken,): (bool,) = on_tx!(tx, |c| {
        sqlx::query_as(concat!(
            "SELECT EXISTS (SELECT 1 FROM review_rules WHERE ",
            lower!("name"),
            " = $1 AND id <> $2)"
        ))
        .bind(name.to_lowercase())
        .bind(id.as_str())
        .fetch_one(c)
        .await
    })?;
    if taken {
        return Err(Refused::Taken);
    }
    Ok(())
}

/// Runs a statement of which the first parameters are given, and those after them the facts of a rule.
macro_rules! with_rule {
    ($run:ident, $tx:expr, $sql:expr, $rule:expr, $($first:expr),+) => {{
        let months = |months: Option<u32>| months.map(i64::from);
        $run!(
            $tx,
            $sql,
            $($first,)+
            &$rule.name,
            $rule.plan_kind.code(),
            i64::from($rule.interval_months),
            $rule.counted_from.code(),
            $rule.series_start,
            i64::from($rule.lead_months),
            months($rule.draft_months),
            months($rule.inspection_months),
            months($rule.board_months),
            &$rule.source,
            $rule.label.code(),
            $rule.as_of,
            $rule.checked.code(),
            $rule.in_use,
        )
    }};
}

/// Stores a rule as far as it is not there yet.
///
/// # Errors
/// When the database can't.
pub(crate) async fn insert(tx: &mut Tx, rule: &ReviewRule) -> sqlx::Result<()> {
    with_rule!(
        execute,
        tx,
        "INSERT INTO review_rules (id, version, name, plan_kind, interval_months, counted_from, series_start,
            lead_months, draft_months, inspection_months, board_months, source, label, as_of, checked, in_use)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (id) DO NOTHING",
        rule,
        rule.id.as_str(),
        rule.version
    )
    .map(drop)
}

/// Writes a rule over the one that is stored, if that has the version `from`.
async fn write(tx: &mut Tx, rule: &ReviewRule, from: i64, to: i64) -> Result<(), Refused> {
    with_rule!(
        change,
        tx,
        "UPDATE review_rules SET version = $3, name = $4, plan_kind = $5, interval_months = $6, counted_from = $7,
            series_start = $8, lead_months = $9, draft_months = $10, inspection_months = $11, board_months = $12,
            source = $13, label = $14, as_of = $15, checked = $16, in_use = $17
         WHERE id = $1 AND version = $2",
        rule,
        rule.id.as_str(),
        from,
        to
    )
}

/// Runs a statement of which the first parameters are given, and those after them the facts of a duty.
macro_rules! with_duty {
    ($run:ident, $tx:expr, $sql:expr, $duty:expr, $($first:expr),+) => {{
        let kinds: Vec<_> = $duty.kinds.iter().map(|kind| kind.code()).collect();
        $run!(
            $tx,
            $sql,
            $($first,)+
            &$duty.name,
            i64::from($duty.interval_months),
            i64::from($duty.lead_months),
            kinds.join(","),
            &$duty.source,
            $duty.label.code(),
            $duty.as_of,
            $duty.checked.code(),
        )
    }};
}

/// Stores a duty of a rule, at the end without a position; one that is there already becomes this
/// one. Says whether anything was stored: not when it was just this one.
///
/// # Errors
/// When the database can't.
pub(crate) async fn store_duty(
    tx: &mut Tx,
    rule: &RuleId,
    duty: &Duty,
    position: Option<i64>,
) -> sqlx::Result<bool> {
    let stored = with_duty!(
        execute,
        tx,
        "INSERT INTO rule_duties (id, rule_id, position, name, interval_months, lead_months, exercise_kinds,
            source, label, as_of, checked)
         VALUES ($1, $2, COALESCE($3, (SELECT COALESCE(MAX(position), 0) + 1 FROM rule_duties WHERE rule_id = $2)),
            $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, interval_months = excluded.interval_months,
            lead_months = excluded.lead_months, exercise_kinds = excluded.exercise_kinds,
            source = excluded.source, label = excluded.label, as_of = excluded.as_of, checked = excluded.checked
         WHERE (rule_duties.name, rule_duties.interval_months, rule_duties.lead_months, rule_duties.exercise_kinds,
                rule_duties.source, rule_duties.label, rule_duties.as_of, rule_duties.checked)
            <> (excluded.name, excluded.interval_months, excluded.lead_months, excluded.exercise_kinds,
                excluded.source, excluded.label, excluded.as_of, excluded.checked)",
        duty,
        duty.id.as_str(),
        rule.as_str(),
        position
    )?;
    Ok(stored > 0)
}

/// A change of a duty, with its name also where that stays.
#[derive(Serialize)]
struct DutyChanged<'a> {
    duty: &'a str,
    #[serde(flatten)]
    facts: &'a DutyFacts,
}

/// Adds an exercise duty to a rule, after the others. Whatever else was changed of the rule since
/// the form was filled: a new duty gets in nobody's way.
///
/// # Errors
/// When the database can't store it.
pub async fn add_duty(
    db: &Db,
    by: Editor<'_>,
    rule: &RuleId,
    input: &DutyInput,
) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    raise_version(&mut tx, rule).await?;
    let duty = Duty {
        id: new_id(),
        facts: input.facts.clone(),
    };
    store_duty(&mut tx, rule, &duty, None).await?;
    let entry = Entry::new("rule", rule.as_str(), "add-duty").after(&input.facts);
    by.record(&mut tx, entry).await?;
    tx.commit().await
}

/// Changes an exercise duty.
///
/// # Errors
/// [`Refused::Stale`] when it or its rule was changed since the form was filled, or it was ended.
pub async fn update_duty(
    db: &Db,
    by: Editor<'_>,
    rule: &RuleId,
    was: &Duty,
    input: &DutyInput,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    change!(
        &mut tx,
        "UPDATE review_rules SET version = version + 1 WHERE id = $1 AND version = $2",
        rule.as_str(),
        input.version
    )?;
    let facts = &input.facts;
    with_duty!(
        change,
        &mut tx,
        "UPDATE rule_duties SET name = $2, interval_months = $3, lead_months = $4, exercise_kinds = $5,
         source = $6, label = $7, as_of = $8, checked = $9 WHERE id = $1 AND ended_on IS NULL",
        facts,
        was.id.as_str()
    )?;
    let after = DutyChanged {
        duty: &facts.name,
        facts,
    };
    let entry = Entry::new("rule", rule.as_str(), "edit-duty")
        .before(&was.facts)
        .after(&after);
    by.record(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends an exercise duty; it stays for the record. One that has ended already stays as it is.
///
/// # Errors
/// When the database can't store it.
pub async fn end_duty(db: &Db, by: Editor<'_>, rule: &RuleId, duty: &Duty) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    raise_version(&mut tx, rule).await?;
    let ended = execute!(
        &mut tx,
        "UPDATE rule_duties SET ended_on = $2 WHERE id = $1 AND ended_on IS NULL",
        duty.id.as_str(),
        by.today
    )?;
    if ended == 0 {
        // Without a commit all is as it was.
        return Ok(());
    }
    let entry = Entry::new("rule", rule.as_str(), "end-duty").after(&duty.name);
    by.record(&mut tx, entry).await?;
    tx.commit().await
}

/// A rule and its duties are one record: who changes a duty has changed the rule. It comes first in
/// a transaction, so that two never wait for each other.
async fn raise_version(tx: &mut Tx, rule: &RuleId) -> sqlx::Result<()> {
    execute!(
        tx,
        "UPDATE review_rules SET version = version + 1 WHERE id = $1",
        rule.as_str()
    )
    .map(drop)
}
