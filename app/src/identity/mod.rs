//! Signing in, and one's own account.

pub mod form;
pub mod pages;
pub mod trail;

use crate::id::SessionId;
use chrono::NaiveDateTime;

/// A session in the list of one's own.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// Which one.
    pub id: SessionId,
    /// What the browser calls itself.
    pub user_agent: String,
    /// When it was last used, on the clock of the region.
    pub seen_at: NaiveDateTime,
}
