//! The program from outside: its command line, what a kill in the middle of writes leaves, the most
//! memory that it takes, and files for its importers that nobody should send.

mod command_line;
mod fuzz_imports;
mod killed;
mod memory;
mod running;

/// What a test answers.
type Result<T = (), E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;
