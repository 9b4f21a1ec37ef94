//! Exercises: planned, held, evaluated.

pub mod commands;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;
