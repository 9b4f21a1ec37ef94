//! Crisis plans: the register, versions, reviews, revision and withdrawal.

pub mod annexes;
pub mod commands;
pub(crate) mod dates;
pub mod documents;
pub mod figures;
pub(crate) mod history;
pub mod life;
pub(crate) mod moves;
pub(crate) mod reach;
pub mod readings;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;

pub(crate) use routes::{check, filter, load, load_to_edit};
