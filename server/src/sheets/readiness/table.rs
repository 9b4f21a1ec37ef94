//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The page for management.
#[must_use]
pub fn table() -> Routes {
    Routes::new().get("/readiness", routes::show)
}
