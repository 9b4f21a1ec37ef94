//! "Mijn crisisrol": what a member of staff must know.

mod routes;
mod store;
mod table;

pub use table::table;
