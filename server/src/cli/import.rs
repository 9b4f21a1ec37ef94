//! `paraat import`.

use crate::{clock::Clock, db::Db, seed, sheets::imports, trail::Actor};
use anyhow::{Context, anyhow, ensure};
use app::{
    Locale,
    sheets::imports::{Counts, ImportKind, MAX_BYTES, Outcome, Refusal},
};
use chrono_tz::Europe::Amsterdam;
use clap::Subcommand;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Plans, each with its newest version and its last review.
    Plans {
        /// The file.
        file: PathBuf,
    },
    /// People and how to reach them.
    People {
        /// The file.
        file: PathBuf,
    },
}

/// Imports a file.
pub(super) async fn run(url: &str, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Plans { file } => import(url, &file, ImportKind::Plans).await,
        Command::People { file } => import(url, &file, ImportKind::People).await,
    }
}

/// Imports a file with the right on every organisation.
async fn import(url: &str, file: &Path, kind: ImportKind) -> anyhow::Result<()> {
    let shown = file.display();
    let size = std::fs::metadata(file)
        .with_context(|| format!("can't read {shown}"))?
        .len();
    let refused = |refusal: Refusal| anyhow!("{shown}: {}", refusal.message(Locale::En));
    if size > MAX_BYTES as u64 {
        return Err(refused(Refusal::TooLarge));
    }
    let bytes = std::fs::read(file).with_context(|| format!("can't read {shown}"))?;
    let table = imports::file::read(&bytes, kind).map_err(refused)?;
    // A wrong address must not make a database.
    drop(Db::existing(url).await?);
    let db = Db::open(url).await?;
    ensure!(
        !seed::is_empty(&db).await?,
        "this database has no organisations yet; make the first account with `paraat user add`, or name another with --database-url"
    );
    let clock = Clock::system(Amsterdam);
    // Without a rule no plan can be made.
    seed::review_rules(&db, &clock).await?;
    let by = Actor::program(clock.now());
    let lines = imports::run(&db, &by, &table, Locale::En, clock.today()).await?;
    let mut words = String::new();
    for line in &lines {
        if let Outcome::Wrong(faults) = &line.outcome {
            for fault in faults {
                let (place, message) = (fault.place(Locale::En), fault.flaw.message(Locale::En));
                words += &format!("{place}: {message}\n");
            }
        }
    }
    let counts = Counts::of(lines.iter().map(|line| &line.outcome));
    let Counts {
        new,
        changed,
        same,
        wrong,
    } = counts;
    words += &format!("{new} new, {changed} changed, {same} the same, {wrong} wrong\n");
    let _ = std::io::stdout().write_all(words.as_bytes());
    ensure!(
        wrong == 0,
        "{wrong} of {} rows are wrong; nothing was imported",
        lines.len()
    );
    Ok(())
}
