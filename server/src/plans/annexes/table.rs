//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// The pages of annexes and the changes to them.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/plans/{id}/annexes", routes::index)
        .get("/plans/{id}/annexes/{organisation}", routes::show)
        .get("/plans/{id}/annexes/{organisation}/edit", routes::edit)
        .post("/plans/{id}/annexes/{organisation}/edit", routes::update)
        .post("/plans/{id}/annexes/{organisation}/checks", routes::check)
        .post(
            "/plans/{id}/annexes/{organisation}/checks/{check}/revocation",
            routes::revoke_check,
        )
}
