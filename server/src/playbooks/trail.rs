//! What the audit trail must know of playbooks.

use super::store::in_reach;
use crate::trail::Kind;
use app::playbooks::trail;

/// A playbook.
pub const PLAYBOOK: Kind = Kind {
    names: &[concat!(
        "SELECT pb.id, CASE WHEN ",
        in_reach!(),
        " THEN pb.title END AS name FROM playbooks pb WHERE pb.id IN"
    )],
    ..Kind::new(
        &trail::PLAYBOOK,
        "SELECT title FROM playbooks WHERE id = a.subject_id",
    )
};
