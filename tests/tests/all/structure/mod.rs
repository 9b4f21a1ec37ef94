//! How the program is built: its folders name each other in one direction, both databases have the
//! same schema, and a migration that has landed never changes.

mod alike;
mod frozen;
mod house;
mod upgrade;
