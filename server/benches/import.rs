//! An import of plans over HTTP: how long the preview and the confirmation of 5,000 rows take, once
//! with new plans and once with a change to each, and how much memory the program has at most when
//! it imports 10,000.
//!
//! Each import is done by a process of its own, so that nothing else counts. Printed, not asserted.

mod client;

use app::Locale;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, header},
};
use chrono::{Days, NaiveDate};
use client::Result;
use server::{
    seed,
    sheets::imports::write::{self, Format, Value},
};
use std::{path::Path, process::Command, time::Instant};
use tower::ServiceExt;

/// Names the folder of the two files that a process of its own imports.
const FILES: &str = "PARAAT_BENCH_IMPORT";
/// Between the parts of a form; nothing in a workbook is like it.
const BOUNDARY: &str = "----a-boundary-of-the-benchmarks";

const HEADERS: [&str; 14] = [
    "Titel",
    "Soort",
    "Eigenaar",
    "Van toepassing op",
    "Beoordelingsregel",
    "Beheerder",
    "Omschrijving",
    "Versie",
    "Vastgesteld op",
    "Vastgesteld door",
    "In werking op",
    "Laatste beoordeling",
    "Oordeel",
    "Beoordelaar",
];

#[tokio::main]
async fn main() -> Result<()> {
    if let Ok(folder) = std::env::var(FILES) {
        return imports(Path::new(&folder)).await;
    }
    // An unoptimised run is a trial of the benchmark itself.
    let counts = if cfg!(debug_assertions) {
        [50, 100]
    } else {
        [5_000, 10_000]
    };
    let folder = tempfile::TempDir::new()?;
    println!("at most, for 5,000 rows: preview 3 s, import 5 s; for 10,000 rows: 200 MB");
    for count in counts {
        for (number, name) in [(1, "new"), (2, "changed")] {
            std::fs::write(folder.path().join(name), workbook(count, number)?)?;
        }
        let program = std::env::current_exe()?;
        let done = Command::new(program).env(FILES, folder.path()).status()?;
        if !done.success() {
            return Err(format!("the import of {count} rows failed").into());
        }
    }
    Ok(())
}

/// A workbook of plans with every column filled but the two that are best left to the program. The
/// next edition of it has the same plans, each with another description, version and review.
fn workbook(rows: u64, edition: u32) -> Result<Vec<u8>> {
    let year = 2022 + i32::try_from(edition)?;
    let start = NaiveDate::from_ymd_opt(year, 1, 1).ok_or("no day")?;
    let rows = (0..rows).map(|number| {
        let pick = |words: &[&str]| Value::from(words[number as usize % words.len()]);
        let day = |later| Value::Day(start.checked_add_days(Days::new(number % 300 + later)));
        let owners = ["Vaals", "Meerssen", "Gulpen-Wittem"];
        vec![
            Value::Text(format!(
                "Draaiboek {number} bij een langdurige stroomuitval"
            )),
            pick(&["Draaiboek", "Deelplan", "Continuïteitsplan"]),
            pick(&owners),
            Value::from("Vaals; Meerssen"),
            Value::from(""),
            Value::from(""),
            Value::Text(format!(
                "Wie doet wat als de stroom langer dan {edition} uur wegblijft; wijk {number}. {}",
                "Met een lijst van kwetsbare inwoners en van noodstroom. ".repeat(3)
            )),
            Value::Text(format!("{edition}.{}", number % 3)),
            day(0),
            Value::from("College van burgemeester en wethouders"),
            day(7),
            day(400),
            pick(&["Klopt nog", "Klein gewijzigd"]),
            Value::Text(format!("Beoordelaar {}", number % 40)),
        ]
    });
    Ok(write::bytes(
        Locale::Nl,
        Format::Xlsx,
        "Plannen",
        &HEADERS,
        rows,
    )?)
}

/// Imports the files as a browser would, and says how long each took and what both took.
async fn imports(files: &Path) -> Result<()> {
    let folder = tempfile::TempDir::new()?;
    let db = client::database(folder.path()).await?;
    seed::demo(&db, &client::clock()?.0).await?;
    let router = server::router::router(client::site(db)?);
    let address = client::serve(router.clone()).await?;
    let cookie = client::sign_in(&address, "coordinator@demo.paraat").await?;
    for outcome in ["new", "changed"] {
        let file = std::fs::read(files.join(outcome))?;
        import(&router, &cookie, file, outcome).await?;
    }
    println!("memory at most {} MB", memory()?);
    Ok(())
}

async fn import(router: &Router, cookie: &str, file: Vec<u8>, outcome: &str) -> Result<()> {
    let size = file.len();
    let ask = |request: Request<Body>| answer(router.clone(), request, cookie);
    let start = Instant::now();
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n"
    );
    let end = format!("\r\n--{BOUNDARY}--\r\n");
    let form = [head.as_bytes(), &file, end.as_bytes()].concat();
    drop(file);
    let upload = Request::post("/plans/import")
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(Body::from(form))?;
    let (uploaded, _) = ask(upload).await?;
    let preview = location(&uploaded)?;
    let (_, page) = ask(Request::get(&preview).body(Body::empty())?).await?;
    let previewed = start.elapsed().as_secs_f64();
    let count = figure(&page, outcome)?;
    if figure(&page, "wrong")? != 0 {
        return Err("there are wrong rows".into());
    }

    let start = Instant::now();
    let confirm = page.split("name=\"confirm\" value=\"").nth(1);
    let confirm = confirm.and_then(|rest| rest.split('"').next());
    let confirm = format!("confirm={}", confirm.ok_or("nothing to confirm")?);
    let confirm = Request::post(&preview)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(confirm))?;
    let (confirmed, _) = ask(confirm).await?;
    let confirmed_in = start.elapsed().as_secs_f64();
    let (_, page) = ask(Request::get(location(&confirmed)?).body(Body::empty())?).await?;
    if figure(&page, "same")? != count {
        return Err("not every row was imported".into());
    }
    println!(
        "{count} {outcome} plans, {} kB: preview {previewed:.2} s, import {confirmed_in:.2} s",
        size / 1000
    );
    Ok(())
}

async fn answer(
    router: Router,
    mut request: Request<Body>,
    cookie: &str,
) -> Result<(Response<()>, String)> {
    request
        .headers_mut()
        .insert(header::COOKIE, cookie.parse()?);
    let (head, body) = router.oneshot(request).await?.into_parts();
    let body = to_bytes(body, usize::MAX).await?;
    Ok((
        Response::from_parts(head, ()),
        String::from_utf8_lossy(&body).into_owned(),
    ))
}

/// Where an answer leads.
fn location(answer: &Response<()>) -> Result<String> {
    let to = answer.headers().get(header::LOCATION);
    let to = to.ok_or_else(|| format!("no redirect but {}", answer.status()))?;
    Ok(to.to_str()?.to_owned())
}

/// A figure on top of a preview.
fn figure(page: &str, code: &str) -> Result<u64> {
    let rest = page.split(&format!("data-count=\"{code}\">")).nth(1);
    let digits = rest.and_then(|rest| rest.split('<').next());
    Ok(digits.ok_or("no figure")?.parse()?)
}

/// The most memory that this process had at once, in MB, as Linux counts it.
fn memory() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("no VmHWM")?.parse::<u64>()? / 1000)
}
