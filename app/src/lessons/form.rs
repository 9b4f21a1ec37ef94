//! The form of a lesson, checked.

use super::LessonKind;
use crate::{
    form::{Errors, Reader, Values},
    id::ObjectiveId,
};

/// A lesson as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LessonInput {
    /// What it asks for.
    pub kind: LessonKind,
    /// What was learnt.
    pub lesson: String,
    /// The objective with which it has to do.
    pub objective: Option<ObjectiveId>,
}

/// Checks the form of a lesson.
///
/// # Errors
/// What is wrong, by field.
pub fn lesson(values: &Values) -> Result<LessonInput, Errors> {
    let mut form = Reader::new(values);
    let kind = form.choice("kind");
    let lesson = form.required("lesson", 2_000);
    let objective = form.optional_choice("about");
    form.finish(kind.map(|kind| LessonInput {
        kind,
        lesson,
        objective,
    }))
}
