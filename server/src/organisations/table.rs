//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The pages of organisations and the changes to them.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/organisations", routes::index)
        .get("/organisations/new", routes::new)
        .post("/organisations/new", routes::create)
        .get("/organisations/{id}", routes::show)
        .get("/organisations/{id}/edit", routes::edit)
        .post("/organisations/{id}/edit", routes::update)
}
