//! Changes to one's calendar feeds.

use super::store::FEEDS;
use crate::{
    change,
    db::{Db, new_id},
    error::Refused,
    execute, on_writer,
    trail::{self, Actor, Entry},
};
use app::{
    id::{FeedId, UserId},
    sheets::calendar::form::FeedInput,
};
use chrono::{DateTime, Utc};

/// Makes a feed for a user; the database keeps its secret only as `token_hash`.
///
/// # Errors
/// [`Refused::Stale`] when the user has as many as one may have.
pub async fn make_feed(
    db: &Db,
    by: &Actor,
    user: &UserId,
    input: &FeedInput,
    token_hash: &str,
) -> Result<FeedId, Refused> {
    let id: FeedId = new_id();
    let mut tx = db.begin().await?;
    // Those who come at once are counted one after the other.
    execute!(
        &mut tx,
        "UPDATE users SET locale = locale WHERE id = $1",
        user.as_str()
    )?;
    change!(
        &mut tx,
        "INSERT INTO calendar_feeds (id, user_id, token_hash, name, selection, created_at)
         SELECT CAST($1 AS TEXT), u.id, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), $6 FROM users u
         WHERE u.id = $2
           AND (SELECT COUNT(*) FROM calendar_feeds f WHERE f.user_id = u.id AND f.revoked_at IS NULL) < $7",
        id.as_str(),
        user.as_str(),
        token_hash,
        &input.name,
        input.selection.code(),
        by.at,
        FEEDS,
    )?;
    let entry = Entry::new("calendar-feed", id.as_str(), "create").after(input);
    trail::record(&mut tx, by, entry).await?;
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
    trail::record(&mut tx, by, entry).await?;
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
