//! Changes to actions: the rule, the SQL and the audit entry.

use crate::{change, change::Change, db::keys, error::Refused, execute, trail::Entry};
use app::{
    actions::{
        Action, Change as Kind,
        form::{self, ActionInput, CompletionInput},
    },
    form::{Errors, Problem},
    id::{ActionId, LessonId, OrganisationId, UserId},
    text::actions as t,
    trail::Subject,
};

/// An action as it was when somebody decided to do something with it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The action.
    pub id: &'a ActionId,
    /// The organisation that must do it.
    pub organisation: &'a OrganisationId,
    /// Its version: another one may have another owner, or be of another organisation.
    pub version: i64,
}

impl<'a> From<&'a Action> for Seen<'a> {
    fn from(action: &'a Action) -> Self {
        Self {
            id: &action.id,
            organisation: &action.organisation.id,
            version: action.version,
        }
    }
}

fn entry<'a>(action: &'a ActionId, organisation: &'a OrganisationId, kind: Kind) -> Entry<'a> {
    Entry::new(Subject::Action, action.as_str(), kind.code()).of(organisation)
}

/// Adds an action, from a lesson or by itself.
///
/// # Errors
/// When the database can't store it.
pub async fn create(
    change: &mut Change,
    input: &ActionInput,
    lesson: Option<&LessonId>,
) -> sqlx::Result<ActionId> {
    let id: ActionId = change.new_id();
    execute!(
        change.tx(),
        "INSERT INTO actions (id, lesson_id, organisation_id, owner_id, title, due_on, title_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.as_str(),
        lesson.map(LessonId::as_str),
        input.organisation.as_str(),
        input.owner.as_str(),
        &input.title,
        input.due_on,
        keys::action(&input.title)
    )?;
    let entry = entry(&id, &input.organisation, Kind::Created).after(input);
    change.record(entry).await?;
    Ok(id)
}

/// Changes the facts of an action. Once it is reported as done it keeps its owner, so that who owned
/// it then can be told, and can't verify it.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled;
/// [`Refused::Invalid`] when it is done and would get another owner.
pub async fn update(
    change: &mut Change,
    action: &Action,
    input: &ActionInput,
) -> Result<(), Refused> {
    if action.done.is_some() && action.owner.id != input.owner {
        return Err(Errors::one("owner", Problem::Other(t::error_owner_done)).into());
    }
    // Both conditions again: it may have been reported or verified since it was read, and a form
    // can name a version that is not there yet.
    change!(
        change.tx(),
        "UPDATE actions SET organisation_id = $3, owner_id = $4, title = $5, due_on = $6, title_key = $7, version = version + 1
         WHERE id = $1 AND version = $2 AND verified_on IS NULL AND (done_on IS NULL OR owner_id = $4)",
        action.id.as_str(),
        input.version,
        input.organisation.as_str(),
        input.owner.as_str(),
        &input.title,
        input.due_on,
        keys::action(&input.title),
    )?;
    let before = form::action(&form::values(action)).ok();
    let entry = entry(&action.id, &action.organisation.id, Kind::Edited)
        .before(&before)
        .after(input);
    Ok(change.record(entry).await?)
}

/// Reports an action of an organisation as done.
///
/// # Errors
/// [`Refused::Stale`] when somebody else has done so or has changed it meanwhile.
pub async fn complete(
    change: &mut Change,
    action: Seen<'_>,
    input: &CompletionInput,
) -> Result<(), Refused> {
    let by = change.by().user.clone();
    change!(
        change.tx(),
        "UPDATE actions SET done_on = $2, done_by = $3, done_note = $4, version = version + 1
         WHERE id = $1 AND version = $5 AND done_on IS NULL",
        action.id.as_str(),
        input.done_on,
        by.as_ref().map(UserId::as_str),
        &input.done_note,
        action.version
    )?;
    let entry = entry(action.id, action.organisation, Kind::Completed);
    Ok(change.record(entry.after(input)).await?)
}

/// Opens an action again that was not done after all; what was reported stays in the audit trail.
///
/// # Errors
/// [`Refused::Stale`] when it is no longer waiting for verification, or was changed meanwhile.
pub async fn reopen(change: &mut Change, action: &Action) -> Result<(), Refused> {
    change!(
        change.tx(),
        "UPDATE actions SET done_on = NULL, done_by = NULL, done_note = '', version = version + 1
         WHERE id = $1 AND version = $2 AND done_on IS NOT NULL AND verified_on IS NULL",
        action.id.as_str(),
        action.version
    )?;
    let before = action.done.as_ref().map(|done| CompletionInput {
        done_on: done.on,
        done_note: done.note.clone(),
    });
    let entry = entry(&action.id, &action.organisation.id, Kind::Reopened);
    Ok(change.record(entry.before(&before)).await?)
}

/// Records that somebody else found the action done: neither who reported it nor who owned it then,
/// which is who owns it now. The conditions stand in SQL, so that nobody can report it or make it
/// one's own and verify it at the same moment. (The owner is compared with a value and not with a
/// row that must not exist: of the latter PostgreSQL makes a join, which it does not do again for a
/// row that it had to wait for.)
///
/// # Errors
/// [`Refused::Stale`] when it is not waiting for verification by this user any more, or was changed
/// meanwhile.
pub async fn verify(change: &mut Change, action: Seen<'_>) -> Result<(), Refused> {
    let (by, today) = (change.by().user.clone(), change.today());
    change!(
        change.tx(),
        "UPDATE actions SET verified_on = $2, verified_by = $3, version = version + 1
         WHERE id = $1 AND version = $4 AND done_on IS NOT NULL AND verified_on IS NULL
           AND (done_by IS NULL OR done_by <> $3)
           AND owner_id <> COALESCE((SELECT person_id FROM users WHERE id = $3), '')",
        action.id.as_str(),
        today,
        by.as_ref().map(UserId::as_str),
        action.version
    )?;
    let entry = entry(action.id, action.organisation, Kind::Verified);
    Ok(change.record(entry.after(&today)).await?)
}
