//! The whole program over HTTP, on SQLite and on PostgreSQL.

mod access;
mod audit;
mod calendar;
mod organisations;
mod people;
mod plans;
mod playbooks;
