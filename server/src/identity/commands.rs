//! Changes to accounts: the SQL and the audit entry.

use crate::{
    change, change::Change, db::Tx, error::Refused, execute, identity::user::Level, on_tx,
    trail::Entry,
};
use app::{
    fold,
    id::{OrganisationId, PersonId, SessionId, UserId},
    trail::Subject,
};

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The address with which the user signs in.
    pub email: String,
    /// The name.
    pub name: String,
    /// The password's hash.
    pub password_hash: String,
    /// The person behind it; without one, who has the same address and no account yet.
    pub person: Option<PersonId>,
    /// What the user may do, and where.
    pub grants: Vec<(OrganisationId, Level)>,
}

/// Makes an account.
///
/// # Errors
/// [`Refused::Taken`] when there is one with this address.
pub async fn add(change: &mut Change, new: &NewUser) -> Result<UserId, Refused> {
    let (id, now) = (change.new_id::<UserId>(), change.now());
    let email = fold::email(&new.email);
    let person = match &new.person {
        Some(person) => Some(person.clone()),
        None => person_with(change.tx(), &email).await?,
    };
    execute!(
        change.tx(),
        "INSERT INTO users (id, person_id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id.as_str(),
        person.as_ref().map(PersonId::as_str),
        &email,
        &new.name,
        &new.password_hash,
        now,
    )?;
    for (organisation, level) in &new.grants {
        execute!(
            change.tx(),
            "INSERT INTO grants (user_id, organisation_id, level) VALUES ($1, $2, $3)",
            id.as_str(),
            organisation.as_str(),
            level.code()
        )?;
    }
    let grants: Vec<_> = new
        .grants
        .iter()
        .map(|(o, level)| (o.as_str(), level.code()))
        .collect();
    let after =
        serde_json::json!({ "email": email, "name": new.name, "person": person, "grants": grants });
    let mut entry = Entry::new(Subject::User, id.as_str(), "create").after(&after);
    entry.organisation = new.grants.first().map(|(organisation, _)| organisation);
    change.record(entry).await?;
    Ok(id)
}

/// The person with this address who works here and has no account yet.
async fn person_with(tx: &mut Tx, email: &str) -> sqlx::Result<Option<PersonId>> {
    let row: Option<(String,)> = on_tx!(tx, |c| sqlx::query_as(
        "SELECT id FROM people WHERE LOWER(email) = $1 AND left_on IS NULL
         AND id NOT IN (SELECT person_id FROM users WHERE person_id IS NOT NULL)"
    )
    .bind(email)
    .fetch_optional(c)
    .await)?;
    Ok(row.map(|(id,)| id.into()))
}

/// What gives somebody the right to change a password.
#[derive(Clone, Copy, Debug)]
pub enum Right<'a> {
    /// It is the user's own: the hash of the password that was given as the current one, and the
    /// session in which that was done, which goes on.
    Own(&'a str, &'a SessionId),
    /// That of whoever runs the program.
    Program,
}

/// Changes a password and ends the user's other sessions.
///
/// # Errors
/// [`Refused::Stale`] when it was changed meanwhile, or the user's own session has ended.
pub async fn set_password(
    change: &mut Change,
    user: &UserId,
    hash: &str,
    right: Right<'_>,
) -> Result<(), Refused> {
    let (current, keep) = match right {
        Right::Own(current, session) => (Some(current), Some(session)),
        Right::Program => (None, None),
    };
    // First of all: whoever else changes it waits here, and finds another one.
    change!(
        change.tx(),
        "UPDATE users SET password_hash = $1 WHERE id = $2 AND ($3 IS NULL OR password_hash = $3)",
        hash,
        user.as_str(),
        current
    )?;
    if let Some(session) = keep {
        // No change but a lock: it can't end before this is stored.
        change!(
            change.tx(),
            "UPDATE sessions SET seen_at = seen_at WHERE id = $1 AND user_id = $2",
            session.as_str(),
            user.as_str()
        )?;
    }
    execute!(
        change.tx(),
        "DELETE FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR id <> $2)",
        user.as_str(),
        keep.map(SessionId::as_str)
    )?;
    let entry = Entry::new(Subject::User, user.as_str(), "password");
    Ok(change.record(entry).await?)
}

/// Ends a session of the user, on another device.
///
/// # Errors
/// [`Refused::Stale`] when the user has no such session, or none any more.
pub async fn end_session(
    change: &mut Change,
    user: &UserId,
    session: &SessionId,
) -> Result<(), Refused> {
    change!(
        change.tx(),
        "DELETE FROM sessions WHERE user_id = $1 AND id = $2",
        user.as_str(),
        session.as_str()
    )?;
    let entry = Entry::new(Subject::User, user.as_str(), "end-session");
    Ok(change.record(entry).await?)
}
