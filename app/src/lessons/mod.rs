//! Lessons from exercises.
