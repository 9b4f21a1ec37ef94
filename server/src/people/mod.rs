//! The people of the organisations and how to reach them.

pub mod commands;
pub mod reach;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;

pub(crate) use routes::load;
