//! "Mijn crisisrol": what a member of staff must know.

mod model;
pub mod pages;

pub use model::{Me, MyExercise};
