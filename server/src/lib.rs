//! What Paraat does: loads, checks, stores and answers.
//!
//! The views and the rules of the field are in `app`; here are the routes, the SQL and the
//! changes. One folder a feature, named as in `app`; [`plans`] is the one that others follow.

// the kernel, which names no feature
pub mod change;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod identity;
pub mod state;
pub mod trail;
pub mod web;

// the features; each names others above it alone (`house.rs` of the tests holds the order)
pub mod actions;
pub mod exercises;
pub mod lessons;
pub mod organisations;
pub mod people;
pub mod plans;
pub mod playbooks;
pub mod roles;
pub mod rulebook;

// the sheets, which draw on several features
pub mod sheets;

// what puts them all together
pub mod cli;
pub mod records;
pub mod router;
pub mod seed;
