//! The rule book with the plans under its rules, and the preview of what a change moves.

mod model;
pub mod pages;

pub use model::{RuleLine, RulePlan, Under};
