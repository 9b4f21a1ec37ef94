//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The page of the trail.
#[must_use]
pub fn table() -> Routes {
    Routes::new().get("/audit", routes::index)
}
