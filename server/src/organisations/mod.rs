//! The region, its municipalities and its partners.

pub mod commands;
mod routes;
pub mod store;

use crate::routes::Routes;

/// The pages of organisations and the changes to them.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/organisations", routes::index)
        .get("/organisations/new", routes::new)
        .post("/organisations/new", routes::create)
        .get("/organisations/{id}", routes::show)
        .get("/organisations/{id}/edit", routes::edit)
        .post("/organisations/{id}/edit", routes::update)
}
