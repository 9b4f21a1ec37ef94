//! The rule book: review rules, their milestones and exercise duties.

pub mod commands;
pub mod departures;
pub mod duties;
pub(crate) mod rights;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;
