//! The routes of this sheet.

use super::routes;
use crate::web::Routes;

/// The register and the page with the departure on it.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/people", routes::index)
        .get("/people/{id}", routes::show)
        .post("/people/{id}/departure", routes::depart)
}
