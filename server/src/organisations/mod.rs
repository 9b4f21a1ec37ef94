//! The region, its municipalities and its partners.

pub mod store;

use crate::routes::Routes;

/// The register of organisations.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
