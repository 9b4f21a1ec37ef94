//! The rule book: review rules, their milestones and exercise duties.

pub mod commands;
mod departures;
pub mod duties;
mod duty_routes;
mod moves;
mod rights;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;
