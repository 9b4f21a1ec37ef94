//! The accessibility statement.

pub mod pages;
