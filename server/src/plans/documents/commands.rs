//! Changes to the documents of versions.

use crate::{change::Change, db::Tx, error::Refused, execute, on_tx, trail::Entry};
use app::{
    id::DocumentId,
    plans::{Plan, PlanVersion, documents::DocumentKind},
    trail::Subject,
};
use serde::Serialize;

/// A document that was checked, and whose file is in the folder if there is one.
#[derive(Debug)]
pub struct NewDocument {
    /// Its name, cleaned.
    pub name: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Its size in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its bytes, for the database; none when they are in the folder.
    pub content: Option<Vec<u8>>,
}

/// What the audit trail says of it.
#[derive(Serialize)]
struct Added<'a> {
    label: &'a str,
    name: &'a str,
    size: i64,
    sha256: &'a str,
}

/// Adds a document to a version of a plan.
///
/// # Errors
/// [`Refused::Stale`] when the version was taken back meanwhile, [`Refused::Taken`] when it has a
/// document with the same bytes.
pub async fn add(
    change: &mut Change,
    plan: &Plan,
    version: &PlanVersion,
    document: NewDocument,
) -> Result<DocumentId, Refused> {
    lock_version(change.tx(), plan, version).await?;
    let id: DocumentId = change.new_id();
    let (by, now) = (change.by().name.clone(), change.now());
    let inserted = execute!(
        change.tx(),
        "INSERT INTO plan_documents (id, plan_id, version_id, name, kind, size, sha256, added_at, added_by, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (version_id, sha256) DO NOTHING",
        id.as_str(),
        plan.id.as_str(),
        version.id.as_str(),
        &document.name,
        document.kind.code(),
        document.size,
        &document.sha256,
        now,
        by,
        document.content,
    )?;
    if inserted == 0 {
        return Err(Refused::Taken);
    }
    let entry = Entry::new(Subject::Plan, plan.id.as_str(), "document-add")
        .of(&plan.owner.id)
        .after(&Added {
            label: &version.label,
            name: &document.name,
            size: document.size,
            sha256: &document.sha256,
        });
    change.record(entry).await?;
    Ok(id)
}

/// From here on nobody takes a version of the plan back until the end of the transaction. No page
/// shows what belongs to one that was.
async fn lock_version(tx: &mut Tx, plan: &Plan, version: &PlanVersion) -> Result<(), Refused> {
    execute!(
        &mut *tx,
        "UPDATE plans SET version = version WHERE id = $1",
        plan.id.as_str()
    )?;
    let stands: bool = on_tx!(tx, |c| sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM plan_versions WHERE id = $1 AND revoked_on IS NULL)"
    )
    .bind(version.id.as_str())
    .fetch_one(c)
    .await)?;
    if stands { Ok(()) } else { Err(Refused::Stale) }
}
