//! What the audit trail must know of organisations.

use crate::trail::Kind;
use app::organisations::trail;

/// An organisation.
pub const ORGANISATION: Kind = Kind {
    names: &["SELECT id, name FROM organisations WHERE id IN"],
    ..Kind::new(
        &trail::ORGANISATION,
        "SELECT name FROM organisations WHERE id = a.subject_id",
    )
};
