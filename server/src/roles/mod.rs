//! Crisis roles: the catalogue, who fills them, and coverage.

mod assignments;
pub mod commands;
mod coverage;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;
