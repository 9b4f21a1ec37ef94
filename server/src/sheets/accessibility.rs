//! The accessibility statement.

use crate::web::{Routes, page::Visit};
use app::{Locale, sheets::accessibility::pages};
use axum::{extract::Query, response::Response};
use std::collections::HashMap;

/// The statement, open to everybody.
#[must_use]
pub fn table() -> Routes {
    Routes::new().get("/accessibility", statement)
}

/// With `?language=en` in that language, for those who are not signed in.
async fn statement(mut visit: Visit, Query(query): Query<HashMap<String, String>>) -> Response {
    if let Some(language) = query.get("language") {
        visit.frame.locale = Locale::from_code(language);
    }
    visit.ok(pages::statement)
}
