//! The routes of this sheet.

use super::{dossier, routes};
use crate::web::Routes;

/// The page of a plan and the changes that are made on it.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/plans/{id}", routes::show)
        .get("/plans/{id}/dossier", dossier::show)
        .post("/plans/{id}/versions", routes::add_version)
        .post(
            "/plans/{id}/versions/{version}/revocation",
            routes::life::revoke_version,
        )
        .post("/plans/{id}/reviews", routes::record_review)
        .post(
            "/plans/{id}/reviews/{review}/revocation",
            routes::life::revoke_review,
        )
        .post("/plans/{id}/revision", routes::start_revision)
        .post("/plans/{id}/revision/delete", routes::stop_revision)
        .post("/plans/{id}/milestones", routes::life::reach)
        .post(
            "/plans/{id}/milestones/{milestone}/revocation",
            routes::life::revoke_milestone,
        )
        .post("/plans/{id}/extensions", routes::life::extend)
        .post(
            "/plans/{id}/extensions/{extension}/revocation",
            routes::life::revoke_extension,
        )
        .get("/plans/{id}/signals/new", routes::signals::new)
        .post("/plans/{id}/signals/new", routes::signals::raise)
        .get("/plans/{id}/signals/{signal}", routes::signals::show)
        .post("/plans/{id}/signals/{signal}", routes::signals::settle)
        .get("/plans/{id}/withdrawal", routes::life::withdrawal)
        .post("/plans/{id}/withdrawal", routes::life::withdraw)
        .post("/plans/{id}/withdrawal/delete", routes::restore)
}
