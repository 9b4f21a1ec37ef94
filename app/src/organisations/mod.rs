//! The region, its municipalities and its partners.

mod model;
pub use model::{OrganisationKind, OrganisationName};
