//! The overview: what needs attention now, by access level.

mod routes;
mod store;

use crate::routes::Routes;

/// The first page after signing in.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/", routes::show)
}
