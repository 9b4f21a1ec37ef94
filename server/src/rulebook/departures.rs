//! Departures of a region from a common rule: its own rule in the place of that one, and the way back.

use super::{
    commands::{Changed, Moved, insert, keep_name_unique, lock},
    store::{RuleRow, rule_columns},
};
use crate::{
    change,
    change::Change,
    db::{Tx, new_id},
    error::Refused,
    execute, on_tx,
    trail::Entry,
};
use app::{
    id::{DutyId, OrganisationId, RuleId},
    rulebook::{ReviewRule, RuleFacts, RuleScope, form::RuleInput},
    trail::Subject,
};
use std::collections::HashMap;

/// Gives the region a rule of its own in the place of a common one, with the same duties. Nothing
/// is under it yet. Its version goes on where an earlier one ended, so that no form of that is taken
/// for one of this. Gives it with its duties, by those of the common rule.
pub(super) async fn depart(
    tx: &mut Tx,
    region: &OrganisationId,
    common: &ReviewRule,
    facts: &RuleFacts,
) -> Result<(ReviewRule, HashMap<DutyId, DutyId>), Refused> {
    let (last, there): (i64, i64) = on_tx!(&mut *tx, |c| {
        sqlx::query_as(
            "SELECT COALESCE(MAX(version), 0), COUNT(CASE WHEN ended_on IS NULL THEN 1 END) FROM review_rules
             WHERE replaces_id = $1 AND region_id = $2",
        )
        .bind(common.id.as_str())
        .bind(region.as_str())
        .fetch_one(c)
        .await
    })?;
    if there > 0 {
        return Err(Refused::Stale);
    }
    let rule = ReviewRule {
        id: new_id(),
        facts: facts.clone(),
        scope: RuleScope {
            region: Some(region.clone()),
            replaces: Some(common.id.clone()),
            ended_on: None,
        },
        version: common.version.max(last) + 1,
    };
    keep_name_unique(tx, &rule).await?;
    insert(tx, &rule).await?;
    let duties: Vec<(String,)> = on_tx!(&mut *tx, |c| {
        sqlx::query_as("SELECT id FROM rule_duties WHERE rule_id = $1 AND ended_on IS NULL")
            .bind(common.id.as_str())
            .fetch_all(c)
            .await
    })?;
    let mut own = HashMap::new();
    for (duty,) in duties {
        let id: DutyId = new_id();
        execute!(
            &mut *tx,
            "INSERT INTO rule_duties (id, rule_id, position, name, interval_months, lead_months,
                exercise_kinds, source, label, as_of, checked)
             SELECT $1, $2, position, name, interval_months, lead_months, exercise_kinds, source, label, as_of, checked
             FROM rule_duties WHERE id = $3",
            id.as_str(),
            rule.id.as_str(),
            &duty
        )?;
        own.insert(duty.into(), id);
    }
    Ok((rule, own))
}

/// Ends the departure of a region from a common rule, and gives the common one. The departure stays
/// for the record. The trail is told by [`record_end`], once what was under it has gone back.
///
/// # Errors
/// [`Refused::Stale`] when the departure was changed since its page was read, or ended.
pub async fn end(
    change: &mut Change,
    was: &ReviewRule,
    version: i64,
) -> Result<ReviewRule, Refused> {
    lock(change.tx()).await?;
    let today = change.today();
    change!(
        change.tx(),
        "UPDATE review_rules SET ended_on = $3, version = version + 1
         WHERE id = $1 AND version = $2 AND ended_on IS NULL AND replaces_id IS NOT NULL",
        was.id.as_str(),
        version,
        today
    )?;
    let common: RuleRow = on_tx!(change.tx(), |c| {
        sqlx::query_as(concat!(
            "SELECT ",
            rule_columns!(),
            " FROM review_rules d JOIN review_rules r ON r.id = d.replaces_id WHERE d.id = $1"
        ))
        .bind(was.id.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(common.into())
}

/// Tells the trail that a region went back from its rule to the common one, and how much moved with
/// it.
///
/// # Errors
/// When the database can't.
pub async fn record_end(
    change: &mut Change,
    region: &OrganisationId,
    (was, common): (&ReviewRule, &ReviewRule),
    moved: Moved,
) -> sqlx::Result<()> {
    let entry = Entry::new(Subject::Rule, was.id.as_str(), "return")
        .of(region)
        .before(&RuleInput::from(was))
        .after(&Changed::new(&RuleInput::from(common), moved));
    change.record(entry).await
}

/// The rule of the region of which a duty changes, marked as changed: a rule and its duties are one
/// record. It comes first in a change, so that two never wait for each other. In the place of a
/// common rule the region gets one of its own, which says the same; its duties come with it, by those
/// of the common rule.
pub(super) async fn own(
    change: &mut Change,
    region: &OrganisationId,
    rule: &ReviewRule,
) -> Result<(RuleId, HashMap<DutyId, DutyId>), Refused> {
    if rule.scope.region.is_some() {
        change!(
            change.tx(),
            "UPDATE review_rules SET version = version + 1 WHERE id = $1 AND ended_on IS NULL",
            rule.id.as_str()
        )?;
        return Ok((rule.id.clone(), HashMap::new()));
    }
    lock(change.tx()).await?;
    let (own, duties) = depart(change.tx(), region, rule, &rule.facts).await?;
    let input = RuleInput::from(&own);
    let entry = Entry::new(Subject::Rule, own.id.as_str(), "depart")
        .of(region)
        .after(&input);
    change.record(entry).await?;
    Ok((own.id, duties))
}

/// Goes on only if a rule has this version still, and keeps others from changing it.
pub(super) async fn unchanged(tx: &mut Tx, rule: &RuleId, version: i64) -> Result<(), Refused> {
    change!(
        tx,
        "UPDATE review_rules SET version = version WHERE id = $1 AND version = $2 AND ended_on IS NULL",
        rule.as_str(),
        version
    )
}
