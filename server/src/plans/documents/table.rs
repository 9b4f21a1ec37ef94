//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The pages of versions and documents, and the change to add one.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/plans/{id}/versions/{version}", routes::version)
        .upload("/plans/{id}/versions/{version}/documents", routes::add)
        .get("/plans/{id}/compare", routes::compare)
        .get("/documents/{id}", routes::file)
}
