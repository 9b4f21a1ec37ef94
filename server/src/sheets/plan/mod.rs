//! A plan's page with its small forms, and its dossier: the plan with what others have to say of it.

mod dossier;
mod routes;
mod store;
mod table;

pub use table::table;
