//! What the audit trail must know of local annexes.

use crate::trail::Kind;
use app::plans::annexes::trail;

/// A local annex.
pub const ANNEX: Kind = Kind {
    page: Some(
        "SELECT x.plan_id || '/annexes/' || x.organisation_id FROM plan_annexes x WHERE x.id = a.subject_id",
    ),
    ..Kind::new(
        &trail::ANNEX,
        "SELECT p.title || ': ' || o.name FROM plan_annexes x JOIN plans p ON p.id = x.plan_id
         JOIN organisations o ON o.id = x.organisation_id WHERE x.id = a.subject_id",
    )
};
