//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The pages of actions and the changes to them.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/actions", routes::index)
        .get("/actions/new", routes::new)
        .post("/actions/new", routes::create)
        .get("/actions/{id}", routes::show)
        .get("/actions/{id}/edit", routes::edit)
        .post("/actions/{id}/edit", routes::update)
        .post("/actions/{id}/completion", routes::complete)
        .post("/actions/{id}/completion/delete", routes::reopen)
        .post("/actions/{id}/verification", routes::verify)
}
