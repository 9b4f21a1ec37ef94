//! Files that wait for a confirmation, in the database.

use super::file::Table;
use crate::{
    db::{Db, Tx, new_id},
    error::Result,
    execute, on_writer, row,
    web::upload::blocking,
};
use app::{
    id::{ImportId, UserId},
    sheets::imports::Counts,
};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

/// How long a file is kept.
const KEPT: TimeDelta = TimeDelta::days(1);

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Which one.
    pub id: ImportId,
    /// The name of the file.
    pub file: String,
    /// Its rows.
    pub table: Table,
    /// When it was confirmed, and what came of it.
    pub done: Option<(DateTime<Utc>, Counts)>,
}

/// Keeps a file that was read until its user confirms it.
///
/// # Errors
/// When the database can't store it.
pub async fn keep(
    db: &Db,
    user: &UserId,
    file: &str,
    table: Table,
    now: DateTime<Utc>,
) -> Result<ImportId> {
    let id: ImportId = new_id();
    let rows = blocking(move || Ok(serde_json::to_string(&table)?)).await?;
    on_writer!(db, |c| {
        sqlx::query(
            "INSERT INTO imports (id, user_id, file_name, created_at, rows) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id.as_str())
        .bind(user.as_str())
        .bind(file)
        .bind(now)
        .bind(rows)
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(id)
}

#[derive(FromRow)]
struct StoredRow {
    file_name: String,
    rows: String,
    done_at: Option<DateTime<Utc>>,
    added: i64,
    changed: i64,
}

/// A file that this user sent, if it is still kept.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &ImportId) -> Result<Option<Stored>> {
    let row: Option<StoredRow> = row!(
        db,
        "SELECT file_name, rows, done_at, added, changed FROM imports WHERE id = $1 AND user_id = $2",
        id.as_str(),
        user.as_str()
    )?;
    let Some(row) = row else { return Ok(None) };
    let counts = Counts {
        new: row.added,
        changed: row.changed,
        ..Counts::default()
    };
    Ok(Some(Stored {
        id: id.clone(),
        file: row.file_name,
        table: blocking(move || Ok(serde_json::from_str(&row.rows)?)).await?,
        done: row.done_at.map(|at| (at, counts)),
    }))
}

/// Marks a file as confirmed; `false` when it was before. From here to the end of the transaction
/// nobody else changes plans or people, so that what is decided now still holds when it is done.
///
/// # Errors
/// When the database can't store it.
pub async fn confirm(tx: &mut Tx, id: &ImportId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    lock(tx).await?;
    let changed = execute!(
        tx,
        "UPDATE imports SET done_at = $2 WHERE id = $1 AND done_at IS NULL",
        id.as_str(),
        now
    )?;
    Ok(changed == 1)
}

/// Keeps others from changing plans and people until the transaction ends.
///
/// # Errors
/// When the database can't.
pub async fn lock(tx: &mut Tx) -> sqlx::Result<()> {
    tx.lock(&["plans", "people"]).await
}

/// Notes what came of an import.
///
/// # Errors
/// When the database can't store it.
pub async fn note(tx: &mut Tx, id: &ImportId, counts: Counts) -> sqlx::Result<()> {
    execute!(
        tx,
        "UPDATE imports SET added = $2, changed = $3 WHERE id = $1",
        id.as_str(),
        counts.new,
        counts.changed
    )
    .map(drop)
}

/// Removes the files that were kept for a day.
///
/// # Errors
/// When the database can't.
pub async fn tidy(db: &Db, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_writer!(db, |c| sqlx::query(
        "DELETE FROM imports WHERE created_at < $1"
    )
    .bind(now - KEPT)
    .execute(c)
    .await
    .map(drop))
}
