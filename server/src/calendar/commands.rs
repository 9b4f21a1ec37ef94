//! Changes to one's calendar feeds.

use crate::{
    audit::{self, Actor, Entry},
    db::{Db, new_id},
    execute, on_writer,
};
use app::{
    calendar::form::FeedInput,
    id::{FeedId, UserId},
};
use chrono::{DateTime, Utc};

/// Makes a feed for a user; the database keeps its secret only as `token_hash`.
///
/// # Errors
/// When the database can't store it.
pub async fn make_feed(
    db: &Db,
    by: &Actor,
    user: &UserId,
    input: &FeedInput,
    token_hash: &str,
) -> sqlx::Result<FeedId> {
    let id: FeedId = new_id();
    let mut tx = db.begin().await?;
    execute!(
        &mut tx,
        "INSERT INTO calendar_feeds (id, user_id, token_hash, name, selection, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id.as_str(),
        user.as_str(),
        token_hash,
        &input.name,
        input.selection.code(),
        by.at,
    )?;
    let entry = Entry::new("calendar-feed", id.as_str(), "create").after(input);
    audit::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// Revokes a feed of a user; false when the user has no such feed, or none any more.
///
/// # Errors
/// When the database can't store it.
pub async fn revoke_feed(db: &Db, by: &Actor, user: &UserId, id: &FeedId) -> sqlx::Result<bool> {
    let mut tx = db.begin().await?;
    let revoked = execute!(
        &mut tx,
        "UPDATE calendar_feeds SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL",
        id.as_str(),
        user.as_str(),
        by.at,
    )?;
    if revoked == 0 {
        return Ok(false);
    }
    let entry = Entry::new("calendar-feed", id.as_str(), "revoke");
    audit::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(true)
}

/// Notes that a calendar fetched a feed. No change of the record: nothing for the audit trail.
///
/// # Errors
/// When the database can't store it.
pub async fn note_use(db: &Db, id: &FeedId, at: DateTime<Utc>) -> sqlx::Result<()> {
    on_writer!(db, |c| sqlx::query(
        "UPDATE calendar_feeds SET used_at = $2 WHERE id = $1"
    )
    .bind(id.as_str())
    .bind(at)
    .execute(c)
    .await
    .map(drop))
}
