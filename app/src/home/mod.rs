//! What needs attention now, by access level.
