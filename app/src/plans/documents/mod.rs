//! The documents of plan versions, and two versions side by side.

mod model;
pub mod pages;
pub mod rules;

pub use model::{Document, DocumentKind, LIMIT, Unfit, size_words};
