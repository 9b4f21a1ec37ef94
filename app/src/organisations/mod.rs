//! The region, its municipalities and its partners.

pub mod form;
mod model;
pub mod pages;

pub use model::{Organisation, OrganisationKind, OrganisationLine, OrganisationName};
