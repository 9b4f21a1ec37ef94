//! What the audit trail must know of crisis roles and of who fills them.

use super::store::role_in_reach;
use crate::trail::Kind;
use app::roles::trail;

/// A crisis role.
pub const ROLE: Kind = Kind {
    names: &[concat!(
        "SELECT r.id, CASE WHEN ",
        role_in_reach!(),
        " THEN r.name END AS name FROM crisis_roles r WHERE r.id IN"
    )],
    ..Kind::new(
        &trail::ROLE,
        "SELECT name FROM crisis_roles WHERE id = a.subject_id",
    )
};

/// Who fills a role.
pub const ASSIGNMENT: Kind = Kind {
    page: Some("SELECT ra.role_id FROM role_assignments ra WHERE ra.id = a.subject_id"),
    ..Kind::new(
        &trail::ASSIGNMENT,
        "SELECT r.name || ': ' || pe.name FROM role_assignments ra JOIN crisis_roles r ON r.id = ra.role_id
         JOIN people pe ON pe.id = ra.person_id WHERE ra.id = a.subject_id",
    )
};
