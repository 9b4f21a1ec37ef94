//! The audit trail: who changed what and when, in words that a person reads.

mod model;
pub mod pages;
pub mod words;

pub use model::{AuditLine, Change, Filter};
pub use pages::{SHOWN, history};
