//! The register of lessons and the page of one, with the actions from them.

mod model;
pub mod pages;

pub use model::{Counts, Filter, LessonLine};
