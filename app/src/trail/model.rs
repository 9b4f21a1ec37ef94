//! The types of the audit trail.

use super::{Subject, Words};
use chrono::NaiveDateTime;

/// What somebody looks for in the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The kind of record.
    pub subject: Option<Subject>,
    /// Words in the name of the one who did it.
    pub actor: String,
    /// The page, from 1.
    pub page: i64,
}

/// One change.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// When, on the clock of the region.
    pub at: NaiveDateTime,
    /// The name of the one who did it, as it was then.
    pub actor: String,
    /// What was done: `create`, `edit` and so on.
    pub action: String,
    /// The words for the kind of record; none for a kind that only a newer program knows.
    pub words: Option<&'static Words>,
    /// What differs.
    pub changes: Vec<Change>,
}

/// One change among those of all records.
#[derive(Clone, Debug)]
pub struct RegisterLine {
    /// The change.
    pub line: AuditLine,
    /// The identifier of the record on whose page it stands: itself, or the role of an assignment.
    pub page_id: String,
    /// The name of the record as it is now; none when there is no such record any more.
    pub title: Option<String>,
}

/// A field that differs, before and after. Values are as in the record, except that identifiers
/// are replaced by names; [`words::value`](super::words::value) puts them into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The name of the field in the record.
    pub field: String,
    /// The values before; none when there was nothing.
    pub before: Vec<String>,
    /// The values after; none when there is nothing.
    pub after: Vec<String>,
}
