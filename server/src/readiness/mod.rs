//! How ready the organisations are, by the three objectives of the safety plan.

mod routes;
pub mod store;

use crate::routes::Routes;

/// The page for management.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/readiness", routes::show)
}
