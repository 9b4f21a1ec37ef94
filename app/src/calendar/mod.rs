//! The exercise calendar, and the feeds that carry it to one's own calendar.

pub mod feeds;
pub mod form;
mod model;
pub mod pages;
pub mod rules;

pub use model::{Event, FeedLine, Filter, Selection, View};
