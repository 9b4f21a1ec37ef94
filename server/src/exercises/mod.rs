//! Exercises: planned, held, evaluated.

pub mod commands;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;

pub(crate) use routes::{load, load_to_edit};
