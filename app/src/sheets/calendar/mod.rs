//! The calendar of exercises and of the days of plans, and the feeds that carry it to one's own calendar.

pub mod feeds;
pub mod form;
mod model;
pub mod pages;
mod plan_days;
pub mod rules;
pub mod trail;

pub use model::{Event, FeedLine, Filter, PlanDay, Selection, View};
