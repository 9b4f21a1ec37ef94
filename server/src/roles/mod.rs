//! Crisis roles: the catalogue, who fills them, coverage, and what a member of staff must know.

mod assignments;
pub mod commands;
mod overview;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;
