//! How ready the organisations are, by the three objectives of the safety plan.

use crate::routes::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
