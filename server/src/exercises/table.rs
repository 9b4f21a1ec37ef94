//! The routes of this feature.

use super::routes;
use super::routes::{objectives, participants, steps};
use crate::web::Routes;

/// The pages of exercises and the changes to them.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/exercises", routes::index)
        .get("/exercises/new", routes::new)
        .post("/exercises/new", routes::create)
        .get("/exercises/{id}", routes::show)
        .get("/exercises/{id}/edit", routes::edit)
        .post("/exercises/{id}/edit", routes::update)
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
