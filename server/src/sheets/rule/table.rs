//! The routes of this sheet.

use super::routes::{self, duties};
use crate::web::Routes;

/// The pages of the rule book and the changes to it that move plans.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/plans/rules", routes::index)
        .get("/plans/rules/{rule}", routes::show)
        .get("/plans/rules/{rule}/edit", routes::edit)
        .post("/plans/rules/{rule}/edit", routes::update)
        .post("/plans/rules/{rule}/end", routes::end)
        .get("/plans/rules/{rule}/duties/new", duties::new_duty)
        .post("/plans/rules/{rule}/duties/new", duties::add_duty)
        .get("/plans/rules/duties/{duty}/edit", duties::edit_duty)
        .post("/plans/rules/duties/{duty}/edit", duties::update_duty)
        .post("/plans/rules/duties/{duty}/end", duties::end_duty)
}
