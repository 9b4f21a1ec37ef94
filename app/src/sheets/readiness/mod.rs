//! How ready the organisations are, by the three objectives of the safety plan: plans that are
//! current, an organisation that is filled and practised, partners with whom one works together.

mod model;
pub mod pages;

pub use model::{Figures, OrganisationFigures, PartnerLine, Readiness, RegionFigures};
