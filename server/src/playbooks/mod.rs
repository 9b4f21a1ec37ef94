//! Scenario playbooks: phases with a trigger and ordered steps by role.

pub mod commands;
mod phases;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;
