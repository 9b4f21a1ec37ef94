//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The forms of people.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/people/new", routes::new)
        .post("/people/new", routes::create)
        .get("/people/{id}/edit", routes::edit)
        .post("/people/{id}/edit", routes::update)
}
