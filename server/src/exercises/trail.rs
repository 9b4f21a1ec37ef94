//! What the audit trail must know of exercises.

use super::store::reach::visible;
use crate::trail::Kind;
use app::exercises::trail;

/// An exercise, with its objectives.
pub const EXERCISE: Kind = Kind {
    names: &[
        concat!(
            "SELECT e.id, CASE WHEN ",
            visible!(),
            " THEN e.title END AS name FROM exercises e WHERE e.id IN"
        ),
        concat!(
            "SELECT ob.id, CASE WHEN ",
            visible!(),
            " THEN ob.objective END AS name FROM exercise_objectives ob
             JOIN exercises e ON e.id = ob.exercise_id WHERE ob.id IN"
        ),
    ],
    ..Kind::new(
        &trail::EXERCISE,
        "SELECT title FROM exercises WHERE id = a.subject_id",
    )
};
