//! The people of the organisations and how to reach them.

pub mod store;

use crate::routes::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
