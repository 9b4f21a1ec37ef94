//! The whole program over HTTP, on SQLite and on PostgreSQL.

mod access;
mod actions;
mod annexes;
mod audit;
mod calendar;
mod documents;
mod exercise_form;
mod exercises;
mod frame;
mod imports;
mod lessons;
mod lists;
mod midnight;
mod national;
mod organisations;
mod people;
mod plan_life;
mod plan_mistakes;
mod planning;
mod plans;
mod playbooks;
mod readiness;
mod readings;
mod roles;
mod rulebook;
mod signals;
