//! The region, its municipalities and its partners.

pub mod commands;
pub mod filter;
pub mod reach;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;

pub(crate) use routes::load;
