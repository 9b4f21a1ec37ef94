//! The register of organisations and the page of one, with its people and plans counted.

mod routes;
mod store;
mod table;

pub use table::table;
