//! The `paraat` program.

use std::process::ExitCode;
use tikv_jemallocator::Jemalloc;

/// Files of many megabytes come and go. The allocator of glibc takes the largest one so far for the
/// usual size, and each of its threads keeps as much as that took; this one gives it back, for
/// SQLite, too.
#[global_allocator]
static MEMORY: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    server::cli::run()
}
