use crate::{
    Locale,
    actions::ActionLine,
    exercises::{Objective, Schedule},
    id::{ExerciseId, LessonId, OrganisationId},
    text::lessons as t,
    ui::Tone,
};
use chrono::NaiveDate;

codes! {
    /// What a lesson asks for.
    pub enum LessonKind {
        /// Leerpunt: it must get better.
        Improve = "improve",
        /// Borgpunt: it went well and must stay so.
        Keep = "keep",
    }
}

impl LessonKind {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Improve => t::kind_improve(l),
            Self::Keep => t::kind_keep(l),
        }
    }

    /// The word with what it means.
    #[must_use]
    pub fn explained(self, l: Locale) -> &'static str {
        match self {
            Self::Improve => t::kind_improve_long(l),
            Self::Keep => t::kind_keep_long(l),
        }
    }

    /// Its colour and icon.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::Improve => Tone::Busy,
            Self::Keep => Tone::Ok,
        }
    }
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

/// A lesson with all that its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
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
    /// The exercise's owner.
    pub owner: OrganisationId,
    /// When the exercise was.
    pub schedule: Schedule,
    /// The objective with which it has to do.
    pub objective: Option<Objective>,
    /// What is done about it, as far as the reader may see it.
    pub actions: Vec<ActionLine>,
}

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
