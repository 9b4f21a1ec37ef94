//! Changes to who is asked to read and who has read: the rule, the SQL and the audit entry.

use crate::{
    change, change::Change, error::Refused, execute, on_tx, plans::commands::lock_plan,
    trail::Entry,
};
use app::{
    id::{OrganisationId, PersonId, PlanId, PlanVersionId, ReaderId, RoleId},
    plans::{
        Plan,
        readings::{
            form::{ReaderInput, RoleOrPerson},
            rules::decides,
        },
    },
    trail::Subject,
};

/// Asks the holders of a role, or a person, to read a plan: this version and each that follows. It is
/// recorded with the organisation that [`decides`].
///
/// # Errors
/// [`Refused::Taken`] when they are asked already, [`Refused::Stale`] when the plan was withdrawn.
pub async fn ask(
    change: &mut Change,
    (plan, decides): (&PlanId, &OrganisationId),
    input: &ReaderInput,
) -> Result<ReaderId, Refused> {
    let id: ReaderId = change.new_id();
    let (role, person) = match &input.who {
        RoleOrPerson::Role(role) => (Some(role), None),
        RoleOrPerson::Person(person) => (None, Some(person)),
    };
    let organisation = input.organisation.as_ref();
    let (by, today) = (change.by().name.clone(), change.today());
    lock_plan(change.tx(), plan).await?;
    let added = execute!(
        change.tx(),
        "INSERT INTO plan_readers (id, plan_id, role_id, person_id, organisation_id, asked_on, asked_by)
         SELECT CAST($1 AS TEXT), p.id, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), $6, CAST($7 AS TEXT)
         FROM plans p WHERE p.id = $2
           AND NOT EXISTS (SELECT 1 FROM plan_readers rd WHERE rd.plan_id = p.id AND rd.ended_on IS NULL
                           AND (rd.role_id = $3 OR rd.person_id = $4)
                           AND COALESCE(rd.organisation_id, '') = COALESCE($5, ''))",
        id.as_str(),
        plan.as_str(),
        role.map(RoleId::as_str),
        person.map(PersonId::as_str),
        organisation.map(OrganisationId::as_str),
        today,
        by,
    )?;
    if added == 0 {
        return Err(Refused::Taken);
    }
    let entry = Entry::new(Subject::Plan, plan.as_str(), "reader-add")
        .of(decides)
        .after(input);
    change.record(entry).await?;
    Ok(id)
}

/// Ends a request to read a plan, the one that was made by `input`; what was read stays on record.
///
/// # Errors
/// [`Refused::Stale`] when it has ended already.
pub async fn end(
    change: &mut Change,
    plan: &Plan,
    (reader, input): (&ReaderId, &ReaderInput),
) -> Result<(), Refused> {
    let today = change.today();
    change!(
        change.tx(),
        "UPDATE plan_readers SET ended_on = $3 WHERE id = $1 AND plan_id = $2 AND ended_on IS NULL",
        reader.as_str(),
        plan.id.as_str(),
        today
    )?;
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "reader-end")
        .of(decides(plan, input.organisation.as_ref()))
        .before(input);
    Ok(change.record(entry).await?)
}

/// Records that a person has read and understood a version, if it still is the newest of its plan.
/// Saying it twice changes nothing. The entry of the trail belongs to the person's organisation:
/// its coordinators may know the name.
///
/// # Errors
/// [`Refused::Stale`] when a newer version was adopted meanwhile, or the plan was withdrawn.
pub async fn read(
    change: &mut Change,
    plan: &PlanId,
    version: &PlanVersionId,
    person: &PersonId,
) -> Result<(), Refused> {
    let now = change.now();
    // Nobody adopts a version between the look and the record.
    lock_plan(change.tx(), plan).await?;
    let newest: Option<(String, String)> = on_tx!(change.tx(), |c| {
        sqlx::query_as(
            "SELECT id, label FROM plan_versions WHERE plan_id = $1 AND revoked_on IS NULL
             ORDER BY adopted_on DESC, id DESC LIMIT 1",
        )
        .bind(plan.as_str())
        .fetch_optional(c)
        .await
    })?;
    let Some((_, label)) = newest.filter(|(id, _)| id == version.as_str()) else {
        return Err(Refused::Stale);
    };
    let added = execute!(
        change.tx(),
        "INSERT INTO plan_readings (version_id, person_id, read_at) VALUES ($1, $2, $3)
         ON CONFLICT (version_id, person_id) DO NOTHING",
        version.as_str(),
        person.as_str(),
        now
    )?;
    if added == 0 {
        return Ok(());
    }
    let (home,): (String,) = on_tx!(change.tx(), |c| sqlx::query_as(
        "SELECT organisation_id FROM people WHERE id = $1"
    )
    .bind(person.as_str())
    .fetch_one(c)
    .await)?;
    let home: OrganisationId = home.into();
    let after = serde_json::json!({ "label": label });
    let entry = Entry::new(Subject::Plan, plan.as_str(), "read")
        .of(&home)
        .after(&after);
    Ok(change.record(entry).await?)
}
