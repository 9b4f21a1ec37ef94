//! The rule book: review rules, their milestones and exercise duties.

pub mod commands;
mod moves;
mod routes;
pub mod store;
mod table;

pub use table::table;
