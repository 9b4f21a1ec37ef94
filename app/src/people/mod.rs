//! The people of the organisations and how to reach them.

pub mod choose;
mod chooser;
pub mod form;
mod model;
pub mod pages;
pub mod rules;
pub mod trail;

pub use model::{Person, Presence};
