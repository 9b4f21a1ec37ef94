use crate::{
    exercises::{ExerciseKind, ExerciseStatus},
    id::ExerciseId,
    roles::MyRole,
};
use chrono::NaiveDateTime;

/// An exercise of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyExercise {
    /// Which one.
    pub id: ExerciseId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: ExerciseKind,
    /// How far it is.
    pub status: ExerciseStatus,
    /// When it begins, on the clock of the region.
    pub starts_at: NaiveDateTime,
    /// Whether the time of day means nothing.
    pub all_day: bool,
    /// Where.
    pub place: String,
    /// Whether the reader is on the list of participants.
    pub invited: bool,
    /// Whether the reader comes, as far as the reader has said.
    pub comes: Option<bool>,
}

/// What a member of staff must know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Me {
    /// Active roles.
    pub roles: Vec<MyRole>,
    /// Exercises to come, the first one first.
    pub upcoming: Vec<MyExercise>,
    /// Exercises of two years, the last one first.
    pub past: Vec<MyExercise>,
}
