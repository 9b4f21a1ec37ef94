//! Accounts in the database.

use crate::{
    db::{Db, Tx, is_taken, keys, new_id},
    execute,
    identity::user::{Level, in_use},
    on_db, on_tx, on_writer,
    trail::{self, Actor, Entry},
};
use app::{
    fold,
    id::{OrganisationId, PersonId, SessionId, UserId},
    identity::SessionLine,
    organisations::OrganisationKind,
};
use chrono::{DateTime, NaiveDate, Utc};

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

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum NotAdded {
    /// The address has an account.
    #[error("there is an account for {0} already")]
    Taken(String),
    /// There are organisations, but none with this name.
    #[error("there is no organisation {0}; there are: {1}")]
    NoOrganisation(String, String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes an account.
///
/// # Errors
/// When the address is taken, or the database can't.
pub async fn add(db: &Db, by: &Actor, new: &NewUser) -> sqlx::Result<UserId> {
    let mut tx = db.begin().await?;
    let id = insert(&mut tx, by, new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Makes an account with one more grant: on the organisation with this name. When there is no
/// organisation at all, it is made, as a region: that is how the first account of a new database
/// comes to be.
///
/// # Errors
/// As [`NotAdded`] says; then nothing was stored.
pub async fn add_in(
    db: &Db,
    by: &Actor,
    mut new: NewUser,
    organisation: &str,
    level: Level,
) -> Result<UserId, NotAdded> {
    let mut tx = db.begin().await?;
    let organisation = named_or_first(&mut tx, by, organisation).await?;
    new.grants.push((organisation, level));
    let id = match insert(&mut tx, by, &new).await {
        Err(error) if is_taken(&error) => return Err(NotAdded::Taken(new.email)),
        inserted => inserted?,
    };
    tx.commit().await?;
    Ok(id)
}

async fn named_or_first(tx: &mut Tx, by: &Actor, name: &str) -> Result<OrganisationId, NotAdded> {
    let found: Option<(String,)> = on_tx!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT id FROM organisations WHERE name_key = $1 ORDER BY CASE WHEN name = $2 THEN 0 ELSE 1 END, id"
    )
    .bind(keys::organisation(name))
    .bind(name)
    .fetch_optional(c)
    .await
    })?;
    if let Some((id,)) = found {
        return Ok(id.into());
    }
    let names: Vec<(String,)> = on_tx!(&mut *tx, |c| sqlx::query_as(
        "SELECT name FROM organisations ORDER BY name_key LIMIT 50"
    )
    .fetch_all(c)
    .await)?;
    if !names.is_empty() {
        let names: Vec<_> = names.into_iter().map(|(name,)| name).collect();
        return Err(NotAdded::NoOrganisation(name.to_owned(), names.join(", ")));
    }
    let id: OrganisationId = new_id();
    execute!(
        &mut *tx,
        "INSERT INTO organisations (id, kind, name, name_key) VALUES ($1, $2, $3, $4)",
        id.as_str(),
        OrganisationKind::Region.code(),
        name,
        keys::organisation(name)
    )?;
    let after = serde_json::json!({ "kind": OrganisationKind::Region.code(), "name": name });
    let entry = Entry::new("organisation", id.as_str(), "create")
        .of(&id)
        .after(&after);
    trail::record(tx, by, entry).await?;
    Ok(id)
}

async fn insert(tx: &mut Tx, by: &Actor, new: &NewUser) -> sqlx::Result<UserId> {
    let id: UserId = new_id();
    let email = fold::email(&new.email);
    let person = match &new.person {
        Some(person) => Some(person.clone()),
        None => person_with(tx, &email).await?,
    };
    execute!(
        &mut *tx,
        "INSERT INTO users (id, person_id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id.as_str(),
        person.as_ref().map(PersonId::as_str),
        &email,
        &new.name,
        &new.password_hash,
        by.at,
    )?;
    for (organisation, level) in &new.grants {
        execute!(
            &mut *tx,
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
    let mut entry = Entry::new("user", id.as_str(), "create").after(&after);
    entry.organisation = new.grants.first().map(|(organisation, _)| organisation);
    trail::record(tx, by, entry).await?;
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

/// The account with this address: identifier and password hash. Who has left the organisation has
/// none any more.
///
/// # Errors
/// When the database can't be read.
pub async fn by_email(
    db: &Db,
    email: &str,
    today: NaiveDate,
) -> sqlx::Result<Option<(UserId, String)>> {
    let row: Option<(String, String)> = on_db!(db, |c| sqlx::query_as(concat!(
        "SELECT u.id, u.password_hash FROM users u LEFT JOIN people pe ON pe.id = u.person_id
         WHERE u.email = $1 AND ",
        in_use!("$2")
    ))
    .bind(fold::email(email))
    .bind(today)
    .fetch_optional(c)
    .await)?;
    Ok(row.map(|(id, hash)| (id.into(), hash)))
}

/// Changes a password and ends the user's other sessions.
///
/// # Errors
/// When the database can't.
pub async fn set_password(
    db: &Db,
    by: &Actor,
    user: &UserId,
    hash: &str,
    keep: Option<&str>,
) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        &mut tx,
        "UPDATE users SET password_hash = $1 WHERE id = $2",
        hash,
        user.as_str()
    )?;
    execute!(
        &mut tx,
        "DELETE FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR id <> $2)",
        user.as_str(),
        keep
    )?;
    trail::record(&mut tx, by, Entry::new("user", user.as_str(), "password")).await?;
    tx.commit().await
}

/// Ends a session of the user, on another device; false when the user has no such session.
///
/// # Errors
/// When the database can't.
pub async fn end_session(
    db: &Db,
    by: &Actor,
    user: &UserId,
    session: &SessionId,
) -> sqlx::Result<bool> {
    let mut tx = db.begin().await?;
    let ended = execute!(
        &mut tx,
        "DELETE FROM sessions WHERE user_id = $1 AND id = $2",
        user.as_str(),
        session.as_str()
    )?;
    if ended == 0 {
        return Ok(false);
    }
    let entry = Entry::new("user", user.as_str(), "end-session");
    trail::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(true)
}

/// Remembers the language of a user.
///
/// # Errors
/// When the database can't.
pub async fn set_locale(db: &Db, user: &UserId, locale: &str) -> sqlx::Result<()> {
    on_writer!(db, |c| sqlx::query(
        "UPDATE users SET locale = $1 WHERE id = $2"
    )
    .bind(locale)
    .bind(user.as_str())
    .execute(c)
    .await
    .map(drop))
}

/// The user's sessions, the last used first.
///
/// # Errors
/// When the database can't be read.
pub async fn sessions(db: &Db, user: &UserId) -> sqlx::Result<Vec<(SessionLine, DateTime<Utc>)>> {
    let rows: Vec<(String, String, DateTime<Utc>)> = on_db!(db, |c| {
        sqlx::query_as(
        "SELECT id, user_agent, seen_at FROM sessions WHERE user_id = $1 ORDER BY seen_at DESC LIMIT 50"
    )
    .bind(user.as_str())
    .fetch_all(c)
    .await
    })?;
    let line = |(id, user_agent, seen_at): (String, String, DateTime<Utc>)| {
        (
            SessionLine {
                id: id.into(),
                user_agent,
                seen_at: seen_at.naive_utc(),
            },
            seen_at,
        )
    };
    Ok(rows.into_iter().map(line).collect())
}
