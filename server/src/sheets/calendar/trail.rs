//! What the audit trail must know of the feeds of the calendar.

use crate::trail::Kind;
use app::sheets::calendar::trail;

/// A feed, which belongs to the user who made it.
pub const FEED: Kind = Kind {
    user: Some("e.user_id"),
    ..Kind::new(
        &trail::FEED,
        "SELECT name FROM calendar_feeds WHERE id = a.subject_id",
    )
};
