//! The exercise calendar: month, list and iCalendar.
