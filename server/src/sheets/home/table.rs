//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The first page after signing in.
#[must_use]
pub fn table() -> Routes {
    Routes::new().get("/", routes::show)
}
