//! The register of people and the page of one, with their crisis roles and exercises.

mod model;
pub mod pages;

pub use model::{Filter, PartIn, PersonLine, PersonRole};
