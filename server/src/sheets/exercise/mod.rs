//! An exercise's page with its small forms: the exercise with what it taught.

mod routes;
mod table;

pub use table::table;
