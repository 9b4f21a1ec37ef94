//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The forms of organisations.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/organisations/new", routes::new)
        .post("/organisations/new", routes::create)
        .get("/organisations/{id}/edit", routes::edit)
        .post("/organisations/{id}/edit", routes::update)
}
