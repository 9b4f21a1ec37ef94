//! The routes of this feature.

use super::{duty_routes, routes};
use crate::web::Routes;

/// The pages of the rule book and the changes to it.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/plans/rules", routes::index)
        .get("/plans/rules/new", routes::new)
        .post("/plans/rules/new", routes::create)
        .get("/plans/rules/{rule}", routes::show)
        .get("/plans/rules/{rule}/edit", routes::edit)
        .post("/plans/rules/{rule}/edit", routes::update)
        .post("/plans/rules/{rule}/end", routes::end)
        .get("/plans/rules/{rule}/duties/new", duty_routes::new_duty)
        .post("/plans/rules/{rule}/duties/new", duty_routes::add_duty)
        .get("/plans/rules/duties/{duty}/edit", duty_routes::edit_duty)
        .post("/plans/rules/duties/{duty}/edit", duty_routes::update_duty)
        .post("/plans/rules/duties/{duty}/end", duty_routes::end_duty)
}
