//! The register of people and the page of one, with their crisis roles and exercises; a departure,
//! which ends the roles.

mod routes;
mod store;
mod table;

pub use table::table;
