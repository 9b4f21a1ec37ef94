//! Changes to playbooks: the rule, the SQL and the audit entry.
//!
//! A playbook is one record: every change to a phase or a step counts as a change of the playbook,
//! and takes its row first, so that two changes follow one another.

use crate::{
    change,
    change::Change,
    db::{Tx, keys},
    error::Refused,
    execute, on_tx,
    trail::Entry,
};
use app::{
    form::{Errors, Problem},
    id::{OrganisationId, PhaseId, PlanId, PlaybookId, RoleId, StepId},
    playbooks::{
        Direction, Phase, Playbook,
        form::{MAX_PHASES, PhaseInput, PlaybookInput, StepInput},
        rules::moved,
    },
    text::playbooks as t,
    trail::Subject,
};
use serde_json::json;

/// Adds a playbook, without phases yet.
///
/// # Errors
/// When the database can't store it.
pub async fn create(change: &mut Change, input: &PlaybookInput) -> sqlx::Result<PlaybookId> {
    let [title_key, search_key] = keys::playbook(&input.title, &input.scenario, &input.summary);
    let (id, today) = (change.new_id::<PlaybookId>(), change.today());
    execute!(
        change.tx(),
        "INSERT INTO playbooks (id, owner_id, plan_id, title, scenario, summary, updated_on, title_key, search_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.as_str(),
        input.owner.as_str(),
        input.plan.as_ref().map(PlanId::as_str),
        &input.title,
        &input.scenario,
        &input.summary,
        today,
        title_key,
        search_key
    )?;
    set_organisations(change.tx(), &id, &input.organisations).await?;
    let entry = Entry::new(Subject::Playbook, id.as_str(), "create")
        .of(&input.owner)
        .after(input);
    change.record(entry).await?;
    Ok(id)
}

/// Changes the facts of a playbook.
///
/// # Errors
/// [`Refused::Stale`] when the playbook was changed since the form was filled.
pub async fn update(
    change: &mut Change,
    playbook: &Playbook,
    input: &PlaybookInput,
) -> Result<(), Refused> {
    advance_version(change, &playbook.id, Some(input.version)).await?;
    let [title_key, search_key] = keys::playbook(&input.title, &input.scenario, &input.summary);
    execute!(
        change.tx(),
        "UPDATE playbooks SET owner_id = $2, plan_id = $3, title = $4, scenario = $5, summary = $6,
                title_key = $7, search_key = $8 WHERE id = $1",
        playbook.id.as_str(),
        input.owner.as_str(),
        input.plan.as_ref().map(PlanId::as_str),
        &input.title,
        &input.scenario,
        &input.summary,
        title_key,
        search_key,
    )?;
    set_organisations(change.tx(), &playbook.id, &input.organisations).await?;
    let entry = Entry::new(Subject::Playbook, playbook.id.as_str(), "edit")
        .of(&playbook.owner.id)
        .before(&PlaybookInput::from(playbook))
        .after(input);
    Ok(change.record(entry).await?)
}

/// Adds a phase with its steps after the first `after` phases. It takes nothing away from what
/// others do meanwhile, so no version is asked for.
///
/// # Errors
/// [`Refused::Invalid`] when the playbook has as many phases as it can.
pub async fn add_phase(
    change: &mut Change,
    (playbook, owner): (&PlaybookId, &OrganisationId),
    input: &PhaseInput,
    after: usize,
) -> Result<PhaseId, Refused> {
    let id: PhaseId = change.new_id();
    advance_version(change, playbook, None).await?;
    let mut order = order(change.tx(), playbook).await?;
    if order.len() >= MAX_PHASES {
        let problem = Problem::Other(t::error_too_many_phases);
        return Err(Errors::one("name", problem).into());
    }
    execute!(
        change.tx(),
        "INSERT INTO playbook_phases (id, playbook_id, position, name, measure, threshold, unit, source, checked, note)
         VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9)",
        id.as_str(),
        playbook.as_str(),
        &input.name,
        &input.measure,
        &input.threshold,
        &input.unit,
        &input.source,
        input.checked.code(),
        &input.note,
    )?;
    set_steps(change, &id, &[], &input.steps).await?;
    order.insert(after.min(order.len()), id.clone());
    set_order(change.tx(), &order).await?;
    let entry = Entry::new(Subject::Playbook, playbook.as_str(), "add-phase")
        .of(owner)
        .after(input);
    change.record(entry).await?;
    Ok(id)
}

/// Changes a phase and its steps.
///
/// # Errors
/// [`Refused::Stale`] when the playbook was changed since the form was filled.
pub async fn update_phase(
    change: &mut Change,
    playbook: &Playbook,
    phase: &Phase,
    input: &PhaseInput,
) -> Result<(), Refused> {
    advance_version(change, &playbook.id, Some(input.version)).await?;
    execute!(
        change.tx(),
        "UPDATE playbook_phases SET name = $2, measure = $3, threshold = $4, unit = $5, source = $6, checked = $7, note = $8
         WHERE id = $1",
        phase.id.as_str(),
        &input.name,
        &input.measure,
        &input.threshold,
        &input.unit,
        &input.source,
        input.checked.code(),
        &input.note,
    )?;
    let known: Vec<_> = phase.steps.iter().map(|step| &step.id).collect();
    set_steps(change, &phase.id, &known, &input.steps).await?;
    let entry = Entry::new(Subject::Playbook, playbook.id.as_str(), "edit-phase")
        .of(&playbook.owner.id)
        .before(phase)
        .after(input);
    Ok(change.record(entry).await?)
}

/// Moves a phase one place; nothing happens when it is the first or the last already.
///
/// # Errors
/// When the database can't store it.
pub async fn move_phase(
    change: &mut Change,
    playbook: &Playbook,
    phase: &Phase,
    direction: Direction,
) -> Result<(), Refused> {
    // Locked without a new version: perhaps nothing moves.
    execute!(
        change.tx(),
        "UPDATE playbooks SET version = version WHERE id = $1",
        playbook.id.as_str()
    )?;
    let before = order(change.tx(), &playbook.id).await?;
    let Some(from) = before.iter().position(|id| *id == phase.id) else {
        return Ok(());
    };
    let after = moved(before.clone(), from, direction);
    if after == before {
        return Ok(());
    }
    advance_version(change, &playbook.id, None).await?;
    set_order(change.tx(), &after).await?;
    let to = after.iter().position(|id| *id == phase.id);
    let place =
        |index: Option<usize>| json!({ "phase": phase.name, "place": index.map(|i| i + 1) });
    let entry = Entry::new(Subject::Playbook, playbook.id.as_str(), "move-phase")
        .of(&playbook.owner.id)
        .before(&place(Some(from)))
        .after(&place(to));
    Ok(change.record(entry).await?)
}

/// Removes a phase with its steps; what it said stays in the audit trail.
///
/// # Errors
/// [`Refused::Stale`] when the playbook was changed since the page was read.
pub async fn remove_phase(
    change: &mut Change,
    playbook: &Playbook,
    phase: &Phase,
    version: i64,
) -> Result<(), Refused> {
    advance_version(change, &playbook.id, Some(version)).await?;
    for delete in [
        "DELETE FROM playbook_steps WHERE phase_id = $1",
        "DELETE FROM playbook_phases WHERE id = $1",
    ] {
        execute!(change.tx(), delete, phase.id.as_str())?;
    }
    let order = order(change.tx(), &playbook.id).await?;
    set_order(change.tx(), &order).await?;
    let entry = Entry::new(Subject::Playbook, playbook.id.as_str(), "remove-phase")
        .of(&playbook.owner.id)
        .before(phase);
    Ok(change.record(entry).await?)
}

/// Marks the playbook as changed today and keeps its row until the end of the transaction. With
/// `version`, only when nobody changed it since.
async fn advance_version(
    change: &mut Change,
    id: &PlaybookId,
    version: Option<i64>,
) -> Result<(), Refused> {
    let today = change.today();
    change!(
        change.tx(),
        "UPDATE playbooks SET version = version + 1, updated_on = $2
         WHERE id = $1 AND version = COALESCE($3, version)",
        id.as_str(),
        today,
        version
    )
}

async fn order(tx: &mut Tx, id: &PlaybookId) -> sqlx::Result<Vec<PhaseId>> {
    let rows: Vec<(String,)> = on_tx!(tx, |c| sqlx::query_as(
        "SELECT id FROM playbook_phases WHERE playbook_id = $1 ORDER BY position, id"
    )
    .bind(id.as_str())
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

async fn set_order(tx: &mut Tx, order: &[PhaseId]) -> sqlx::Result<()> {
    for (phase, position) in order.iter().zip(1i64..) {
        execute!(
            &mut *tx,
            "UPDATE playbook_phases SET position = $2 WHERE id = $1",
            phase.as_str(),
            position
        )?;
    }
    Ok(())
}

/// Makes these the steps of a phase. A step that is `known` keeps its identity, so that what
/// refers to it still does.
async fn set_steps(
    change: &mut Change,
    phase: &PhaseId,
    known: &[&StepId],
    steps: &[StepInput],
) -> sqlx::Result<()> {
    let mut left: Vec<&StepId> = known.to_vec();
    for (step, position) in steps.iter().zip(1i64..) {
        let place = left.iter().position(|id| Some(*id) == step.id.as_ref());
        let (sql, id) = match place {
            Some(place) => (
                "UPDATE playbook_steps SET phase_id = $2, position = $3, role_id = $4, actor = $5, instruction = $6
                 WHERE id = $1",
                left.remove(place).clone(),
            ),
            None => (
                "INSERT INTO playbook_steps (id, phase_id, position, role_id, actor, instruction)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                change.new_id(),
            ),
        };
        execute!(
            change.tx(),
            sql,
            id.as_str(),
            phase.as_str(),
            position,
            step.role.as_ref().map(RoleId::as_str),
            &step.actor,
            &step.instruction
        )?;
    }
    for id in left {
        execute!(
            change.tx(),
            "DELETE FROM playbook_steps WHERE id = $1",
            id.as_str()
        )?;
    }
    Ok(())
}

async fn set_organisations(
    tx: &mut Tx,
    id: &PlaybookId,
    organisations: &[OrganisationId],
) -> sqlx::Result<()> {
    execute!(
        &mut *tx,
        "DELETE FROM playbook_organisations WHERE playbook_id = $1",
        id.as_str()
    )?;
    for organisation in organisations {
        execute!(
            &mut *tx,
            "INSERT INTO playbook_organisations (playbook_id, organisation_id) VALUES ($1, $2)",
            id.as_str(),
            organisation.as_str()
        )?;
    }
    Ok(())
}
