//! What the benchmarks share: a site with seeded data, and clients that ask it over HTTP.

use axum::Router;
use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use server::{clock::Clock, config::Config, db::Db, seed, state::App};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Turns of each of those that are compared.
pub const TURNS: usize = 7;
/// How long a turn lasts.
const TURN: Duration = Duration::from_secs(2);
/// Connections at once.
const CONNECTIONS: usize = 4;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The clock of all benchmarks.
pub fn clock() -> Result<(Clock, NaiveDate)> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("no day")?;
    Ok((Clock::fixed(Amsterdam, day), day))
}

/// A database of its own in a folder.
pub async fn database(folder: &Path) -> Result<Db> {
    let url = format!("sqlite://{}", folder.join("paraat.db").display());
    Ok(Db::open(&url).await?)
}

/// The program on a database.
pub fn site(db: Db) -> Result<App> {
    let (clock, day) = clock()?;
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1".parse()?,
        demo: true,
        today: Some(day),
        documents: None,
    };
    Ok(App::new(db, clock, config))
}

/// The request for the plan register.
pub fn register(cookie: &str) -> String {
    format!("GET /plans HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n")
}

pub async fn serve(router: Router) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

pub async fn sign_in(address: &str, email: &str) -> Result<String> {
    let form = format!(
        "email={}&password={}",
        email.replace('@', "%40"),
        seed::PASSWORD
    );
    let request = format!(
        "POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "));
    Ok(cookie
        .and_then(|cookie| cookie.split(';').next())
        .ok_or("no cookie")?
        .to_owned())
}

/// Answers per second, asked for on several connections at once.
pub async fn load(address: &str, request: &str) -> Result<f64> {
    let answers = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (answers, address, request) = (answers.clone(), address.to_owned(), request.to_owned());
        clients.spawn(async move {
            let mut connection = Connection::open(&address).await?;
            while start.elapsed() < TURN {
                connection.ask(&request).await?;
                answers.fetch_add(1, Ordering::Relaxed);
            }
            Result::Ok(())
        });
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(answers.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64())
}

pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// A connection that is kept open, with as little of HTTP as the answers need.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(256 * 1024),
        })
    }

    /// Sends a request and reads its answer; gives the size of the body.
    pub async fn ask(&mut self, request: &str) -> Result<usize> {
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let (head, length) = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            let head = self
                .buffer
                .windows(4)
                .position(|bytes| bytes == b"\r\n\r\n");
            if let Some(head) = head {
                let text = std::str::from_utf8(&self.buffer[..head])?;
                if !text.starts_with("HTTP/1.1 200") {
                    return Err(text.to_owned().into());
                }
                let length = text
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: "));
                break (
                    head + 4,
                    length
                        .ok_or("an answer without a length")?
                        .parse::<usize>()?,
                );
            }
        };
        while self.buffer.len() < head + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the answer was cut off".into());
            }
        }
        Ok(length)
    }
}
