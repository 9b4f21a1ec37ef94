//! `paraat seed`.

use super::clock;
use crate::{db::Db, seed};
use anyhow::ensure;
use chrono::NaiveDate;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// The Heuvelland demonstration.
    Demo {
        /// The day to which its dates are relative; without it, today.
        #[arg(long, env = "PARAAT_TODAY")]
        today: Option<NaiveDate>,
    },
    /// An invented country, to see how the program does at that size.
    National {
        /// How many municipalities, from 1 to 342.
        #[arg(long, default_value_t = seed::NATIONAL, value_parser = clap::value_parser!(u16).range(1..=i64::from(seed::NATIONAL)))]
        scale: u16,
        /// The day to which its dates are relative; without it, today.
        #[arg(long, env = "PARAAT_TODAY")]
        today: Option<NaiveDate>,
    },
}

/// Fills an empty database.
pub(super) async fn run(url: &str, command: Command) -> anyhow::Result<()> {
    let db = empty(url).await?;
    match command {
        Command::Demo { today } => seed::demo(&db, &clock(today)).await,
        Command::National { scale, today } => national(&db, scale, today).await,
    }
}

/// A database in which nobody has put anything yet.
async fn empty(url: &str) -> anyhow::Result<Db> {
    let db = Db::open(url).await?;
    ensure!(seed::is_empty(&db).await?, seed::FILLED);
    Ok(db)
}

async fn national(db: &Db, scale: u16, today: Option<NaiveDate>) -> anyhow::Result<()> {
    // Hidden by itself where nobody looks.
    let bar = ProgressBar::new(scale.into()).with_style(ProgressStyle::with_template(
        "{wide_bar} {pos}/{len} municipalities, {elapsed}",
    )?);
    let progress = |done: usize| {
        bar.set_position(done as u64);
        if bar.is_hidden() && (done.is_multiple_of(50) || done == usize::from(scale)) {
            eprintln!("{done} of {scale} municipalities");
        }
    };
    seed::national(db, &clock(today), scale.into(), progress).await?;
    bar.finish();
    println!(
        "Stored {scale} municipalities. Look at them with:\n  paraat serve --demo\n{}",
        accounts(db).await?
    );
    Ok(())
}

/// The accounts of the demonstration, in words.
pub(super) async fn accounts(db: &Db) -> anyhow::Result<String> {
    let password = seed::PASSWORD;
    let mut words = format!("Sign in as one of these, password {password}:\n");
    for (email, who) in seed::accounts(db).await? {
        words += &format!("  {email:32} {who}\n");
    }
    Ok(words)
}
