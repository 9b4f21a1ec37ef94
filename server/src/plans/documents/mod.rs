//! The documents of plan versions: checked, stored, served; and two versions side by side.

mod commands;
pub mod content;
mod folder;
mod routes;
pub mod store;
mod table;
mod tidy;

pub use table::table;

pub(crate) use folder::prepare;
pub use tidy::tidy;

use crate::{db::Db, error::Result, web::upload::blocking};
use std::path::Path;

/// What is to be told to whoever starts the program with this folder for documents, or without one:
/// that documents are not where they should be.
///
/// # Errors
/// When the database can't be read.
pub async fn warning(db: &Db, folder: Option<&Path>) -> Result<Option<String>> {
    let documents = store::in_folder(db).await?;
    let (all, option) = (documents.len(), "--documents (or PARAAT_DOCUMENTS)");
    let Some(folder) = folder else {
        return Ok((all > 0).then(|| {
            format!("{all} documents are in a folder and can't be opened: name it with {option}")
        }));
    };
    let place = folder.to_owned();
    let missing = blocking(move || Ok(folder::missing(&place, &documents))).await?;
    let shown = folder.display();
    Ok((missing > 0).then(|| {
        format!("{missing} of {all} documents are not in {shown} and can't be opened: is it the folder that {option} should name? If so, bring them back from a backup")
    }))
}
