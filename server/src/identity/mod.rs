//! Who somebody is and what they may do: accounts, sessions, permissions.

pub mod commands;
pub mod limit;
pub mod password;
pub mod permission;
mod routes;
pub mod session;
pub mod store;
mod table;
pub mod trail;
pub mod user;

pub use table::table;
