//! What Paraat does: loads, checks, stores and answers.
//!
//! The views and the rules of the field are in `app`; here are the routes, the SQL and the
//! changes. One folder a feature, named as in `app`; [`plans`] is the one that others follow.

pub mod assets;
pub mod audit;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod markdown;
pub mod page;
pub mod routes;
pub mod seed;
pub mod sniff;
pub mod state;
pub mod upload;

pub mod accessibility;
pub mod actions;
pub mod annexes;
pub mod calendar;
pub mod documents;
pub mod exercises;
pub mod home;
pub mod imports;
pub mod lessons;
pub mod organisations;
pub mod people;
pub mod planning;
pub mod plans;
pub mod playbooks;
pub mod readiness;
pub mod readings;
pub mod roles;
pub mod rulebook;
