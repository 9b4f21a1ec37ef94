//! How ready the organisations are, by the three objectives of the safety plan.
