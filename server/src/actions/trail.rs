//! What the audit trail must know of improvement actions.

use crate::trail::Kind;
use app::actions::trail;

/// An improvement action.
pub const ACTION: Kind = Kind::new(
    &trail::ACTION,
    "SELECT title FROM actions WHERE id = a.subject_id",
);
