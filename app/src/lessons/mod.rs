//! Lessons from exercises: what must get better, what must stay.

pub mod form;
mod model;
pub mod pages;
pub mod trail;

pub use model::{Lesson, LessonKind};
