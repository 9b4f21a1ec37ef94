//! The register of lessons and the page of one, with the actions from them.

mod routes;
mod store;
mod table;

pub use table::table;
