//! What the audit trail says of lessons.

use super::LessonKind;
use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};
use std::borrow::Cow;

/// A lesson.
pub const LESSON: Words = Words {
    folder: Some("lessons"),
    field,
    value,
    ..Words::common(Subject::Lesson)
};

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "objective" => t::field_objective(l),
        _ => return None,
    })
}

fn value(l: Locale, field: &str, raw: &str) -> Option<Cow<'static, str>> {
    Some(match field {
        "kind" => raw.parse::<LessonKind>().ok()?.label(l).into(),
        _ => return None,
    })
}
