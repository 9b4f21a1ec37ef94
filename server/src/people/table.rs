//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The pages of people and the changes to them.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/people", routes::index)
        .get("/people/new", routes::new)
        .post("/people/new", routes::create)
        .get("/people/{id}", routes::show)
        .get("/people/{id}/edit", routes::edit)
        .post("/people/{id}/edit", routes::update)
        .post("/people/{id}/departure", routes::depart)
}
