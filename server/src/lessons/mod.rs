//! Lessons from exercises.

pub mod commands;
mod routes;
pub mod store;

use crate::routes::Routes;

/// The pages of lessons. A lesson is added on the page of its exercise.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/lessons", routes::index)
        .get("/lessons/{id}", routes::show)
        .post("/lessons/{id}/actions", routes::add_action)
}
