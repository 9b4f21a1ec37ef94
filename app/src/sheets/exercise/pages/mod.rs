//! The page of an exercise and that on which an objective is rated.

mod kept;
mod parts;
mod rating;
mod show;

pub use rating::rate;
pub use show::{ExerciseForms, show};
