//! The whole program over HTTP, on SQLite and on PostgreSQL.

mod access;
mod actions;
mod audit;
mod calendar;
mod exercise_form;
mod exercises;
mod frame;
mod imports;
mod lessons;
mod lists;
mod organisations;
mod people;
mod plans;
mod playbooks;
mod readiness;
mod roles;
