//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The register of exercises and their form.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/exercises", routes::index)
        .get("/exercises/new", routes::new)
        .post("/exercises/new", routes::create)
        .get("/exercises/{id}/edit", routes::edit)
        .post("/exercises/{id}/edit", routes::update)
}
