//! The planning of all plans: what must be done before each plan's due date, as a year on one sheet
//! and as dates for calendars.

mod chart;
mod model;
pub mod pages;
pub mod rules;

pub use model::{DateState, Filter, Mark, PlanDate, PlanDates};
