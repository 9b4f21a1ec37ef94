//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The pages of lessons. A lesson is added on the page of its exercise.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/lessons", routes::index)
        .get("/lessons/{id}", routes::show)
        .post("/lessons/{id}/actions", routes::add_action)
}
