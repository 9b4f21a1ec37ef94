//! The program as a process of its own, and requests to it.

use crate::Result;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

/// The program in a folder of its own, with nothing set from outside.
pub fn paraat(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraat"));
    command
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .env_remove("PARAAT_DATABASE_URL");
    command
}

/// Exit code, output and errors of the program with these arguments.
pub fn run(folder: &TempDir, arguments: &[&str]) -> Result<(Option<i32>, String, String)> {
    let Output {
        status,
        stdout,
        stderr,
    } = paraat(folder).args(arguments).output()?;
    Ok((
        status.code(),
        String::from_utf8(stdout)?,
        String::from_utf8(stderr)?,
    ))
}

/// A server of ours; killed when it goes out of scope, as by `kill -9`.
pub struct Server {
    pub child: Child,
    pub address: String,
}

impl Server {
    pub fn start(folder: &TempDir, arguments: &[&str]) -> Result<Self> {
        let mut child = paraat(folder)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        // The first line names the address, port and all.
        let line = BufReader::new(output)
            .lines()
            .next()
            .ok_or("it ended at once")??;
        let address = line.rsplit("//").next().ok_or("no address")?.to_owned();
        Ok(Self { child, address })
    }

    pub fn ask(&self, request: impl AsRef<[u8]>) -> Result<String> {
        ask(&self.address, request)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn ask(address: &str, request: impl AsRef<[u8]>) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request.as_ref())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// A request for a page.
pub fn get(path: &str, cookie: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    )
}

/// A form as most are sent.
pub fn post(path: &str, cookie: &str, body: &str) -> Vec<u8> {
    post_as(
        "application/x-www-form-urlencoded",
        path,
        cookie,
        body.as_bytes(),
    )
}

pub fn post_as(content_type: &str, path: &str, cookie: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// The cookie of the region's coordinator.
pub fn sign_in(server: &Server) -> Result<String> {
    let answer = server.ask(post(
        "/login",
        "",
        "email=coordinator%40demo.paraat&password=paraat-demo",
    ))?;
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "));
    Ok(cookie
        .and_then(|cookie| cookie.split(';').next())
        .ok_or("no cookie")?
        .to_owned())
}
