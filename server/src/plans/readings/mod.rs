//! Proof of reading: who is asked to read a plan, and who has read its newest version.

mod choices;
pub mod commands;
mod routes;
pub mod store;
mod table;

pub use table::table;
