use crate::{
    Locale,
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

/// A lesson with the exercise that taught it.
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
}
