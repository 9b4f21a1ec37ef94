//! The page of a plan and those that belong to it.

mod dossier;
mod duties;
mod life;
mod show;
mod timeline;

pub use dossier::dossier;
pub use life::{new_signal, settle_signal, withdraw};
pub use show::{PlanForms, Refusal, show};
