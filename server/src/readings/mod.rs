//! Proof of reading: who is asked to read a plan, and who has read its newest version.

mod choices;
pub mod commands;
mod routes;
pub mod store;

use crate::routes::Routes;

/// The page of a plan's readers and the changes to it.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/plans/{id}/readers", routes::show)
        .post("/plans/{id}/readers", routes::ask)
        .post("/plans/{id}/readers/{reader}/delete", routes::end)
        .post("/plans/{id}/reading", routes::read)
}
