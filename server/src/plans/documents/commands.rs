//! Changes to the documents of versions.

use super::folder;
use crate::{
    db::{Db, new_id},
    error::{Error, Result},
    execute,
    trail::{self, Actor, Entry},
};
use app::{
    id::DocumentId,
    plans::{Plan, PlanVersion, documents::DocumentKind},
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A document that was checked.
#[derive(Debug)]
pub struct NewDocument {
    /// Its name, cleaned.
    pub name: String,
    /// What it is.
    pub kind: DocumentKind,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What the audit trail says of it.
#[derive(Serialize)]
struct Added<'a> {
    label: &'a str,
    name: &'a str,
    size: i64,
    sha256: &'a str,
}

/// Adds a document to a version of a plan: its bytes go to the folder, if there is one, and into
/// the database if not. `None` when the version has a document with the same bytes.
///
/// # Errors
/// When folder or database can't store it.
pub async fn add(
    db: &Db,
    by: &Actor,
    plan: &Plan,
    version: &PlanVersion,
    document: NewDocument,
    folder: Option<&Path>,
) -> Result<Option<DocumentId>> {
    let NewDocument {
        name,
        kind,
        sha256,
        bytes,
    } = document;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let added = Added {
        label: &version.label,
        name: &name,
        size,
        sha256: &sha256,
    };
    // First the file, then the row that tells of it: a row without its file can't come to be.
    let content = match folder {
        Some(folder) => {
            put(folder.to_owned(), sha256.clone(), bytes).await?;
            None
        }
        None => Some(bytes),
    };
    let id: DocumentId = new_id();
    let mut tx = db.begin().await?;
    let inserted = execute!(
        &mut tx,
        "INSERT INTO plan_documents (id, plan_id, version_id, name, kind, size, sha256, added_at, added_by, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (version_id, sha256) DO NOTHING",
        id.as_str(),
        plan.id.as_str(),
        version.id.as_str(),
        &name,
        kind.code(),
        size,
        &sha256,
        by.at,
        &by.name,
        content,
    )?;
    if inserted == 0 {
        return Ok(None);
    }
    let entry = Entry::new("plan", plan.id.as_str(), "document-add")
        .of(&plan.owner.id)
        .after(&added);
    trail::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(Some(id))
}

async fn put(folder: PathBuf, sha256: String, bytes: Vec<u8>) -> Result<()> {
    tokio::task::spawn_blocking(move || folder::put(&folder, &sha256, &bytes))
        .await
        .map_err(|error| Error::Internal(error.into()))?
        .map_err(Error::Internal)
}
