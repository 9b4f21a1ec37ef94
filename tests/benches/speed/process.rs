//! The processes that serve: each its own, so that what it takes is its own, too.

use crate::{Result, bare, clock};
use axum::{Router, serve::ListenerExt};
use server::{config::Config, db::Db, records::RECORDS, state::App};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::{
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Command, Stdio},
    str::FromStr,
};
use tokio::net::TcpListener;

/// Names the address of a process's database.
const DATABASE: &str = "PARAAT_BENCH_DATABASE";
/// Set for a process whose program keeps nothing of what it read.
const FORGETFUL: &str = "PARAAT_BENCH_FORGETFUL";
/// Holds the answers of a process that serves bare handlers.
const BARE: &str = "PARAAT_BENCH_BARE";

/// A process that serves; it ends when this goes out of scope, or with the process that began it.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Server {
    /// The program on a database.
    pub fn site(database: &str) -> Result<Self> {
        Self::start(database, &[])
    }

    /// The program on a SQLite database of which it can't tell whether others change it, so that it
    /// keeps nothing.
    pub fn forgetful(database: &str) -> Result<Self> {
        Self::start(database, &[(FORGETFUL, "yes".to_owned())])
    }

    /// Bare handlers on a database.
    pub fn bare(database: &str, answers: &[bare::Answer]) -> Result<Self> {
        Self::start(database, &[(BARE, bare::written(answers))])
    }

    fn start(database: &str, settings: &[(&str, String)]) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.env(DATABASE, database).stdin(Stdio::piped());
        command.envs(settings.iter().map(|(name, value)| (name, value)));
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let line = BufReader::new(output).lines().next();
        let address = line.ok_or("it ended at once")??;
        Ok(Self { child, address })
    }

    /// Seconds of processor time that it took so far.
    pub fn seconds(&self) -> Result<f64> {
        Ok(Times::of(self.child.id())?.own)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves when this process was started for it; `false` when it is the first one.
pub async fn serve() -> Result<bool> {
    let Ok(database) = std::env::var(DATABASE) else {
        return Ok(false);
    };
    let router = match std::env::var(BARE) {
        Ok(answers) => {
            let pool = SqlitePoolOptions::new().max_connections(8);
            bare::router(pool.connect(&database).await?, &answers)?
        }
        Err(_) if std::env::var_os(FORGETFUL).is_some() => {
            let options = SqliteConnectOptions::from_str(&database)?.statement_cache_capacity(512);
            let pool = SqlitePoolOptions::new()
                .max_connections(8)
                .test_before_acquire(false);
            site(pool.connect_with(options).await?.into())?
        }
        Err(_) => site(Db::open(&database).await?)?,
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    // Ends with the process that holds the other end.
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(true)
}

fn site(db: Db) -> Result<Router> {
    let (clock, day) = clock()?;
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1".parse()?,
        demo: true,
        today: Some(day),
        documents: None,
    };
    let app = App::new(db, clock, config, &RECORDS);
    Ok(server::router::router(app))
}

/// What counts the processor time of a database's server: that of the process that began all its
/// others, with theirs.
pub struct Cluster {
    first: u32,
}

impl Cluster {
    /// The one whose process with this number serves a connection.
    pub fn of(connection: i32) -> Result<Self> {
        let first = Times::of(connection.try_into()?)?.parent;
        Ok(Self { first })
    }

    /// Seconds of processor time that it took so far.
    pub fn seconds(&self) -> Result<f64> {
        let first = Times::of(self.first)?;
        let mut seconds = first.own + first.ended;
        for entry in std::fs::read_dir("/proc")? {
            let name = entry?.file_name();
            // Those that end meanwhile count where they are waited for.
            if let Some(number) = name.to_str().and_then(|name| name.parse().ok())
                && let Ok(times) = Times::of(number)
                && times.parent == self.first
            {
                seconds += times.own;
            }
        }
        Ok(seconds)
    }
}

/// What Linux tells of a process.
struct Times {
    parent: u32,
    own: f64,
    /// Of those that it began and that have ended.
    ended: f64,
}

impl Times {
    fn of(process: u32) -> Result<Self> {
        let path = PathBuf::from(format!("/proc/{process}/stat"));
        let text = std::fs::read_to_string(path)?;
        // The name of the program, in brackets, may hold anything.
        let (_, rest) = text.rsplit_once(')').ok_or("no name")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let number = |at: usize| -> Result<u32> { Ok(fields.get(at).ok_or("no field")?.parse()?) };
        // Linux counts in hundredths on every machine.
        let seconds = |at| -> Result<f64> { Ok(f64::from(number(at)? + number(at + 1)?) / 100.0) };
        Ok(Self {
            parent: number(1)?,
            own: seconds(11)?,
            ended: seconds(13)?,
        })
    }
}
