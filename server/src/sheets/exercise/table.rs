//! The routes of this sheet.

use super::routes::{self, objectives, participants, steps};
use crate::web::Routes;

/// The page of an exercise and the changes that are made on it.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/exercises/{id}", routes::show)
        .post("/exercises/{id}/planning", steps::plan)
        .post("/exercises/{id}/holding", steps::hold)
        .post("/exercises/{id}/evaluation", steps::evaluate)
        .post("/exercises/{id}/closing", steps::close)
        .post("/exercises/{id}/cancellation", steps::cancel)
        .post("/exercises/{id}/answer", participants::answer)
        .post("/exercises/{id}/participants", participants::add)
        .post(
            "/exercises/{id}/participants/{person}/delete",
            participants::remove,
        )
        .post("/exercises/{id}/objectives", objectives::add)
        .get(
            "/exercises/{id}/objectives/{objective}/rating",
            objectives::rating,
        )
        .post(
            "/exercises/{id}/objectives/{objective}/rating",
            objectives::rate,
        )
        .post("/exercises/{id}/lessons", objectives::add_lesson)
}
