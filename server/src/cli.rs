//! The command line of `paraat`.

use crate::{
    assets,
    audit::Actor,
    auth::{password, session, store, user::Level},
    clock::Clock,
    config::Config,
    db::Db,
    documents, imports, on_db, routes, seed,
    state::App,
};
use anyhow::{Context, anyhow, bail, ensure};
use app::{
    Locale,
    imports::{Counts, ImportKind, MAX_BYTES, Outcome, Refusal},
};
use axum::serve::ListenerExt;
use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::{BufRead, Write},
    net::SocketAddr,
    process::ExitCode,
    time::Duration,
};
use url::{Host, Url};

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
    Serve(Serve),
    /// Bring the database's schema up to date, and stop.
    Migrate,
    /// Accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Fill an empty database with invented people and real plans.
    #[command(subcommand)]
    Seed(SeedCommand),
    /// Import a CSV or XLSX file: all of it, or nothing when a row is wrong.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Copy the SQLite database to a new file while the server may run. Documents in a folder
    /// (serve --documents) are not in it: copy that folder after this.
    Backup {
        /// The file to make; it must not exist yet.
        file: std::path::PathBuf,
    },
}

#[derive(Debug, Args)]
struct Serve {
    /// Address and port to listen on.
    #[arg(long, env = "PARAAT_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// How the world reaches the program, such as https://paraat.example.nl; needed when it
    /// listens beyond this machine.
    #[arg(long, env = "PARAAT_PUBLIC_URL")]
    public_url: Option<Url>,
    /// Serve the demonstration with invented people; only on this machine.
    #[arg(long, env = "PARAAT_DEMO")]
    demo: bool,
    /// Fix the clock of a demonstration to a day, such as 2026-12-02.
    #[arg(long, env = "PARAAT_TODAY", requires = "demo")]
    today: Option<NaiveDate>,
    /// Folder for the documents of plans; without it they are stored in the database.
    #[arg(long, env = "PARAAT_DOCUMENTS")]
    documents: Option<std::path::PathBuf>,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
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

#[derive(Debug, Subcommand)]
enum SeedCommand {
    /// The Heuvelland demonstration.
    Demo {
        /// The day to which its dates are relative; without it, today.
        #[arg(long, env = "PARAAT_TODAY")]
        today: Option<NaiveDate>,
    },
    /// An invented country, to see how the program does at that size.
    National {
        /// How many municipalities, from 1 to 342.
        #[arg(long, default_value_t = seed::NATIONAL)]
        scale: usize,
        /// The day to which its dates are relative; without it, today.
        #[arg(long, env = "PARAAT_TODAY")]
        today: Option<NaiveDate>,
    },
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// Plans, each with its newest version and its last review.
    Plans {
        /// The file.
        file: std::path::PathBuf,
    },
    /// People and how to reach them.
    People {
        /// The file.
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
        Command::Serve(options) => serve(url, options).await,
        Command::Migrate => Db::open(url).await.map(drop),
        Command::User(UserCommand::Add {
            email,
            name,
            level,
            organisation,
        }) => add_user(url, &email, &name, level, &organisation).await,
        Command::User(UserCommand::ResetPassword { email }) => {
            reset_password(&Db::open(url).await?, &email).await
        }
        Command::Seed(SeedCommand::Demo { today }) => {
            seed::demo(&empty(url).await?, &clock(today)).await
        }
        Command::Seed(SeedCommand::National { scale, today }) => {
            // First, so that a wrong one leaves no trace.
            ensure!(
                (1..=seed::NATIONAL).contains(&scale),
                "--scale is a number of municipalities from 1 to {}",
                seed::NATIONAL
            );
            national(&empty(url).await?, scale, today).await
        }
        Command::Import(ImportCommand::Plans { file }) => {
            import(url, &file, ImportKind::Plans).await
        }
        Command::Import(ImportCommand::People { file }) => {
            import(url, &file, ImportKind::People).await
        }
        Command::Backup { file } => backup(&Db::existing(url).await?, &file).await,
    }
}

/// A database in which nobody has put anything yet.
async fn empty(url: &str) -> anyhow::Result<Db> {
    let db = Db::open(url).await?;
    ensure!(
        seed::is_empty(&db).await?,
        "the database holds data already; this needs an empty one"
    );
    Ok(db)
}

async fn national(db: &Db, scale: usize, today: Option<NaiveDate>) -> anyhow::Result<()> {
    // Hidden by itself where nobody looks.
    let bar = ProgressBar::new(scale as u64).with_style(ProgressStyle::with_template(
        "{wide_bar} {pos}/{len} municipalities, {elapsed}",
    )?);
    let progress = |done: usize| {
        bar.set_position(done as u64);
        if bar.is_hidden() && (done.is_multiple_of(50) || done == scale) {
            eprintln!("{done} of {scale} municipalities");
        }
    };
    seed::national(db, &clock(today), scale, progress).await?;
    bar.finish();
    println!(
        "Stored {scale} municipalities. Look at them with:\n  paraat serve --demo\n{}",
        accounts(db).await?
    );
    Ok(())
}

/// The accounts of the demonstration, in words.
async fn accounts(db: &Db) -> anyhow::Result<String> {
    let password = seed::PASSWORD;
    let mut words = format!("Sign in as one of these, password {password}:\n");
    for (email, who) in seed::accounts(db).await? {
        words += &format!("  {email:32} {who}\n");
    }
    Ok(words)
}

fn clock(today: Option<NaiveDate>) -> Clock {
    today.map_or_else(
        || Clock::system(Amsterdam),
        |day| Clock::fixed(Amsterdam, day),
    )
}

async fn serve(url: &str, options: Serve) -> anyhow::Result<()> {
    let Serve {
        listen,
        public_url,
        demo,
        today,
        documents,
    } = options;
    ensure!(
        !demo || listen.ip().is_loopback(),
        "--demo has a known password, so it listens on this machine only; leave out --listen or use 127.0.0.1"
    );
    let public_url = match public_url {
        Some(url) => url,
        None if listen.ip().is_loopback() => Url::parse(&format!("http://{listen}"))?,
        None => bail!(
            "say with --public-url how the world reaches the program, such as https://paraat.example.nl"
        ),
    };
    ensure!(
        matches!(public_url.scheme(), "http" | "https") && public_url.host().is_some(),
        "{public_url} is no address of a site; it looks like https://paraat.example.nl"
    );
    ensure!(
        public_url.scheme() == "https" || is_loopback(&public_url),
        "{public_url} would send passwords unencrypted; use an https address for --public-url, with a proxy in front"
    );
    if let Some(folder) = &documents {
        documents::prepare(folder)?;
    }
    let clock = clock(today);
    let db = Db::open(url).await?;
    if demo {
        if seed::is_empty(&db).await? {
            seed::demo(&db, &clock).await?;
        }
        ensure!(
            seed::is_demo(&db).await?,
            "this database holds real data; --demo needs a database of its own (--database-url sqlite://demo.db)"
        );
    } else {
        ensure!(
            !seed::is_demo(&db).await?,
            "this database holds the demonstration, whose password everybody knows; serve it with --demo, or name another with --database-url"
        );
    }
    // Without a rule no plan can be made.
    seed::review_rules(&db, &clock).await?;
    let _ = any_spawner::Executor::init_tokio();
    let app = App::new(
        db,
        clock,
        Config {
            listen,
            public_url,
            demo,
            today,
            documents,
        },
    );
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("can't listen on {listen}"))?;
    let listen = listener.local_addr()?;
    greet(&app, listen).await?;
    // Says so in the log when there is none.
    let _ = assets::base();
    let tidy = tokio::spawn(tidy(app.clone()));
    // Without it a streamed answer waits for the delayed acknowledgement of its first part.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let service = routes::router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stopped())
        .await?;
    tidy.abort();
    Ok(())
}

/// Whether an address leads to this machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

async fn greet(app: &App, listen: SocketAddr) -> anyhow::Result<()> {
    let mut words = format!("Paraat: http://{listen}\n");
    if app.config.demo {
        words += &format!("Demonstration. {}", accounts(&app.db).await?);
    } else if seed::is_empty(&app.db).await? {
        words += "There is no account yet. Make the first one with:\n  \
            paraat user add --email you@example.nl --name 'Your Name' --level admin \
            --organisation 'Your region'\nIt asks for the password on standard input.\n";
    }
    // A server goes on when nobody listens to its greeting.
    let _ = std::io::stdout().write_all(words.as_bytes());
    Ok(())
}

/// Removes what has ended, once an hour.
async fn tidy(app: App) {
    let mut hour = tokio::time::interval(Duration::from_secs(3_600));
    loop {
        hour.tick().await;
        app.limits.tidy();
        if let Err(error) = session::tidy(&app.db, app.clock.now()).await {
            tracing::warn!(%error, "old sessions could not be removed");
        }
        if let (Db::Sqlite(_), Err(error)) = (&app.db, app.db.learn().await) {
            tracing::warn!(%error, "the database could not look at itself");
        }
        if let Err(error) = imports::store::tidy(&app.db, app.clock.now()).await {
            tracing::warn!(%error, "old imports could not be removed");
        }
    }
}

async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    let mut terminated =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(_) => return drop(interrupted.await),
        };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated.recv() => {}
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

async fn add_user(
    url: &str,
    email: &str,
    name: &str,
    level: Level,
    organisation: &str,
) -> anyhow::Result<()> {
    ensure!(email.contains('@'), "{email} is no e-mail address");
    // First, so that a wrong one leaves no trace.
    let password_hash = password::hash_now(&read_password()?)?;
    let new = store::NewUser {
        email: email.to_owned(),
        name: name.to_owned(),
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

/// Imports a file with the right on every organisation.
async fn import(url: &str, file: &std::path::Path, kind: ImportKind) -> anyhow::Result<()> {
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
    let db = Db::open(url).await?;
    let clock = Clock::system(Amsterdam);
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
    on_db!(db, |c| sqlx::query("VACUUM INTO $1")
        .bind(name)
        .execute(c)
        .await
        .map(drop))?;
    println!("Copied to {}.", file.display());
    Ok(())
}
