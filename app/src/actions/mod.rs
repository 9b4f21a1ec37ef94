//! Improvement actions: owned, done, verified by another person.
