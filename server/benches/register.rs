//! Requests per second of the plan register with fifty rows, next to a bare handler that runs the
//! same query and sends a hand-formatted string of the same size.
//!
//! Both answer over HTTP on this machine, in turns, in one run: the ratio says how much the page
//! costs beyond its query, whatever else the machine is doing. Printed, not asserted.

use app::{id::UserId, page::Pages, plans::Filter};
use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use server::{clock::Clock, config::Config, db::Db, on_db, plans::store, seed, state::App};
use std::{
    fmt::Write,
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

/// Turns of each of the two.
const TURNS: usize = 7;
/// How long a turn lasts.
const TURN: Duration = Duration::from_secs(2);
/// Connections at once.
const CONNECTIONS: usize = 4;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Clone)]
struct Bare {
    app: App,
    user: UserId,
    size: usize,
}

/// The same query, and the least that can be made of it; filled up to the size of the page.
async fn bare(State(bare): State<Bare>) -> impl IntoResponse {
    let today = bare.app.clock.today();
    let (lines, Pages { total, .. }) =
        store::list(&bare.app.db, &bare.user, &Filter::default(), today)
            .await
            .expect("the query");
    let mut html = format!("<!doctype html><title>Plans</title><p>{total}</p><table>");
    for line in lines {
        let _ = write!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:?}</td><td>{}</td></tr>",
            line.title, line.owner, line.source, line.due_on, line.currency
        );
    }
    html.push_str("</table>");
    while html.len() < bare.size {
        html.push(' ');
    }
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html)
}

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::TempDir::new()?;
    let db = Db::open(&format!(
        "sqlite://{}",
        folder.path().join("paraat.db").display()
    ))
    .await?;
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("no day")?;
    let clock = Clock::fixed(Amsterdam, day);
    seed::demo(&db, &clock).await?;
    fill(&db).await?;
    let (user,): (String,) = on_db!(&db, |c| {
        sqlx::query_as("SELECT id FROM users WHERE email = 'coordinator@demo.paraat'")
            .fetch_one(c)
            .await
    })?;
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1".parse()?,
        demo: true,
        today: Some(day),
        documents: None,
    };
    let app = App::new(db, clock, config);
    let page = serve(server::routes::router(app.clone())).await?;
    let cookie = sign_in(&page).await?;
    let request = format!("GET /plans HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n");
    let size = Connection::open(&page).await?.ask(&request).await?;
    let bare = Bare {
        app,
        user: user.into(),
        size,
    };
    let bare = serve(
        Router::new()
            .route("/plans", get(self::bare))
            .with_state(bare),
    )
    .await?;

    let (mut pages, mut bares) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        bares.push(load(&bare, &request).await?);
        pages.push(load(&page, &request).await?);
    }
    let (page, bare) = (median(pages), median(bares));
    println!("plan register, 50 rows, {size} bytes: {page:.0} requests/s");
    println!("bare handler, same query and size:  {bare:.0} requests/s");
    println!("ratio: {:.2} (at least 0.5)", page / bare);
    Ok(())
}

/// Plans enough to fill a page of the register.
async fn fill(db: &Db) -> sqlx::Result<()> {
    for number in 0..20 {
        on_db!(db, |c| {
            sqlx::query(
                "INSERT INTO plans (id, owner_id, title, kind, rule_id, stage, due_on, warn_from)
                 SELECT 'bench-' || $1, owner_id, title || ' ' || $1, kind, rule_id, stage, due_on, warn_from
                 FROM plans WHERE due_on IS NOT NULL ORDER BY id LIMIT 1",
            )
            .bind(number.to_string())
            .execute(c)
            .await
            .map(drop)
        })?;
    }
    Ok(())
}

async fn serve(router: Router) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn sign_in(address: &str) -> Result<String> {
    let form = format!(
        "email=coordinator%40demo.paraat&password={}",
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
async fn load(address: &str, request: &str) -> Result<f64> {
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

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// A connection that is kept open, with as little of HTTP as the answers need.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(256 * 1024),
        })
    }

    /// Sends a request and reads its answer; gives the size of the body.
    async fn ask(&mut self, request: &str) -> Result<usize> {
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
