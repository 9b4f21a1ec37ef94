//! The command line of `paraat`.

mod import;
mod seed;
mod serve;
mod user;

use crate::{clock::Clock, db::Db, on_writer};
use anyhow::{Context, bail, ensure};
use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Keeps a municipal crisis organisation ready: plans, roles, exercises, lessons, playbooks.
#[derive(Debug, Parser)]
#[command(name = "paraat", version)]
struct Cli {
    /// Where the data is: sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE.
    #[arg(
        long,
        global = true,
        env = "PARAAT_DATABASE_URL",
        default_value = "sqlite://paraat.db",
        hide_env_values = true
    )]
    database_url: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::Options),
    /// Bring the database's schema up to date, and stop.
    Migrate,
    /// Accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Fill an empty database with invented people and real plans.
    #[command(subcommand)]
    Seed(seed::Command),
    /// Import a CSV or XLSX file: all of it, or nothing when a row is wrong.
    #[command(subcommand)]
    Import(import::Command),
    /// Copy the SQLite database to a new file while the server may run. Documents in a folder
    /// (serve --documents) are not in it: copy that folder after this.
    Backup {
        /// The file to make; it must not exist yet.
        file: std::path::PathBuf,
    },
}

/// Runs the program: 0 done, 1 failed with one clear line, 2 wrong use.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("PARAAT_LOG")
        .unwrap_or_else(|_| "warn,server=info".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("paraat: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(execute(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("paraat: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn execute(cli: Cli) -> anyhow::Result<()> {
    let url = &cli.database_url;
    match cli.command {
        Command::Serve(options) => serve::run(url, options).await,
        Command::Migrate => Db::open(url).await.map(drop),
        Command::User(command) => user::run(url, command).await,
        Command::Seed(command) => seed::run(url, command).await,
        Command::Import(command) => import::run(url, command).await,
        Command::Backup { file } => backup(&Db::existing(url).await?, &file).await,
    }
}

/// A clock that stands still on a day, or the one of this machine.
fn clock(today: Option<NaiveDate>) -> Clock {
    today.map_or_else(
        || Clock::system(Amsterdam),
        |day| Clock::fixed(Amsterdam, day),
    )
}

async fn backup(db: &Db, file: &std::path::Path) -> anyhow::Result<()> {
    let Db::Sqlite(_) = db else {
        bail!("use pg_dump for PostgreSQL; this command copies SQLite databases")
    };
    ensure!(
        !file.exists(),
        "{} exists already; name a new file",
        file.display()
    );
    let name = file
        .to_str()
        .context("the file's name must be readable text")?
        .to_owned();
    on_writer!(db, |c| sqlx::query("VACUUM INTO $1")
        .bind(name)
        .execute(c)
        .await
        .map(drop))?;
    println!("Copied to {}.", file.display());
    Ok(())
}
