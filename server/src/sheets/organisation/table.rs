//! The routes of this sheet.

use super::routes;
use crate::web::Routes;

/// The register and the page.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/organisations", routes::index)
        .get("/organisations/{id}", routes::show)
}
