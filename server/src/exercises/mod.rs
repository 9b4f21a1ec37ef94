//! Exercises: planned, held, evaluated.

use crate::routes::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
