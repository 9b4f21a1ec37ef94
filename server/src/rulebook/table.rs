//! The routes of this feature.

use super::routes;
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
        .get("/plans/rules/{rule}/duties/new", routes::new_duty)
        .post("/plans/rules/{rule}/duties/new", routes::add_duty)
        .get("/plans/rules/duties/{duty}/edit", routes::edit_duty)
        .post("/plans/rules/duties/{duty}/edit", routes::update_duty)
        .post("/plans/rules/duties/{duty}/end", routes::end_duty)
}
