//! Lessons from exercises.

pub mod commands;
pub mod store;
pub mod trail;
