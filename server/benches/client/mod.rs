//! A site with seeded data, and a way in.

use axum::Router;
use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use server::{clock::Clock, config::Config, db::Db, records::RECORDS, seed, state::App};
use std::path::Path;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Its clock.
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
    Ok(App::new(db, clock, config, &RECORDS))
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
