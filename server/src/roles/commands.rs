//! Changes to the catalogue and to who fills a role: the rule, the SQL and the audit entry.

mod departure;
mod fit;

pub use departure::end_at_departure;

use departure::{lock_person, until_departure};
use fit::{keep_municipalities_out, keep_name_unique, lock, may_fill};

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
    id::{AssignmentId, OrganisationId, PersonId, RoleId},
    roles::{
        Assignment, FilledBy, GripLevel, Role,
        form::{self, AssignmentInput, RoleInput, TermInput},
    },
    text::roles as t,
    trail::Subject,
};
use chrono::NaiveDate;

/// Adds a role at the end of the catalogue of a region.
///
/// # Errors
/// [`Refused::Taken`] when there is a role with this name.
pub async fn create(
    change: &mut Change,
    region: &OrganisationId,
    input: &RoleInput,
) -> Result<RoleId, Refused> {
    let [name_key, search_key] = keys::role(&input.name, &input.task_card, &input.reports_to);
    let id: RoleId = change.new_id();
    // That keeps others away, too: two that come at once would get one place.
    keep_name_unique(change.tx(), region, &id, &name_key).await?;
    execute!(
        change.tx(),
        "INSERT INTO crisis_roles (id, name, role_group, filled_by, grip_levels, minimum,
                present_within_minutes, source, checked, reports_to, first_steps, task_card, region_id, name_key, search_key, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                 (SELECT COALESCE(MAX(position), 0) + 1 FROM crisis_roles WHERE region_id IS NULL OR region_id = $13))",
        id.as_str(),
        &input.name,
        input.group.code(),
        input.filled_by.code(),
        GripLevel::join(&input.grip_levels),
        input.minimum,
        input.present_within_minutes,
        &input.source,
        input.checked.code(),
        &input.reports_to,
        &input.first_steps,
        &input.task_card,
        region.as_str(),
        name_key,
        search_key,
    )?;
    let entry = Entry::new(Subject::Role, id.as_str(), "create")
        .of(region)
        .after(input);
    change.record(entry).await?;
    Ok(id)
}

/// Changes a role.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled, [`Refused::Taken`]
/// when another role has this name, [`Refused::Invalid`] when the region is to fill it while
/// municipalities have people for it.
pub async fn update(
    change: &mut Change,
    region: &OrganisationId,
    role: &Role,
    input: &RoleInput,
) -> Result<(), Refused> {
    let [name_key, search_key] = keys::role(&input.name, &input.task_card, &input.reports_to);
    let today = change.today();
    keep_name_unique(change.tx(), region, &role.id, &name_key).await?;
    change!(
        change.tx(),
        "UPDATE crisis_roles SET name = $3, role_group = $4, filled_by = $5, grip_levels = $6, minimum = $7,
                present_within_minutes = $8, source = $9, checked = $10, reports_to = $11,
                first_steps = $12, task_card = $13, name_key = $14, search_key = $15, version = version + 1
         WHERE id = $1 AND version = $2",
        role.id.as_str(),
        input.version,
        &input.name,
        input.group.code(),
        input.filled_by.code(),
        GripLevel::join(&input.grip_levels),
        input.minimum,
        input.present_within_minutes,
        &input.source,
        input.checked.code(),
        &input.reports_to,
        &input.first_steps,
        &input.task_card,
        name_key,
        search_key,
    )?;
    if role.filled_by == FilledBy::Municipality && input.filled_by == FilledBy::Region {
        keep_municipalities_out(change.tx(), &role.id, today).await?;
    }
    let before = form::role(&form::values(role)).ok();
    let entry = Entry::new(Subject::Role, role.id.as_str(), "edit")
        .of(region)
        .before(&before)
        .after(input);
    Ok(change.record(entry).await?)
}

/// Replaces the task card of a role; `version` is that of the page from which it was sent.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since then.
pub async fn replace_task_card(
    change: &mut Change,
    region: &OrganisationId,
    role: &Role,
    version: i64,
    task_card: &str,
) -> Result<(), Refused> {
    // The version sees to it that the other texts are still those.
    let [_, search_key] = keys::role(&role.name, task_card, &role.reports_to);
    change!(
        change.tx(),
        "UPDATE crisis_roles SET task_card = $3, search_key = $4, version = version + 1 WHERE id = $1 AND version = $2",
        role.id.as_str(),
        version,
        task_card,
        search_key,
    )?;
    let entry = Entry::new(Subject::Role, role.id.as_str(), "task-card")
        .of(region)
        .before(&role.task_card)
        .after(&task_card);
    Ok(change.record(entry).await?)
}

/// Assigns a person to a role; those at and after the place move up by one.
///
/// # Errors
/// [`Refused::Taken`] when the person has this role there in a part of that period already,
/// [`Refused::Invalid`] when the person leaves before it begins, or the role is not for this
/// organisation to fill.
pub async fn assign(
    change: &mut Change,
    role: &RoleId,
    input: &AssignmentInput,
) -> Result<AssignmentId, Refused> {
    let id: AssignmentId = change.new_id();
    lock(change.tx(), role).await?;
    if !may_fill(change.tx(), role, &input.organisation).await? {
        let problem = Problem::Other(t::error_organisation);
        return Err(Errors::one("organisation", problem).into());
    }
    let starts_on = input.term.starts_on;
    let left_on = lock_person(change.tx(), &input.person).await?;
    if left_on.is_some_and(|left_on| left_on < starts_on) {
        // Somebody who leaves is no choice any more.
        return Err(Errors::one("person", Problem::Choice).into());
    }
    let ends_on = until_departure(left_on, starts_on, input.ends_on);
    let period = (starts_on, ends_on);
    if clashes(
        change.tx(),
        role,
        &input.organisation,
        &input.person,
        period,
        &id,
    )
    .await?
    {
        return Err(Refused::Taken);
    }
    execute!(
        change.tx(),
        "INSERT INTO role_assignments (id, role_id, person_id, organisation_id, position, decision, decided_on, starts_on, ends_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.as_str(),
        role.as_str(),
        input.person.as_str(),
        input.organisation.as_str(),
        input.position,
        &input.term.decision,
        input.term.decided_on,
        starts_on,
        ends_on,
    )?;
    put(change, role, &input.organisation, &id, input.position).await?;
    let stored = AssignmentInput {
        ends_on,
        ..input.clone()
    };
    let entry = Entry::new(Subject::Assignment, id.as_str(), "create")
        .of(&input.organisation)
        .after(&serde_json::json!({ "role": role, "assignment": stored }));
    change.record(entry).await?;
    Ok(id)
}

/// Corrects what is on record about an assignment.
///
/// # Errors
/// [`Refused::Stale`] when it was changed since the form was filled, [`Refused::Taken`] when the
/// period would overlap with another one of the same person.
pub async fn correct(
    change: &mut Change,
    assignment: &Assignment,
    input: &TermInput,
) -> Result<(), Refused> {
    lock(change.tx(), &assignment.role.0).await?;
    let period = (input.starts_on, assignment.ends_on);
    if clashes_with_others(change.tx(), assignment, period).await? {
        return Err(Refused::Taken);
    }
    change!(
        change.tx(),
        "UPDATE role_assignments SET decision = $3, decided_on = $4, starts_on = $5, version = version + 1
         WHERE id = $1 AND version = $2",
        assignment.id.as_str(),
        input.version,
        &input.decision,
        input.decided_on,
        input.starts_on,
    )?;
    let before = form::term(
        &form::term_values(assignment),
        assignment.ends_on,
        NaiveDate::MAX,
    );
    let entry = Entry::new(Subject::Assignment, assignment.id.as_str(), "edit")
        .of(&assignment.organisation.id)
        .before(&before.ok())
        .after(input);
    Ok(change.record(entry).await?)
}

/// Ends an assignment: `ends_on` is its last day. Nothing is deleted.
///
/// # Errors
/// [`Refused::Stale`] when it was changed since the form was filled, [`Refused::Taken`] when a
/// later last day would overlap with another one of the same person, [`Refused::Invalid`] when the
/// last day becomes later and the role is not for this organisation to fill any more.
pub async fn end(
    change: &mut Change,
    assignment: &Assignment,
    version: i64,
    ends_on: NaiveDate,
) -> Result<(), Refused> {
    lock(change.tx(), &assignment.role.0).await?;
    let left_on = lock_person(change.tx(), &assignment.person.0).await?;
    let ends_on = until_departure(left_on, assignment.starts_on, Some(ends_on));
    let (role, organisation) = (&assignment.role.0, &assignment.organisation.id);
    let longer = assignment.ends_on.is_some() && ends_on > assignment.ends_on;
    if longer && !may_fill(change.tx(), role, organisation).await? {
        return Err(Errors::one("ends_on", Problem::Other(t::error_filled_by_others)).into());
    }
    if clashes_with_others(change.tx(), assignment, (assignment.starts_on, ends_on)).await? {
        return Err(Refused::Taken);
    }
    change!(
        change.tx(),
        "UPDATE role_assignments SET ends_on = $3, version = version + 1 WHERE id = $1 AND version = $2",
        assignment.id.as_str(),
        version,
        ends_on,
    )?;
    let entry = Entry::new(Subject::Assignment, assignment.id.as_str(), "end")
        .of(&assignment.organisation.id)
        .before(&assignment.ends_on)
        .after(&ends_on);
    Ok(change.record(entry).await?)
}

/// Puts an assignment at a place in the order of calling; the others close up.
///
/// # Errors
/// When the database can't store it.
pub async fn move_to(
    change: &mut Change,
    assignment: &Assignment,
    position: i64,
) -> sqlx::Result<()> {
    let (role, organisation) = (&assignment.role.0, &assignment.organisation.id);
    lock(change.tx(), role).await?;
    put(change, role, organisation, &assignment.id, position).await?;
    let entry = Entry::new(Subject::Assignment, assignment.id.as_str(), "move")
        .of(organisation)
        .before(&assignment.position)
        .after(&position);
    change.record(entry).await
}

async fn clashes_with_others(
    tx: &mut Tx,
    assignment: &Assignment,
    period: (NaiveDate, Option<NaiveDate>),
) -> sqlx::Result<bool> {
    let (role, organisation) = (&assignment.role.0, &assignment.organisation.id);
    clashes(
        tx,
        role,
        organisation,
        &assignment.person.0,
        period,
        &assignment.id,
    )
    .await
}

/// Whether the person has the role there on a day of the period already, by another assignment:
/// [`app::roles::rules::overlap`] on the rows of the database.
async fn clashes(
    tx: &mut Tx,
    role: &RoleId,
    organisation: &OrganisationId,
    person: &PersonId,
    period: (NaiveDate, Option<NaiveDate>),
    except: &AssignmentId,
) -> sqlx::Result<bool> {
    let others: Vec<(NaiveDate, Option<NaiveDate>)> = on_tx!(tx, |c| sqlx::query_as(
        "SELECT starts_on, ends_on FROM role_assignments
         WHERE role_id = $1 AND organisation_id = $2 AND person_id = $3 AND id <> $4"
    )
    .bind(role.as_str())
    .bind(organisation.as_str())
    .bind(person.as_str())
    .bind(except.as_str())
    .fetch_all(c)
    .await)?;
    Ok(others
        .into_iter()
        .any(|other| app::roles::rules::overlap(other, period)))
}

/// Numbers those who fill the role there, or will, from 1, with this one at `position`.
async fn put(
    change: &mut Change,
    role: &RoleId,
    organisation: &OrganisationId,
    id: &AssignmentId,
    position: i64,
) -> sqlx::Result<()> {
    let today = change.today();
    let mut order: Vec<(String, i64)> = on_tx!(change.tx(), |c| sqlx::query_as(
        "SELECT id, position FROM role_assignments
         WHERE role_id = $1 AND organisation_id = $2 AND (ends_on IS NULL OR ends_on >= $3)
         ORDER BY position, id"
    )
    .bind(role.as_str())
    .bind(organisation.as_str())
    .bind(today)
    .fetch_all(c)
    .await)?;
    let Some(from) = order.iter().position(|(other, _)| other == id.as_str()) else {
        return Ok(());
    };
    let moved = order.remove(from);
    let to = usize::try_from(position - 1)
        .unwrap_or_default()
        .min(order.len());
    order.insert(to, moved);
    for ((id, before), place) in order.into_iter().zip(1i64..) {
        if before != place {
            execute!(
                change.tx(),
                "UPDATE role_assignments SET position = $1 WHERE id = $2",
                place,
                &id
            )?;
        }
    }
    Ok(())
}
