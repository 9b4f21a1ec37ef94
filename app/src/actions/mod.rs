//! Improvement actions: who does what until when, and who verified that it was done.

pub mod form;
mod model;
pub mod pages;
pub mod rules;
mod timeline;
pub mod trail;

pub use model::{
    Action, ActionLine, ActionState, Change, Choices, Done, Event, Filter, FromLesson, Rights,
};
