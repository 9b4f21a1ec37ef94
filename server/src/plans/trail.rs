//! What the audit trail must know of plans.

use super::reach::visible;
use crate::trail::Kind;
use app::plans::trail;

/// A plan. Who must read it and who has is no change of the plan: those names stand on a page of their
/// own.
pub const PLAN: Kind = Kind {
    names: &[concat!(
        "SELECT p.id, CASE WHEN ",
        visible!(),
        " THEN p.title END AS name FROM plans p WHERE p.id IN"
    )],
    beside: &["reader-add", "reader-end", "read"],
    ..Kind::new(
        &trail::PLAN,
        "SELECT title FROM plans WHERE id = a.subject_id",
    )
};
