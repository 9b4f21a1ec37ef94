//! Local annexes to plans that organisations share.

pub mod commands;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;
