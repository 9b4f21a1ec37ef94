//! The region, its municipalities and its partners.

pub mod form;
mod model;
pub mod pages;
pub mod trail;

pub use model::{Offer, Organisation, OrganisationKind, OrganisationName};
