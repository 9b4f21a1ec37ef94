//! The rule book with the plans under its rules, and the changes of rules that move plans.

pub(crate) mod commands;
mod routes;
mod store;
mod table;

pub use table::table;
