//! The routes of this sheet.

use super::routes;
use crate::web::Routes;

/// The register and the page with the form of an action on it. A lesson is added on the page of its
/// exercise.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/lessons", routes::index)
        .get("/lessons/{id}", routes::show)
        .post("/lessons/{id}/actions", routes::add_action)
}
