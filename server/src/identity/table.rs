//! The routes of this feature.

use super::routes;
use crate::web::Routes;

/// Signing in and out, and one's own account.
#[must_use]
pub fn table() -> Routes {
    Routes::new()
        .get("/login", routes::login)
        .post("/login", routes::sign_in)
        .post("/logout", routes::sign_out)
        .get("/me/account", routes::account)
        .post("/me/account/password", routes::change_password)
        .post("/me/account/sessions/{id}/delete", routes::end_session)
        .post("/me/language", routes::language)
}
