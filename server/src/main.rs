//! The `paraat` program.

use std::{
    env,
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

/// How glibc is told from which size on it gives memory back once it is free.
const GIVEN_BACK: &str = "MALLOC_MMAP_THRESHOLD_";

fn main() -> ExitCode {
    begin_again();
    server::cli::run()
}

/// Begins the program again with memory that is given back. Without being told, glibc takes the
/// largest file so far for the usual size, and each thread keeps as much as that took; and it
/// listens before the program begins, to nothing but the environment.
fn begin_again() {
    if env::var_os(GIVEN_BACK).is_some() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        let mut again = Command::new(program);
        again
            .args(env::args_os().skip(1))
            .env(GIVEN_BACK, "1048576");
        // It comes back only when it can't; then the program does with more memory.
        drop(again.exec());
    }
}
