//! Exercises: planned, held, evaluated.

pub mod form;
mod model;
pub mod pages;
mod record;
pub mod rules;
pub mod trail;

pub use crate::rulebook::ExerciseKind;
pub use model::{Answer, Choices, ExerciseStatus, Part, Rating, StatusFilter};
pub use record::{
    Exercise, ExerciseLine, Filter, Linked, NextExercise, Objective, Participant, Schedule, Sort,
};
