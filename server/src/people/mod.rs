//! The people of the organisations and how to reach them.

pub mod commands;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;
