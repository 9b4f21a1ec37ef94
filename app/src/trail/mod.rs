//! The audit trail: who changed what and when, in words that a person reads.

mod model;
pub mod pages;
mod subject;
pub mod words;

pub use model::{AuditLine, Change, Filter, RegisterLine};
pub use pages::{SHOWN, history};
pub use subject::Subject;
pub use words::Words;
