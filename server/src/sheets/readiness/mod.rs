//! How ready the organisations are, by the three objectives of the safety plan.

mod partners;
mod routes;
pub mod store;
mod table;

pub use table::table;
