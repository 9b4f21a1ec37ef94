//! `paraat user`.

use crate::{
    change::Change,
    clock::Clock,
    db::Db,
    error::Refused,
    identity::{commands, password, store, user::Level},
    organisations,
    trail::Actor,
};
use anyhow::{Context, bail, ensure};
use app::{fold, form::is_email};
use chrono_tz::Europe::Amsterdam;
use clap::Subcommand;
use std::io::BufRead;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an account; the password is read from the first line of standard input.
    Add {
        /// The address to sign in with.
        #[arg(long)]
        email: String,
        /// The name.
        #[arg(long)]
        name: String,
        /// What the user may do: staff, coordinator, manager or admin.
        #[arg(long)]
        level: Level,
        /// The name of the organisation; it is made, as a region, when there is none at all.
        #[arg(long)]
        organisation: String,
    },
    /// Give an account a new password, read from the first line of standard input.
    ResetPassword {
        /// The address to sign in with.
        #[arg(long)]
        email: String,
    },
}

/// Makes or changes an account.
pub(super) async fn run(url: &str, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add {
            email,
            name,
            level,
            organisation,
        } => add(url, &email, &name, level, &organisation).await,
        Command::ResetPassword { email } => reset_password(&Db::open(url).await?, &email).await,
    }
}

fn read_password() -> anyhow::Result<String> {
    eprintln!(
        "Password (at least {} characters), then Enter:",
        password::MINIMUM
    );
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("no password on standard input")?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    ensure!(
        password.chars().count() >= password::MINIMUM,
        "the password needs at least {} characters",
        password::MINIMUM
    );
    Ok(password)
}

/// Begins a change by the program itself.
async fn begin(db: &Db) -> sqlx::Result<Change> {
    let clock = Clock::system(Amsterdam);
    Change::begin(db, Actor::program(clock.now()), clock.today()).await
}

async fn add(
    url: &str,
    email: &str,
    name: &str,
    level: Level,
    organisation: &str,
) -> anyhow::Result<()> {
    let email = fold::email(email);
    ensure!(is_email(&email), "{email} is no e-mail address");
    // First, so that a wrong one leaves no trace.
    let password_hash = password::hash_now(&read_password()?)?;
    let db = Db::open(url).await?;
    let mut change = begin(&db).await?;
    let organisation = organisations::commands::named_or_first(&mut change, organisation).await?;
    let new = commands::NewUser {
        email: email.clone(),
        name: fold::line(name),
        password_hash,
        person: None,
        grants: vec![(organisation, level)],
    };
    match commands::add(&mut change, &new).await {
        Err(Refused::Taken) => bail!("there is an account for {email} already"),
        added => added?,
    };
    change.commit().await?;
    println!("Made the account {email}.");
    Ok(())
}

async fn reset_password(db: &Db, email: &str) -> anyhow::Result<()> {
    let (user, _) = store::by_email(db, email, Clock::system(Amsterdam).today())
        .await?
        .with_context(|| format!("there is no account for {email}"))?;
    let hash = password::hash_now(&read_password()?)?;
    let mut change = begin(db).await?;
    commands::set_password(&mut change, &user, &hash, commands::Right::Program).await?;
    change.commit().await?;
    println!("Changed the password of {email} and ended its sessions.");
    Ok(())
}
