//! The exercise calendar: month, list and iCalendar.

use crate::routes::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
