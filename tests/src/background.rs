//! Programs that run beside the tests and end with them.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, copy, sink};
use std::os::unix::process::CommandExt;
use std::process::{ChildStdin, Command, Stdio};

/// A shell script that starts a program, says so on its output, then reads its input to the end,
/// and cleans up. Its input is a pipe that nobody writes to and that only the test process holds:
/// the kernel closes it when that process ends, even by SIGKILL. No `Drop` is that reliable, and a
/// `static` has none.
#[derive(Debug)]
pub struct Background {
    /// What the script said when the program was ready.
    pub said: String,
    _held: ChildStdin,
}

impl Background {
    /// Runs the script and waits for the first line on its output for which `ready` has an answer.
    pub fn start(
        script: &str,
        arguments: &[&str],
        ready: impl Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh"]).args(arguments);
        shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        // A group of its own: Ctrl-C at the terminal must not end it before it has cleaned up.
        let mut child = shell.process_group(0).spawn().context("sh")?;
        let held = child.stdin.take().context("no input")?;
        let mut output = BufReader::new(child.stdout.take().context("no output")?);
        let mut heard = String::new();
        loop {
            let mut line = String::new();
            if output.read_line(&mut line)? == 0 {
                bail!("it ended before it was ready: {heard}");
            }
            if let Some(said) = ready(line.trim()) {
                // Its output is read on, so that it never waits for a reader.
                std::thread::spawn(move || copy(&mut output, &mut sink()));
                return Ok(Self { said, _held: held });
            }
            heard.push_str(&line);
        }
    }
}
