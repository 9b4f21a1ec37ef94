//! The schema: both databases have the same one, and what has landed never changes.

mod alike;
mod frozen;
mod upgrade;
