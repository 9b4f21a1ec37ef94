//! The overview: what needs attention now, by access level.

mod routes;
mod store;
mod table;

pub use table::table;
