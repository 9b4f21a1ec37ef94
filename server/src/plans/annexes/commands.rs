//! Changes to annexes: the rule, the SQL and the audit entry.

use crate::{
    change,
    change::Change,
    db::{Batch, Tx},
    error::Refused,
    execute, on_tx,
    plans::commands::lock_plan,
    rulebook::store::{RuleRow, rule_columns},
    trail::Entry,
};
use app::{
    id::{AnnexCheckId, AnnexId, OrganisationId, PlanId},
    plans::{
        Schedule,
        annexes::{
            Annex, AnnexCheck,
            form::{AnnexInput, CheckInput},
            rules::schedule,
        },
    },
    trail::Subject,
};
use chrono::NaiveDate;

/// Makes the annex of an organisation to a plan.
///
/// # Errors
/// [`Refused::Stale`] when somebody else made it since the form was filled, or the plan was withdrawn.
pub async fn create(
    change: &mut Change,
    plan: &PlanId,
    organisation: &OrganisationId,
    input: &AnnexInput,
) -> Result<AnnexId, Refused> {
    let id: AnnexId = change.new_id();
    let now = change.now();
    lock_plan(change.tx(), plan).await?;
    change!(
        change.tx(),
        "INSERT INTO plan_annexes (id, plan_id, organisation_id, rule_id, contacts, places, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (plan_id, organisation_id) DO NOTHING",
        id.as_str(),
        plan.as_str(),
        organisation.as_str(),
        input.rule.as_str(),
        &input.contacts,
        &input.places,
        now
    )?;
    settle(change.tx(), id.as_str()).await?;
    let entry = Entry::new(Subject::Annex, id.as_str(), "create")
        .of(organisation)
        .after(input);
    change.record(entry).await?;
    Ok(id)
}

/// Changes an annex; its dates follow anew from the chosen rule.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled, or the plan was withdrawn.
pub async fn update(
    change: &mut Change,
    plan: &PlanId,
    organisation: &OrganisationId,
    annex: &Annex,
    input: &AnnexInput,
) -> Result<(), Refused> {
    let now = change.now();
    lock_plan(change.tx(), plan).await?;
    change!(
        change.tx(),
        "UPDATE plan_annexes SET rule_id = $3, contacts = $4, places = $5, version = version + 1,
            sequence = sequence + 1, updated_at = $6
         WHERE id = $1 AND version = $2",
        annex.id.as_str(),
        input.version,
        input.rule.as_str(),
        &input.contacts,
        &input.places,
        now
    )?;
    refresh(change.tx(), annex.id.as_str()).await?;
    let entry = Entry::new(Subject::Annex, annex.id.as_str(), "edit")
        .of(organisation)
        .before(&AnnexInput::from(annex))
        .after(input);
    Ok(change.record(entry).await?)
}

/// Records a check; the annex's dates follow from it.
///
/// # Errors
/// [`Refused::Stale`] when the plan was withdrawn.
pub async fn record_check(
    change: &mut Change,
    plan: &PlanId,
    organisation: &OrganisationId,
    annex: &AnnexId,
    input: &CheckInput,
) -> Result<(), Refused> {
    let id: AnnexCheckId = change.new_id();
    lock_plan(change.tx(), plan).await?;
    execute!(
        change.tx(),
        "INSERT INTO plan_annex_checks (id, annex_id, checked_on, checked_by, note) VALUES ($1, $2, $3, $4, $5)",
        id.as_str(),
        annex.as_str(),
        input.checked_on,
        &input.checked_by,
        &input.note,
    )?;
    raise_sequence(change, annex).await?;
    refresh(change.tx(), annex.as_str()).await?;
    let entry = Entry::new(Subject::Annex, annex.as_str(), "check")
        .of(organisation)
        .after(input);
    Ok(change.record(entry).await?)
}

/// Takes a check back that was recorded by mistake; it stays in the record. The annex's dates follow
/// from what is left.
///
/// # Errors
/// [`Refused::Stale`] when it was taken back meanwhile, or the plan was withdrawn.
pub async fn revoke_check(
    change: &mut Change,
    plan: &PlanId,
    organisation: &OrganisationId,
    annex: &Annex,
    check: &AnnexCheck,
) -> Result<(), Refused> {
    let today = change.today();
    lock_plan(change.tx(), plan).await?;
    change!(
        change.tx(),
        "UPDATE plan_annex_checks SET revoked_on = $1 WHERE id = $2 AND annex_id = $3 AND revoked_on IS NULL",
        today,
        check.id.as_str(),
        annex.id.as_str()
    )?;
    raise_sequence(change, &annex.id).await?;
    refresh(change.tx(), annex.id.as_str()).await?;
    let before = serde_json::json!({
        "checked_on": check.checked_on,
        "checked_by": check.checked_by,
        "note": check.note,
    });
    let entry = Entry::new(Subject::Annex, annex.id.as_str(), "check-revoke")
        .of(organisation)
        .before(&before);
    Ok(change.record(entry).await?)
}

/// Lets calendars know that the days of an annex may have changed.
async fn raise_sequence(change: &mut Change, annex: &AnnexId) -> sqlx::Result<()> {
    let now = change.now();
    execute!(
        change.tx(),
        "UPDATE plan_annexes SET sequence = sequence + 1, updated_at = $2 WHERE id = $1",
        annex.as_str(),
        now
    )
    .map(drop)
}

/// Puts an annex that was just stored under the rule that holds in the region of its organisation, as
/// is done with plans.
async fn settle(tx: &mut Tx, annex: &str) -> sqlx::Result<()> {
    for sql in [
        "UPDATE plan_annexes SET rule_id = d.replaces_id FROM review_rules d
         WHERE d.id = plan_annexes.rule_id AND d.ended_on IS NOT NULL AND plan_annexes.id = $1",
        "UPDATE plan_annexes SET rule_id = d.id FROM review_rules d, organisations o
         WHERE d.replaces_id = plan_annexes.rule_id AND d.ended_on IS NULL AND o.id = plan_annexes.organisation_id
           AND d.region_id = COALESCE(o.region_id, o.id) AND plan_annexes.id = $1",
    ] {
        execute!(&mut *tx, sql, annex)?;
    }
    Ok(())
}

/// Brings what is stored of an annex's dates up to date with its rule and its checks.
///
/// # Errors
/// When the database can't read or store them.
pub async fn refresh(tx: &mut Tx, id: &str) -> sqlx::Result<()> {
    settle(tx, id).await?;
    let rule: RuleRow = on_tx!(&mut *tx, |c| {
        sqlx::query_as(concat!(
            "SELECT ",
            rule_columns!(),
            " FROM plan_annexes x JOIN review_rules r ON r.id = x.rule_id WHERE x.id = $1"
        ))
        .bind(id)
        .fetch_one(c)
        .await
    })?;
    let (checked_on,): (Option<NaiveDate>,) = on_tx!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT MAX(checked_on) FROM plan_annex_checks WHERE annex_id = $1 AND revoked_on IS NULL"
    )
    .bind(id)
    .fetch_one(c)
    .await
    })?;
    let dates = schedule(&rule.into(), checked_on);
    store(tx, &[(id.to_owned().into(), dates)]).await
}

/// Stores the dates of annexes.
///
/// # Errors
/// When the database can't.
pub(crate) async fn store(
    tx: &mut Tx,
    annexes: &[(AnnexId, Option<Schedule>)],
) -> sqlx::Result<()> {
    let mut rows = Batch::update(
        "UPDATE plan_annexes SET due_on = v.column2, warn_from = v.column3",
        "plan_annexes.id = v.column1",
    );
    for (id, schedule) in annexes {
        rows.add([
            id.to_string().into(),
            schedule.map(|s| s.due_on).into(),
            schedule.map(|s| s.warn_from).into(),
        ]);
    }
    rows.flush(tx).await.map(drop)
}
