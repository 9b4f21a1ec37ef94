//! What pages show of lessons.

use super::LessonKind;
use crate::{Locale, ui};
use leptos::prelude::*;

/// The chip that says what a lesson asks for.
#[must_use]
pub fn kind_chip(l: Locale, kind: LessonKind) -> AnyView {
    ui::chip(kind.tone(), kind.label(l))
}
