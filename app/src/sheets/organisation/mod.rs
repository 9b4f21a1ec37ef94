//! The register of organisations and the page of one, with its people and plans counted.

mod model;
pub mod pages;

pub use model::{Figures, OrganisationLine};
