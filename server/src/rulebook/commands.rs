//! Changes to the rule book: the rule, the SQL and the audit entry.

use super::departures::{depart, unchanged};
use crate::{
    change,
    change::Change,
    db::{Tx, keys, new_id},
    error::Refused,
    execute, on_tx,
    trail::Entry,
};
use app::{
    id::{OrganisationId, RuleId},
    rulebook::{ReviewRule, RuleScope, form::RuleInput},
    trail::Subject,
};
use serde::Serialize;

/// Keeps others from changing rules until the transaction ends. It comes first in one.
///
/// # Errors
/// When the database can't.
pub(crate) async fn lock(tx: &mut Tx) -> sqlx::Result<()> {
    tx.lock(&["review_rules"]).await
}

/// Adds a rule of the region.
///
/// # Errors
/// [`Refused::Taken`] when there is a rule with this name.
pub async fn create(
    change: &mut Change,
    region: &OrganisationId,
    input: &RuleInput,
) -> Result<RuleId, Refused> {
    lock(change.tx()).await?;
    let rule = ReviewRule {
        id: new_id(),
        facts: input.facts.clone(),
        scope: RuleScope {
            region: Some(region.clone()),
            ..RuleScope::default()
        },
        version: 1,
    };
    keep_name_unique(change.tx(), &rule).await?;
    insert(change.tx(), &rule).await?;
    let entry = Entry::new(Subject::Rule, rule.id.as_str(), "create")
        .of(region)
        .after(input);
    change.record(entry).await?;
    Ok(rule.id)
}

/// How much under a rule moved with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Plans.
    pub plans: usize,
    /// Annexes of organisations to plans.
    pub annexes: usize,
}

/// The rule after a change, as the audit trail keeps it.
#[derive(Serialize)]
pub(super) struct Changed<'a> {
    #[serde(flatten)]
    input: &'a RuleInput,
    #[serde(skip_serializing_if = "Option::is_none")]
    plans_moved: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annexes_moved: Option<usize>,
}

impl<'a> Changed<'a> {
    pub fn new(input: &'a RuleInput, moved: Moved) -> Self {
        let some = |count| Some(count).filter(|count| *count > 0);
        Self {
            input,
            plans_moved: some(moved.plans),
            annexes_moved: some(moved.annexes),
        }
    }
}

/// Changes a rule, and gives it as it is then. A common rule stays as it is: the region gets its own
/// in its place. The trail is told by [`record_update`], once what is under the rule has followed.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled, or the region has a rule
/// of its own by now, [`Refused::Taken`] when another rule has this name.
pub async fn update(
    change: &mut Change,
    region: &OrganisationId,
    was: &ReviewRule,
    input: &RuleInput,
) -> Result<ReviewRule, Refused> {
    lock(change.tx()).await?;
    if was.scope.region.is_none() {
        unchanged(change.tx(), &was.id, input.version).await?;
        return Ok(depart(change.tx(), region, was, &input.facts).await?.0);
    }
    let rule = input.rule(was);
    keep_name_unique(change.tx(), &rule).await?;
    write(change.tx(), &rule, input.version, input.version + 1).await?;
    Ok(rule)
}

/// Tells the trail of an [`update`] that made this rule of what was, and how much moved with it.
///
/// # Errors
/// When the database can't.
pub async fn record_update(
    change: &mut Change,
    region: &OrganisationId,
    (was, rule): (&ReviewRule, &RuleId),
    input: &RuleInput,
    moved: Moved,
) -> sqlx::Result<()> {
    let action = match was.scope.region {
        Some(_) => "edit",
        None => "depart",
    };
    let entry = Entry::new(Subject::Rule, rule.as_str(), action)
        .of(region)
        .before(&RuleInput::from(was))
        .after(&Changed::new(input, moved));
    change.record(entry).await
}

/// Lets a rule that came with the program follow what a newer program says, as long as nobody has
/// edited it. Its version stays, so that it goes on to follow. The change began with [`lock`]; the
/// trail is told by [`record_follow`], once what is under the rule has followed, too.
///
/// # Errors
/// When the database can't store it.
pub(crate) async fn follow(
    change: &mut Change,
    was: &ReviewRule,
    rule: &ReviewRule,
) -> Result<(), Refused> {
    write(change.tx(), rule, was.version, was.version).await
}

/// Tells the trail that a rule did [`follow`], and how much moved with it.
///
/// # Errors
/// When the database can't.
pub(crate) async fn record_follow(
    change: &mut Change,
    was: &ReviewRule,
    rule: &ReviewRule,
    moved: Moved,
) -> sqlx::Result<()> {
    let entry = Entry::new(Subject::Rule, rule.id.as_str(), "follow")
        .before(&RuleInput::from(was))
        .after(&Changed::new(&RuleInput::from(rule), moved));
    change.record(entry).await
}

/// Two rules of a region with one name could not be told apart on the form of a plan, nor one of its
/// own from a common one, but for the one in whose place it stands. After [`lock`] nobody else takes
/// the name; no index guards it, or a newer program could not add a rule whose name a region has
/// given to one of its own.
pub(super) async fn keep_name_unique(tx: &mut Tx, rule: &ReviewRule) -> Result<(), Refused> {
    let (taken,): (bool,) = on_tx!(tx, |c| {
        sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM review_rules WHERE name_key = $1 AND id <> $2 AND ended_on IS NULL
                AND (region_id = $3 OR (region_id IS NULL AND ($4 IS NULL OR id <> $4))))",
        )
        .bind(keys::rule(&rule.name))
        .bind(rule.id.as_str())
        .bind(rule.scope.region.as_ref().map(OrganisationId::as_str))
        .bind(rule.scope.replaces.as_ref().map(RuleId::as_str))
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
            keys::rule(&$rule.name),
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
        "INSERT INTO review_rules (id, version, region_id, replaces_id, name, plan_kind, interval_months, counted_from, series_start,
            lead_months, draft_months, inspection_months, board_months, source, label, as_of, checked, in_use, name_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT (id) DO NOTHING",
        rule,
        rule.id.as_str(),
        rule.version,
        rule.scope.region.as_ref().map(OrganisationId::as_str),
        rule.scope.replaces.as_ref().map(RuleId::as_str)
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
            source = $13, label = $14, as_of = $15, checked = $16, in_use = $17, name_key = $18
         WHERE id = $1 AND version = $2 AND ended_on IS NULL",
        rule,
        rule.id.as_str(),
        from,
        to
    )
}
