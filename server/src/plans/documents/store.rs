//! Documents in the database: everything that reads.

use crate::{db::Db, on_db, plans::store::in_reach, row, rows};
use app::{
    id::{DocumentId, PlanId, PlanVersionId, UserId},
    plans::documents::{Document, DocumentKind},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::FromRow;

/// The most documents that one page shows.
const MOST: i64 = 500;

/// The columns of [`Row`].
macro_rules! columns {
    () => {
        "SELECT d.id, d.version_id, d.name, d.kind, d.size, d.sha256, d.added_at, d.added_by
         FROM plan_documents d JOIN plan_versions v ON v.id = d.version_id AND v.revoked_on IS NULL "
    };
}

#[derive(FromRow)]
struct Row {
    id: String,
    version_id: String,
    name: String,
    #[sqlx(try_from = "String")]
    kind: DocumentKind,
    size: i64,
    sha256: String,
    added_at: DateTime<Utc>,
    added_by: String,
}

fn document(row: Row, zone: Tz) -> Document {
    Document {
        id: row.id.into(),
        version: row.version_id.into(),
        name: row.name,
        kind: row.kind,
        size: row.size,
        sha256: row.sha256,
        added_at: row.added_at.with_timezone(&zone).naive_local(),
        added_by: row.added_by,
    }
}

/// The documents of all versions of a plan, in the order in which they were added; whether the
/// reader may know of them is decided before.
///
/// # Errors
/// When the database can't be read.
pub async fn of_plan(db: &Db, zone: Tz, plan: &PlanId) -> sqlx::Result<Vec<Document>> {
    let rows: Vec<Row> = rows!(
        db,
        concat!(
            columns!(),
            "WHERE d.plan_id = $1 ORDER BY d.added_at DESC, d.id DESC LIMIT $2"
        ),
        plan.as_str(),
        MOST
    )?;
    let documents = rows.into_iter().rev().map(|row| document(row, zone));
    Ok(documents.collect())
}

/// The documents of a version, in the order in which they were added; whether the reader may know
/// of them is decided before.
///
/// # Errors
/// When the database can't be read.
pub async fn of_version(db: &Db, zone: Tz, version: &PlanVersionId) -> sqlx::Result<Vec<Document>> {
    let rows: Vec<Row> = rows!(
        db,
        concat!(
            columns!(),
            "WHERE d.version_id = $1 ORDER BY d.added_at, d.id LIMIT $2"
        ),
        version.as_str(),
        MOST
    )?;
    Ok(rows.into_iter().map(|row| document(row, zone)).collect())
}

/// A document, if there is one that the user may see: one of a plan in reach.
///
/// # Errors
/// When the database can't be read.
pub async fn find(
    db: &Db,
    zone: Tz,
    user: &UserId,
    id: &DocumentId,
) -> sqlx::Result<Option<Document>> {
    let row: Option<Row> = row!(
        db,
        concat!(
            columns!(),
            "JOIN plans p ON p.id = d.plan_id WHERE d.id = $2 AND ",
            in_reach!()
        ),
        user.as_str(),
        id.as_str()
    )?;
    Ok(row.map(|row| document(row, zone)))
}

/// The documents whose bytes are not in the database but in a folder, by their SHA-256: as many as
/// that has files.
///
/// # Errors
/// When the database can't be read.
pub(super) async fn in_folder(db: &Db) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = rows!(
        db,
        "SELECT DISTINCT sha256 FROM plan_documents WHERE content IS NULL"
    )?;
    Ok(rows.into_iter().map(|(sha256,)| sha256).collect())
}

/// The bytes of a document as the database has them; none when they are in the folder.
///
/// # Errors
/// When the database can't be read.
pub(super) async fn content(db: &Db, id: &DocumentId) -> sqlx::Result<Option<Vec<u8>>> {
    let (content,): (Option<Vec<u8>>,) = on_db!(db, |c| {
        sqlx::query_as("SELECT content FROM plan_documents WHERE id = $1")
            .bind(id.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(content)
}
