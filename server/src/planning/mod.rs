//! The planning of all plans: the year on one sheet, and the days of plans for the calendar.

pub mod calendar;
mod routes;
mod sql;
pub mod store;

use crate::routes::Routes;

/// The page.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/plans/planning", routes::year)
}
