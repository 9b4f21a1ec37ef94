//! What the audit trail must know of lessons.

use crate::{exercises::store::reach::visible, trail::Kind};
use app::lessons::trail;

/// A lesson, which is seen with its exercise.
pub const LESSON: Kind = Kind {
    names: &[concat!(
        "SELECT l.id, CASE WHEN ",
        visible!(),
        " THEN l.lesson END AS name FROM lessons l
         JOIN exercises e ON e.id = l.exercise_id WHERE l.id IN"
    )],
    ..Kind::new(
        &trail::LESSON,
        "SELECT lesson FROM lessons WHERE id = a.subject_id",
    )
};
