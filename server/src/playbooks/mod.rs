//! Scenario playbooks: phases with a trigger and ordered steps by role.

use crate::routes::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
