//! The routes of this feature.

use super::{feed, routes};
use crate::web::Routes;

/// The calendar, its files, and one's own feeds.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/calendar", routes::index)
        .get("/calendar.ics", routes::file)
        .get("/calendar/feeds/{file}", feed::show)
        .get("/me/calendar", routes::feeds)
        .post("/me/calendar", routes::make_feed)
        .post("/me/calendar/{id}/delete", routes::revoke_feed)
}
