//! How fast the program answers: `make bench` ends with a failure below a bar.
//!
//! `handlers`: requests per second of the pages that are asked for most, beside bare axum handlers,
//! on eight connections, uncompressed, in turns of one run. The ratio says how much a page costs
//! beyond its queries, whatever else the machine is doing.
//!
//! `national`: processor time per request in a country of 342 municipalities, of who sees all of it
//! and of who sees one municipality, beside that of who sees the demonstration's region, on both
//! databases.
//!
//! Both ask for the same pages while nothing changes, so what the program keeps of them until then
//! counts; `handlers` also prints the rates of a program that keeps nothing.
//!
//! Every site is served by a process of its own; the time of those who ask doesn't count. A name as
//! argument runs that part alone. An unoptimised run is a trial of the benchmark itself: it is short
//! and never fails.

mod bare;
mod client;
mod handlers;
mod national;
mod process;

use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use server::clock::Clock;
use std::process::ExitCode;
use tikv_jemallocator::Jemalloc;

/// As the program has it.
#[global_allocator]
static MEMORY: Jemalloc = Jemalloc;

/// What may go wrong with a measurement, as words.
pub type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// The clock of all sites.
pub fn clock() -> Result<(Clock, NaiveDate)> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("no day")?;
    Ok((Clock::fixed(Amsterdam, day), day))
}

/// The one in the middle.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// What is beyond its bar.
#[derive(Default)]
pub struct Bars {
    beyond: Vec<String>,
}

impl Bars {
    /// Notes whether something keeps to its bar, and gives the mark that its line ends with.
    pub fn check(&mut self, keeps: bool, what: impl FnOnce() -> String) -> &'static str {
        if keeps {
            return "";
        }
        self.beyond.push(what());
        "  <<<"
    }
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    if process::serve().await? {
        return Ok(ExitCode::SUCCESS);
    }
    // Cargo adds an option of its own.
    let mut names = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'));
    let only = names.next();
    let wanted = |name| only.as_deref().is_none_or(|only| only == name);
    let mut bars = Bars::default();
    if wanted("handlers") {
        handlers::run(&mut bars).await?;
    }
    if wanted("national") {
        national::run(&mut bars).await?;
    }
    if bars.beyond.is_empty() {
        println!("\nall keep to their bars");
        return Ok(ExitCode::SUCCESS);
    }
    println!("\n{} beyond the bar:", bars.beyond.len());
    for what in &bars.beyond {
        println!("  {what}");
    }
    Ok(match cfg!(debug_assertions) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
