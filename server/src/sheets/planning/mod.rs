//! The planning of all plans: the year on one sheet, and the days of plans for the calendar.

pub mod calendar;
mod routes;
mod sql;
pub mod store;
mod table;

pub use table::table;
