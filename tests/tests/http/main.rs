//! The whole program over HTTP, on SQLite and on PostgreSQL.

mod access;
mod calendar;
mod plans;
mod playbooks;
