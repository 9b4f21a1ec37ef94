//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The page.
#[must_use]
pub fn table() -> Routes {
    Routes::new().get("/plans/planning", routes::year)
}
