//! What the audit trail must know of people.

use crate::trail::Kind;
use app::people::trail;

/// A person.
pub const PERSON: Kind = Kind {
    names: &["SELECT id, name FROM people WHERE id IN"],
    ..Kind::new(
        &trail::PERSON,
        "SELECT name FROM people WHERE id = a.subject_id",
    )
};
