//! Changes to one's calendar feeds.

use super::store::FEEDS;
use crate::{
    change,
    change::Change,
    db::{Db, new_id},
    error::Refused,
    execute, on_writer,
    trail::Entry,
};
use app::{
    form::{Errors, Problem},
    id::{FeedId, UserId},
    sheets::calendar::form::FeedInput,
    text::calendar as t,
    trail::Subject,
};
use chrono::{DateTime, Utc};

/// Makes a feed for a user; the database keeps its secret only as `token_hash`.
///
/// # Errors
/// [`Refused::Invalid`] when the user has as many as one may have.
pub async fn make_feed(
    change: &mut Change,
    user: &UserId,
    input: &FeedInput,
    token_hash: &str,
) -> Result<FeedId, Refused> {
    let (id, now) = (new_id::<FeedId>(), change.now());
    // Those who come at once are counted one after the other.
    execute!(
        change.tx(),
        "UPDATE users SET locale = locale WHERE id = $1",
        user.as_str()
    )?;
    let made = execute!(
        change.tx(),
        "INSERT INTO calendar_feeds (id, user_id, token_hash, name, selection, created_at)
         SELECT CAST($1 AS TEXT), u.id, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), $6 FROM users u
         WHERE u.id = $2
           AND (SELECT COUNT(*) FROM calendar_feeds f WHERE f.user_id = u.id AND f.revoked_at IS NULL) < $7",
        id.as_str(),
        user.as_str(),
        token_hash,
        &input.name,
        input.selection.code(),
        now,
        FEEDS,
    )?;
    if made == 0 {
        return Err(Errors::one("name", Problem::Other(t::error_too_many)).into());
    }
    let entry = Entry::new(Subject::CalendarFeed, id.as_str(), "create").after(input);
    change.record(entry).await?;
    Ok(id)
}

/// Revokes a feed of a user.
///
/// # Errors
/// [`Refused::Stale`] when the user has no such feed, or none any more.
pub async fn revoke_feed(change: &mut Change, user: &UserId, id: &FeedId) -> Result<(), Refused> {
    let now = change.now();
    change!(
        change.tx(),
        "UPDATE calendar_feeds SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL",
        id.as_str(),
        user.as_str(),
        now,
    )?;
    let entry = Entry::new(Subject::CalendarFeed, id.as_str(), "revoke");
    Ok(change.record(entry).await?)
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
