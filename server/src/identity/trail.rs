//! What the audit trail must know of accounts.

use crate::trail::Kind;
use app::identity::trail;

/// An account.
pub const USER: Kind = Kind {
    names: &["SELECT id, name FROM users WHERE id IN"],
    user: Some("e.subject_id"),
    ..Kind::new(
        &trail::USER,
        "SELECT name FROM users WHERE id = a.subject_id",
    )
};
