//! An exercise's page with its small forms: the exercise with what it taught.

pub mod pages;
