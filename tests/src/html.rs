//! The Nu HTML checker, which validates as the W3C does.

use anyhow::{Context, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The errors in these pages (name, HTML) as `name: line: message`. All pages go in one call: the
/// checker takes a second to start. Nothing, with a message, where it is not installed (outside CI).
///
/// # Panics
/// When the checker itself fails.
pub fn check(pages: &[(String, String)]) -> Vec<String> {
    let Some(jar) = installed() else {
        crate::missing("the Nu HTML checker, or Java");
        return Vec::new();
    };
    match run(&jar, pages) {
        Ok(errors) => errors,
        Err(error) => panic!("the HTML checker failed: {error:#}"),
    }
}

/// Whether there is one to ask.
#[must_use]
pub fn is_installed() -> bool {
    installed().is_some()
}

fn installed() -> Option<PathBuf> {
    let jar = crate::workspace().join("target/npm/node_modules/vnu-jar/build/dist/vnu.jar");
    let java = Command::new("java").arg("-version").output();
    (jar.exists() && java.is_ok()).then_some(jar)
}

fn run(jar: &Path, pages: &[(String, String)]) -> Result<Vec<String>> {
    let folder = tempfile::tempdir()?;
    // Numbers for file names: a page's name may hold a slash.
    for (number, (_, html)) in pages.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number}.html")), html)?;
    }
    let mut java = Command::new("java");
    // It ends before a better compiler or more threads for its memory would pay.
    java.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m"]);
    java.arg("-jar")
        .arg(jar)
        .args(["--errors-only", "--format", "json", "--stdout"]);
    let output = java
        .args(["--exit-zero-always"])
        .arg(folder.path())
        .output()?;
    let report: Value = serde_json::from_slice(&output.stdout)
        .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let messages = report["messages"]
        .as_array()
        .context("no list of messages")?;
    Ok(messages
        .iter()
        .map(|message| line(message, pages))
        .collect())
}

fn line(message: &Value, pages: &[(String, String)]) -> String {
    let file = message["url"]
        .as_str()
        .and_then(|url| url.rsplit('/').next());
    let number = file.and_then(|file| file.strip_suffix(".html")?.parse::<usize>().ok());
    let name = number
        .and_then(|number| pages.get(number))
        .map_or("?", |(name, _)| name);
    let text = message["message"].as_str().unwrap_or_default();
    format!("{name}: {}: {text}", message["lastLine"])
}
