//! Changes to the exercise duties of a rule. Each gives the rule that has the duty then: in the place of
//! a common one the region gets its own, with the same duties.

use super::{
    commands::lock,
    departures::{own, unchanged},
};
use crate::{
    change,
    change::Change,
    db::{Tx, new_id},
    error::{Error, Refused},
    execute,
    trail::Entry,
};
use app::{
    id::{OrganisationId, RuleId},
    rulebook::{Duty, DutyFacts, ReviewRule, form::DutyInput},
    trail::Subject,
};
use serde::Serialize;

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
/// [`Refused::Stale`] when the rule is a departure that ended.
pub async fn add_duty(
    change: &mut Change,
    region: &OrganisationId,
    rule: &ReviewRule,
    input: &DutyInput,
) -> Result<RuleId, Refused> {
    let (rule, _) = own(change, region, rule).await?;
    let duty = Duty {
        id: new_id(),
        facts: input.facts.clone(),
    };
    store_duty(change.tx(), &rule, &duty, None).await?;
    let entry = Entry::new(Subject::Rule, rule.as_str(), "add-duty")
        .of(region)
        .after(&input.facts);
    change.record(entry).await?;
    Ok(rule)
}

/// Changes an exercise duty.
///
/// # Errors
/// [`Refused::Stale`] when it or its rule was changed since the form was filled, or it was ended.
pub async fn update_duty(
    change: &mut Change,
    region: &OrganisationId,
    rule: &ReviewRule,
    was: &Duty,
    input: &DutyInput,
) -> Result<RuleId, Refused> {
    if rule.scope.region.is_none() {
        lock(change.tx()).await?;
    }
    unchanged(change.tx(), &rule.id, input.version).await?;
    let (own, duties) = own(change, region, rule).await?;
    let facts = &input.facts;
    with_duty!(
        change,
        change.tx(),
        "UPDATE rule_duties SET name = $3, interval_months = $4, lead_months = $5, exercise_kinds = $6,
         source = $7, label = $8, as_of = $9, checked = $10
         WHERE id = $1 AND rule_id = $2 AND ended_on IS NULL",
        facts,
        duties.get(&was.id).unwrap_or(&was.id).as_str(),
        own.as_str()
    )?;
    let after = DutyChanged {
        duty: &facts.name,
        facts,
    };
    let entry = Entry::new(Subject::Rule, own.as_str(), "edit-duty")
        .of(region)
        .before(&was.facts)
        .after(&after);
    change.record(entry).await?;
    Ok(own)
}

/// Ends an exercise duty; it stays for the record.
///
/// # Errors
/// [`Refused::Stale`] when its rule is a departure that ended, [`Error::NotFound`] when the rule has
/// no such duty any more.
pub async fn end_duty(
    change: &mut Change,
    region: &OrganisationId,
    rule: &ReviewRule,
    duty: &Duty,
) -> Result<RuleId, Refused> {
    let (rule, duties) = own(change, region, rule).await?;
    let today = change.today();
    let ended = execute!(
        change.tx(),
        "UPDATE rule_duties SET ended_on = $3
         WHERE id = $1 AND rule_id = $2 AND ended_on IS NULL",
        duties.get(&duty.id).unwrap_or(&duty.id).as_str(),
        rule.as_str(),
        today
    )?;
    if ended == 0 {
        return Err(Error::NotFound.into());
    }
    let entry = Entry::new(Subject::Rule, rule.as_str(), "end-duty")
        .of(region)
        .after(&duty.name);
    change.record(entry).await?;
    Ok(rule)
}
