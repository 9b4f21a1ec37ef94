//! What the whole-program tests share: a throwaway PostgreSQL, a real browser, an HTML checker.
//!
//! Each is started at most once per test process, needs no clean-up by the test, and is gone when
//! the process ends, however it ends. Where one is not installed its tests skip themselves with a
//! message; with `CI=true` they fail instead, so that a green CI has run them all.

mod background;
pub mod browser;
pub mod gate;
pub mod html;
pub mod ics;
pub mod postgres;
pub mod records;
pub mod site;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Where a database of a test goes: into memory, if there is plenty. A disk takes long to make and
/// remove the hundreds of files that each database of PostgreSQL is.
fn scratch() -> PathBuf {
    const PLENTY: u64 = 6 << 20;
    let memory = Path::new("/dev/shm");
    let kilobytes = |text: &str| text.split_whitespace().find_map(|word| word.parse().ok());
    let room = || -> Option<u64> {
        let mut df = Command::new("df");
        let told = df.args(["-k", "--output=avail"]).arg(memory).output();
        kilobytes(&String::from_utf8(told.ok()?.stdout).ok()?)
    };
    let free = || -> Option<u64> {
        let told = std::fs::read_to_string("/proc/meminfo").ok()?;
        kilobytes(
            told.lines()
                .find(|line| line.starts_with("MemAvailable:"))?,
        )
    };
    if room().min(free()) >= Some(PLENTY) {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    }
}

/// Says that something a test needs is missing. Panics in CI, where nothing may be.
fn missing(what: &str) {
    let ci = std::env::var("CI").is_ok_and(|ci| !ci.is_empty() && ci != "false");
    assert!(!ci, "{what} is missing; `.ci/setup test` installs it");
    eprintln!("skipped: {what} is missing; `.ci/setup test` installs it");
}
