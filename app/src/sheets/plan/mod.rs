//! A plan's page with its small forms, and its dossier: the plan with what others have to say of it.

pub mod duties;
mod model;
pub mod pages;

pub use model::{Parts, PracticeLesson, Record, SignalChoices, SignalOrigin};
