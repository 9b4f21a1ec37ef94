//! The exercise calendar: month, list, files and feeds in iCalendar.

mod answer;
pub mod commands;
mod feed;
pub mod ics;
mod routes;
pub mod store;
mod table;
pub mod trail;

pub use table::table;

pub use routes::exercise_file;
