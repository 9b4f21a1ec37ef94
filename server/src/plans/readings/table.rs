//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The page of a plan's readers and the changes to it.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/plans/{id}/readers", routes::show)
        .post("/plans/{id}/readers", routes::ask)
        .post("/plans/{id}/readers/{reader}/delete", routes::end)
        .post("/plans/{id}/reading", routes::read)
}
