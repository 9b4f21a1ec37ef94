//! Who somebody is and what they may do: accounts, sessions, permissions.

pub mod limit;
pub mod password;
pub mod permission;
mod routes;
pub mod session;
pub mod store;
pub mod user;

use crate::routes::Routes;

/// Signing in and out, and one's own account.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/login", routes::login)
        .post("/login", routes::sign_in)
        .post("/logout", routes::sign_out)
        .get("/me/account", routes::account)
        .post("/me/account/password", routes::change_password)
        .post("/me/account/sessions/{id}/delete", routes::end_session)
        .post("/me/language", routes::language)
}
