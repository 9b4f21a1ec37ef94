//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The register of plans and the form of one.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/plans", routes::index)
        .get("/plans/new", routes::new)
        .post("/plans/new", routes::create)
        .get("/plans/{id}/edit", routes::edit)
        .post("/plans/{id}/edit", routes::update)
}
