use super::duties::DutyExercise;
use crate::{
    actions::ActionLine,
    choice::Choice,
    id::{ExerciseId, LessonId, SignalId},
    lessons::LessonKind,
    plans::{annexes::AnnexLine, documents::Document, readings::ReadersSheet},
    rulebook::Duty,
    trail::AuditLine,
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// What others have to say on a plan's page.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The exercise duties of its rule.
    pub duties: Vec<Duty>,
    /// The exercises in which the plan is practised.
    pub exercises: Vec<DutyExercise>,
    /// What its signals come from, as far as the reader may see it.
    pub origins: HashMap<SignalId, SignalOrigin>,
    /// Who must read it and who has.
    pub readers: ReadersSheet,
    /// The annexes of the organisations to which it applies.
    pub annexes: Vec<AnnexLine>,
    /// The documents of its versions.
    pub documents: Vec<Document>,
    /// Who changed what, the newest first.
    pub history: Vec<AuditLine>,
}

/// What a reason to review a plan comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalOrigin {
    /// The exercise, and its title.
    pub exercise: (ExerciseId, String),
    /// The lesson of that exercise, and its text.
    pub lesson: Option<(LessonId, String)>,
}

/// What a reason to review a plan can refer to.
#[derive(Clone, Debug, Default)]
pub struct SignalChoices {
    /// Exercises: id, title and day.
    pub exercises: Vec<(String, String, NaiveDate)>,
    /// Lessons of these exercises.
    pub lessons: Vec<Choice>,
}

/// A lesson from an exercise in which a plan was practised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeLesson {
    /// Which one.
    pub id: LessonId,
    /// What it asks for.
    pub kind: LessonKind,
    /// What was learned.
    pub text: String,
    /// When it was recorded.
    pub recorded_on: NaiveDate,
    /// The title of the exercise.
    pub exercise: String,
}

/// What a plan's dossier holds besides the plan itself.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// What its page has, too; of its history at most [`Record::HISTORY`] entries.
    pub parts: Parts,
    /// The lessons from its exercises, as far as the reader may see them.
    pub lessons: Vec<PracticeLesson>,
    /// The actions from those lessons, as far as the reader may see them.
    pub actions: Vec<ActionLine>,
}

impl Record {
    /// The most entries of a plan's history in its dossier, the newest first.
    pub const HISTORY: usize = 500;
}
