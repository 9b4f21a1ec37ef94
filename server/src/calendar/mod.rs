//! The exercise calendar: month, list, files and feeds in iCalendar.

mod answer;
pub mod commands;
mod feed;
pub mod ics;
mod routes;
pub mod store;

pub use routes::exercise_file;

use crate::routes::Routes;

/// The calendar, its files, and one's own feeds.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/calendar", routes::index)
        .get("/calendar.ics", routes::file)
        .get("/calendar/feeds/{file}", feed::show)
        .get("/me/calendar", routes::feeds)
        .post("/me/calendar", routes::make_feed)
        .post("/me/calendar/{id}/delete", routes::revoke_feed)
}
