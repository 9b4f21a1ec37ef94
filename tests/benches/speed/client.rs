//! Clients that ask a site over HTTP.

use crate::Result;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// Connections at once.
const CONNECTIONS: usize = 8;

/// A request for a page, with these lines more in its head.
pub fn get(path: &str, lines: &[(&str, &str)]) -> String {
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in lines {
        request += &format!("{name}: {value}\r\n");
    }
    request + "\r\n"
}

/// The cookie of somebody who signs in.
pub async fn sign_in(address: &str, email: &str) -> Result<String> {
    let form = format!(
        "email={}&password={}",
        email.replace('@', "%40"),
        server::seed::PASSWORD
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
    let cookie = cookie.and_then(|cookie| cookie.split(';').next());
    Ok(cookie
        .ok_or_else(|| format!("{email} gets no cookie"))?
        .to_owned())
}

/// Answers per second, asked for on several connections at once for this long.
pub async fn load(address: &str, request: &str, status: u16, turn: Duration) -> Result<f64> {
    let answers = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut clients = JoinSet::<Result<()>>::new();
    for _ in 0..CONNECTIONS {
        let answers = answers.clone();
        let (address, request) = (address.to_owned(), request.to_owned());
        clients.spawn(async move {
            let mut connection = Connection::open(&address).await?;
            while start.elapsed() < turn {
                let answer = connection.ask(&request).await?;
                if answer.status != status {
                    return Err(format!("{} to {request}", answer.status).into());
                }
                answers.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(answers.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64())
}

/// So many requests on several connections at once.
pub async fn ask_often(address: &str, request: &str, times: usize) -> Result<()> {
    let mut clients = JoinSet::<Result<()>>::new();
    for client in 0..CONNECTIONS {
        let (address, request) = (address.to_owned(), request.to_owned());
        clients.spawn(async move {
            let mut connection = Connection::open(&address).await?;
            for _ in (client..times).step_by(CONNECTIONS) {
                connection.ask(&request).await?;
            }
            Ok(())
        });
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(())
}

/// What came back.
pub struct Answer {
    pub status: u16,
    head: String,
    body: std::ops::Range<usize>,
}

impl Answer {
    /// A line of the head by its name in small letters; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines();
        lines
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
            .unwrap_or_default()
    }

    /// How many bytes the body has.
    pub fn size(&self) -> usize {
        self.body.len()
    }
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

    /// Sends a request and reads its answer.
    pub async fn ask(&mut self, request: &str) -> Result<Answer> {
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let head = loop {
            self.read().await?;
            let ends = self.buffer.windows(4);
            if let Some(end) = ends.into_iter().position(|bytes| bytes == b"\r\n\r\n") {
                break end;
            }
        };
        let text = std::str::from_utf8(&self.buffer[..head])?.to_owned();
        let status = text.get(9..12).ok_or("no status")?.parse()?;
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length = match length {
            Some(length) => length.parse()?,
            None if status == 304 => 0,
            None => return Err("an answer without a length".into()),
        };
        let body = head + 4..head + 4 + length;
        while self.buffer.len() < body.end {
            self.read().await?;
        }
        Ok(Answer {
            status,
            head: text,
            body,
        })
    }

    /// The body of the last answer.
    pub fn text(&self, answer: &Answer) -> String {
        String::from_utf8_lossy(&self.buffer[answer.body.clone()]).into_owned()
    }

    async fn read(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err("the server closed the connection".into()),
            _ => Ok(()),
        }
    }
}
