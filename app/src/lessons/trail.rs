//! What the audit trail says of lessons.

use super::LessonKind;
use crate::{
    Locale,
    trail::{Subject, Words},
};
use std::borrow::Cow;

/// A lesson.
pub const LESSON: Words = Words {
    folder: Some("lessons"),
    value,
    ..Words::common(Subject::Lesson)
};

fn value(l: Locale, field: &str, raw: &str) -> Option<Cow<'static, str>> {
    Some(match field {
        "kind" => raw.parse::<LessonKind>().ok()?.label(l).into(),
        _ => return None,
    })
}
