//! Changes to actions: the rule, the SQL and the audit entry in one transaction.

use crate::{
    change,
    db::{Db, new_id},
    error::Refused,
    execute,
    trail::{self, Actor, Entry},
};
use app::{
    actions::{
        Action, Change,
        form::{self, ActionInput, CompletionInput},
    },
    id::{ActionId, LessonId, UserId},
};
use chrono::NaiveDate;

fn entry<'a>(action: &'a Action, change: Change) -> Entry<'a> {
    Entry::new("action", action.id.as_str(), change.code()).of(&action.organisation.id)
}

/// Adds an action, from a lesson or by itself.
///
/// # Errors
/// When the database can't store it.
pub async fn create(
    db: &Db,
    by: &Actor,
    input: &ActionInput,
    lesson: Option<&LessonId>,
) -> sqlx::Result<ActionId> {
    let id: ActionId = new_id();
    let mut tx = db.begin().await?;
    execute!(
        &mut tx,
        "INSERT INTO actions (id, lesson_id, organisation_id, owner_id, title, due_on)
         VALUES ($1, $2, $3, $4, $5, $6)",
        id.as_str(),
        lesson.map(LessonId::as_str),
        input.organisation.as_str(),
        input.owner.as_str(),
        &input.title,
        input.due_on
    )?;
    trail::record(
        &mut tx,
        by,
        Entry::new("action", id.as_str(), Change::Created.code())
            .of(&input.organisation)
            .after(input),
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes the facts of an action.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled.
pub async fn update(
    db: &Db,
    by: &Actor,
    action: &Action,
    input: &ActionInput,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    change!(
        &mut tx,
        "UPDATE actions SET organisation_id = $3, owner_id = $4, title = $5, due_on = $6, version = version + 1
         WHERE id = $1 AND version = $2",
        action.id.as_str(),
        input.version,
        input.organisation.as_str(),
        input.owner.as_str(),
        &input.title,
        input.due_on,
    )?;
    let before = form::action(&form::values(action)).ok();
    let entry = entry(action, Change::Edited).before(&before).after(input);
    trail::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Reports an action as done.
///
/// # Errors
/// [`Refused::Stale`] when somebody else has done so meanwhile.
pub async fn complete(
    db: &Db,
    by: &Actor,
    action: &Action,
    input: &CompletionInput,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    change!(
        &mut tx,
        "UPDATE actions SET done_on = $2, done_by = $3, done_note = $4, version = version + 1
         WHERE id = $1 AND done_on IS NULL",
        action.id.as_str(),
        input.done_on,
        by.user.as_ref().map(UserId::as_str),
        &input.done_note
    )?;
    trail::record(&mut tx, by, entry(action, Change::Completed).after(input)).await?;
    tx.commit().await?;
    Ok(())
}

/// Opens an action again that was not done after all; what was reported stays in the audit trail.
///
/// # Errors
/// [`Refused::Stale`] when it is no longer waiting for verification.
pub async fn reopen(db: &Db, by: &Actor, action: &Action) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    change!(
        &mut tx,
        "UPDATE actions SET done_on = NULL, done_by = NULL, done_note = '', version = version + 1
         WHERE id = $1 AND done_on IS NOT NULL AND verified_on IS NULL",
        action.id.as_str()
    )?;
    let before = action.done.as_ref().map(|done| CompletionInput {
        done_on: done.on,
        done_note: done.note.clone(),
    });
    trail::record(&mut tx, by, entry(action, Change::Reopened).before(&before)).await?;
    tx.commit().await?;
    Ok(())
}

/// Records that somebody else found the action done. The condition stands in SQL too, so that
/// nobody can report and verify at the same moment.
///
/// # Errors
/// [`Refused::Stale`] when it is not waiting for verification by this user any more.
pub async fn verify(db: &Db, by: &Actor, action: &Action, today: NaiveDate) -> Result<(), Refused> {
    let user = by.user.as_ref().map(UserId::as_str);
    let mut tx = db.begin().await?;
    change!(
        &mut tx,
        "UPDATE actions SET verified_on = $2, verified_by = $3, version = version + 1
         WHERE id = $1 AND done_on IS NOT NULL AND verified_on IS NULL
           AND (done_by IS NULL OR done_by <> $3)",
        action.id.as_str(),
        today,
        user
    )?;
    trail::record(&mut tx, by, entry(action, Change::Verified).after(&today)).await?;
    tx.commit().await?;
    Ok(())
}
