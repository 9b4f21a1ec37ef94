//! What nobody needs any more in the folder of documents.

use super::folder;
use crate::{
    db::Db,
    error::Result,
    rows,
    web::upload::{blocking, turn},
};
use std::{
    collections::HashSet,
    path::Path,
    time::{Duration, SystemTime},
};

/// How long a file is left alone that no document tells of.
const KEPT: Duration = Duration::from_secs(24 * 3_600);

/// Removes what was left behind when a document came in but could not be told of: parts of files,
/// and files that no document has, each once it is a day old at this moment of the file system.
///
/// # Errors
/// When database or folder can't be read, or a file can't be removed.
pub async fn tidy(db: &Db, folder: &Path, now: SystemTime) -> Result<()> {
    let Some(day_ago) = now.checked_sub(KEPT) else {
        return Ok(());
    };
    let place = folder.to_owned();
    let found = blocking(move || folder::older(&place, day_ago)).await?;
    if found.is_empty() {
        return Ok(());
    }
    // From here on no document comes in, so that none of them is told of after this look.
    let _turn = turn().await;
    // One for each file of the folder, as many as that may be.
    let told: Vec<(String,)> = rows!(db, "SELECT DISTINCT sha256 FROM plan_documents")?;
    let told: HashSet<String> = told.into_iter().map(|(sha256,)| sha256).collect();
    let place = folder.to_owned();
    blocking(move || {
        let mut left = found.iter().filter(|sha256| !told.contains(*sha256));
        left.try_for_each(|sha256| folder::remove(&place, sha256, day_ago))
    })
    .await
}
