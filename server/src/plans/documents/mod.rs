//! The documents of plan versions: checked, stored, served; and two versions side by side.

mod commands;
pub mod content;
mod folder;
mod routes;
pub mod store;
mod table;
mod tidy;

pub use table::table;

pub(crate) use folder::prepare;
pub use tidy::tidy;
