//! Accounts in the database.

use crate::{db::Db, identity::user::in_use, on_writer, row, rows};
use app::{fold, id::UserId, identity::SessionLine};
use chrono::{DateTime, NaiveDate, Utc};

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
    let row: Option<(String, String)> = row!(
        db,
        concat!(
            "SELECT u.id, u.password_hash FROM users u LEFT JOIN people pe ON pe.id = u.person_id
         WHERE u.email = $1 AND ",
            in_use!("$2")
        ),
        fold::email(email),
        today
    )?;
    Ok(row.map(|(id, hash)| (id.into(), hash)))
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
    let rows: Vec<(String, String, DateTime<Utc>)> = rows!(
        db,
        "SELECT id, user_agent, seen_at FROM sessions WHERE user_id = $1 ORDER BY seen_at DESC LIMIT 50",
        user.as_str()
    )?;
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
