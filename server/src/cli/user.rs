//! `paraat user`.

use crate::{
    clock::Clock,
    db::Db,
    identity::{password, store, user::Level},
    trail::Actor,
};
use anyhow::{Context, ensure};
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
    let new = store::NewUser {
        email: email.clone(),
        name: fold::line(name),
        password_hash,
        person: None,
        grants: Vec::new(),
    };
    let db = Db::open(url).await?;
    let by = Actor::program(Clock::system(Amsterdam).now());
    store::add_in(&db, &by, new, organisation, level).await?;
    println!("Made the account {email}.");
    Ok(())
}

async fn reset_password(db: &Db, email: &str) -> anyhow::Result<()> {
    let (user, _) = store::by_email(db, email, Clock::system(Amsterdam).today())
        .await?
        .with_context(|| format!("there is no account for {email}"))?;
    let hash = password::hash_now(&read_password()?)?;
    let by = Actor::program(Clock::system(Amsterdam).now());
    store::set_password(db, &by, &user, &hash, None).await?;
    println!("Changed the password of {email} and ended its sessions.");
    Ok(())
}
