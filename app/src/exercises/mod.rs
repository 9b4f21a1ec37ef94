//! Exercises: planned, held, evaluated.

mod model;

pub use model::{ExerciseKind, ExerciseStatus};
