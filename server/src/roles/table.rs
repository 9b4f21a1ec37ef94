//! The routes of this feature.

use super::{assignments, coverage, routes};
use crate::web::Routes;

/// The pages of crisis roles and the changes to them.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/roles", routes::index)
        .get("/roles/new", routes::new)
        .post("/roles/new", routes::create)
        .get("/roles/coverage", coverage::show)
        .get("/roles/{id}", routes::show)
        .get("/roles/{id}/edit", routes::edit)
        .post("/roles/{id}/edit", routes::update)
        .post("/roles/{id}/task-card", routes::upload)
        .get("/roles/{id}/assignments/new", assignments::new)
        .post("/roles/{id}/assignments/new", assignments::create)
        .get("/roles/assignments/{id}", assignments::show)
        .post("/roles/assignments/{id}", assignments::update)
        .post("/roles/assignments/{id}/end", assignments::end)
        .post("/roles/assignments/{id}/position", assignments::move_to)
}
