//! The routes of this feature.

use super::{export, routes};
use crate::web::Routes;

/// The pages of imports and exports.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/plans/import", routes::choose_plans)
        .upload("/plans/import", routes::upload_plans)
        .get("/plans/import/template.xlsx", routes::plans_template_xlsx)
        .get("/plans/import/template.csv", routes::plans_template_csv)
        .get("/plans.xlsx", export::plans_xlsx)
        .get("/plans.csv", export::plans_csv)
        .get("/people/import", routes::choose_people)
        .upload("/people/import", routes::upload_people)
        .get("/people/import/template.xlsx", routes::people_template_xlsx)
        .get("/people/import/template.csv", routes::people_template_csv)
        .get("/imports/{id}", routes::show)
        .post("/imports/{id}", routes::confirm)
        .get("/imports/{id}/wrong.csv", routes::wrong)
}
