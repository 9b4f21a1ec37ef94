//! Two readers of iCalendar that are not ours: PyPI `icalendar` and npm `ical.js`.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{path::PathBuf, process::Command};

/// Reads the files named on the command line and prints the events of each as JSON. Moments are
/// told in UTC, so that the time zone in the file counts.
const PYTHON: &str = r#"
import datetime, icalendar, json, sys
def moment(value):
    value = value.dt
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()
def event(e):
    assert not e.errors, e.errors
    text = lambda name: str(e[name]) if name in e else None
    return {
        "uid": text("UID"), "sequence": int(e["SEQUENCE"]), "status": text("STATUS"),
        "summary": text("SUMMARY"), "location": text("LOCATION"), "description": text("DESCRIPTION"),
        "categories": [str(c) for c in e["CATEGORIES"].cats], "url": text("URL"),
        "stamp": moment(e["DTSTAMP"]), "modified": moment(e["LAST-MODIFIED"]),
        "start": moment(e["DTSTART"]), "end": moment(e["DTEND"]) if "DTEND" in e else None,
    }
def calendar(file):
    cal = icalendar.Calendar.from_ical(open(file, "rb").read())
    assert not cal.errors, cal.errors
    assert [str(z["TZID"]) for z in cal.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    return {"name": str(cal["NAME"]), "method": str(cal["METHOD"]), "events": [event(e) for e in cal.walk("VEVENT")]}
print(json.dumps([calendar(file) for file in sys.argv[1:]]))
"#;

/// The same in JavaScript; the first argument is the library.
const JAVASCRIPT: &str = r#"
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const [library, ...files] = process.argv.slice(1);
const { default: ICAL } = await import(pathToFileURL(library));
const calendar = file => {
  const cal = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  const event = e => {
    const value = name => e.getFirstPropertyValue(name);
    const text = name => value(name)?.toString() ?? null;
    const moment = name => {
      const time = value(name);
      if (!time) return null;
      if (time.isDate) return time.toString();
      if (e.getFirstProperty(name).getParameter("tzid") && time.zone.tzid !== "Europe/Amsterdam") throw new Error("no zone");
      return time.toJSDate().toISOString().replace(".000Z", "Z");
    };
    return {
      uid: text("uid"), sequence: value("sequence"), status: text("status"),
      summary: text("summary"), location: text("location"), description: text("description"),
      categories: e.getFirstProperty("categories").getValues(), url: text("url"),
      stamp: moment("dtstamp"), modified: moment("last-modified"), start: moment("dtstart"), end: moment("dtend"),
    };
  };
  const text = name => cal.getFirstPropertyValue(name);
  return { name: text("name"), method: text("method"), events: cal.getAllSubcomponents("vevent").map(event) };
};
console.log(JSON.stringify(files.map(calendar)));
"#;

/// What both readers make of these calendars: of each its name, method and events. Nothing, with a
/// message, where the readers are not installed (outside CI).
///
/// # Panics
/// When a reader refuses a calendar, or when the two read different things.
#[must_use]
pub fn read(calendars: &[&str]) -> Option<Vec<Value>> {
    let python = crate::workspace().join("target/venv/bin/python");
    let library = crate::workspace().join("target/npm/node_modules/ical.js/dist/ical.js");
    let node = Command::new("node").arg("--version").output();
    if !python.exists() || !library.exists() || node.is_err() {
        crate::missing("one of the two foreign readers of calendars");
        return None;
    }
    let mut js = Command::new("node");
    js.args(["--input-type=module", "--eval", JAVASCRIPT, "--"])
        .arg(library);
    let mut py = Command::new(python);
    py.args(["-c", PYTHON]);
    match run(calendars, py, js) {
        Ok((one, other)) => {
            assert_eq!(one, other, "icalendar and ical.js read different things");
            Some(one)
        }
        Err(error) => panic!("a calendar was refused: {error:#}"),
    }
}

fn run(calendars: &[&str], py: Command, js: Command) -> Result<(Vec<Value>, Vec<Value>)> {
    let folder = tempfile::tempdir()?;
    let mut files = Vec::new();
    for (number, calendar) in calendars.iter().enumerate() {
        let file = folder.path().join(format!("{number}.ics"));
        std::fs::write(&file, calendar)?;
        files.push(file);
    }
    Ok((output(py, &files)?, output(js, &files)?))
}

fn output(mut command: Command, files: &[PathBuf]) -> Result<Vec<Value>> {
    let output = command.args(files).output().context("can't be started")?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}
