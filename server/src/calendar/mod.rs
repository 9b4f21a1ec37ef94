//! The exercise calendar: month, list and iCalendar.

use crate::{
    error::{Error, Result},
    page::Page,
    routes::Routes,
};
use axum::{http::HeaderMap, response::Response};

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}

/// `/exercises/{id}.ics`: one exercise as an iCalendar file. The router can't tell a suffix beside
/// `/exercises/{id}`, so that page's handler sends what ends in `.ics` here; `id` may bear it still.
///
/// # Errors
/// [`Error::NotFound`] when there is no such exercise, or none that this user may know of.
pub async fn exercise_file(page: &Page, headers: &HeaderMap, id: &str) -> Result<Response> {
    let _ = (page, headers, id);
    Err(Error::NotFound)
}
