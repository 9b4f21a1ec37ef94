//! Crisis plans: the register, the versions, the reviews, and whether each is current.
//!
//! This feature is the shape that the others copy: `model` has the types, `rules` what follows
//! from them, `form` the check of what came in, `pages` the views.

pub mod annexes;
pub mod documents;
pub mod form;
mod life;
mod model;
pub mod moves;
pub mod pages;
pub mod readings;
pub mod rules;
pub mod trail;

pub use crate::rulebook::PlanKind;
pub use life::{Cause, Extension, Reached, Settled, Signal};
pub use model::{
    Choices, Currency, Filter, Plan, PlanLine, PlanReview, PlanVersion, ReviewOutcome, Sort, Stage,
    StatusFilter, Successor,
};
pub use rules::{Schedule, Standing};
