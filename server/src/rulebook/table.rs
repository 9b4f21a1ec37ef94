//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The form of a new rule.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/plans/rules/new", routes::new)
        .post("/plans/rules/new", routes::create)
}
