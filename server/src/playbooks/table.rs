//! The routes of this feature.

use super::{phases, routes};
use crate::web::Routes;

/// The pages of playbooks and the changes to them.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/playbooks", routes::index)
        .get("/playbooks/new", routes::new)
        .post("/playbooks/new", routes::create)
        .get("/playbooks/{id}", routes::show)
        .get("/playbooks/{id}/edit", routes::edit)
        .post("/playbooks/{id}/edit", routes::update)
        .get("/playbooks/{id}/phases/new", phases::new)
        .post("/playbooks/{id}/phases/new", phases::create)
        .get("/playbooks/{id}/phases/{phase}/edit", phases::edit)
        .post("/playbooks/{id}/phases/{phase}/edit", phases::update)
        .post("/playbooks/{id}/phases/{phase}/up", phases::up)
        .post("/playbooks/{id}/phases/{phase}/down", phases::down)
        .post("/playbooks/{id}/phases/{phase}/delete", phases::remove)
}
