//! Crisis roles: the catalogue, who fills them, coverage, and what a member of staff must know.

use crate::routes::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
