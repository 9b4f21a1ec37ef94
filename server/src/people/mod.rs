//! The people of the organisations and how to reach them.

pub mod commands;
mod routes;
pub mod store;

use crate::routes::Routes;

/// The pages of people and the changes to them.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/people", routes::index)
        .get("/people/new", routes::new)
        .post("/people/new", routes::create)
        .get("/people/{id}", routes::show)
        .get("/people/{id}/edit", routes::edit)
        .post("/people/{id}/edit", routes::update)
        .post("/people/{id}/departure", routes::depart)
}
