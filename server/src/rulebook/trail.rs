//! What the audit trail must know of review rules.

use super::store::rule_in_reach;
use crate::trail::Kind;
use app::rulebook::trail;

/// A review rule.
pub const RULE: Kind = Kind {
    names: &[concat!(
        "SELECT r.id, CASE WHEN ",
        rule_in_reach!(),
        " THEN r.name END AS name FROM review_rules r WHERE r.id IN"
    )],
    ..Kind::new(
        &trail::RULE,
        "SELECT name FROM review_rules WHERE id = a.subject_id",
    )
};
