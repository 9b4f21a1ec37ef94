//! The whole program over HTTP, on SQLite and on PostgreSQL.

mod access;
mod actions;
mod calendar;
mod exercises;
mod lessons;
mod plans;
mod playbooks;
