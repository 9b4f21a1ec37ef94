//! The documents of plan versions: checked, stored, served; and two versions side by side.

mod commands;
pub mod content;
mod folder;
mod routes;
pub mod store;
mod tidy;

pub(crate) use folder::prepare;
pub use tidy::tidy;

use crate::routes::Routes;

/// The pages of versions and documents, and the change to add one.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/plans/{id}/versions/{version}", routes::version)
        .upload("/plans/{id}/versions/{version}/documents", routes::add)
        .get("/plans/{id}/compare", routes::compare)
        .get("/documents/{id}", routes::file)
}
