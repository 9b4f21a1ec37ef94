//! What the whole-program tests share: a throwaway PostgreSQL, a real browser, an HTML checker.
//!
//! Each is started at most once per test process, needs no clean-up by the test, and is gone when
//! the process ends, however it ends. Where one is not installed its tests skip themselves with a
//! message; with `CI=true` they fail instead, so that a green CI has run them all.

mod background;
pub mod browser;
pub mod html;
pub mod ics;
pub mod postgres;
pub mod records;
pub mod site;

use std::path::PathBuf;

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Says that something a test needs is missing. Panics in CI, where nothing may be.
fn missing(what: &str) {
    let ci = std::env::var("CI").is_ok_and(|ci| !ci.is_empty() && ci != "false");
    assert!(!ci, "{what} is missing; `.ci/setup test` installs it");
    eprintln!("skipped: {what} is missing; `.ci/setup test` installs it");
}
