use crate::{
    id::{ExerciseId, LessonId, OrganisationId},
    lessons::LessonKind,
};
use chrono::NaiveDate;

/// What somebody looks for in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in the lesson or in the title of the exercise.
    pub q: String,
    /// The owner of the exercise, or an organisation that took part.
    pub organisation: Option<OrganisationId>,
    /// What it asks for.
    pub kind: Option<LessonKind>,
    /// The page, from 1.
    pub page: i64,
}

/// How many actions a lesson has, by how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not done, and too late.
    pub overdue: i64,
    /// Not done, and in time.
    pub open: i64,
    /// Done, and not verified.
    pub done: i64,
    /// Done and verified.
    pub verified: i64,
}

/// A lesson as the register shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonLine {
    /// Which one.
    pub id: LessonId,
    /// What it asks for.
    pub kind: LessonKind,
    /// What was learnt.
    pub text: String,
    /// When it was recorded.
    pub recorded_on: NaiveDate,
    /// The exercise that taught it.
    pub exercise: (ExerciseId, String),
    /// Its actions.
    pub actions: Counts,
}
