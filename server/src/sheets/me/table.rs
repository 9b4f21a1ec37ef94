//! The routes of this sheet.

use super::routes;
use crate::web::Routes;

/// The page.
#[must_use]
pub fn table() -> Routes {
    Routes::new().get("/me", routes::show)
}
