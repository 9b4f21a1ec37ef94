//! The whole program over HTTP, on SQLite and on PostgreSQL.

mod access;
mod audit;
mod organisations;
mod people;
mod plans;
