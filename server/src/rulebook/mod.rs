//! The rule book: review rules, their milestones and exercise duties.

pub mod store;
