//! What draws on several features; none of them names a sheet.

pub mod accessibility;
pub mod calendar;
pub mod exercise;
pub mod home;
pub mod imports;
pub mod lesson;
pub mod me;
pub mod organisation;
pub mod person;
pub mod plan;
pub mod planning;
pub mod readiness;
pub mod rule;
