//! What the program takes at most while files come in that are as bad as the limits allow.

use std::{
    error::Error,
    fmt::Write as _,
    io::{BufRead, BufReader, Cursor, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread,
};
use tempfile::TempDir;
use zip::{ZipWriter, write::SimpleFileOptions};

type Result<T = (), E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// The most memory, in kilobytes.
const MOST: u64 = 200_000;
/// Between the parts of a form.
const BOUNDARY: &str = "----a-boundary-of-the-tests";

/// The program with the demonstration; ended when it goes out of scope.
struct Server {
    child: Child,
    address: String,
    cookie: String,
}

impl Server {
    fn start(folder: &TempDir) -> Result<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_paraat"))
            .current_dir(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0", "--demo"])
            .args(["--today", "2026-11-23"])
            .env_remove("PARAAT_DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let line = BufReader::new(output).lines().next();
        let line = line.ok_or("it ended at once")??;
        let address = line.rsplit("//").next().ok_or("no address")?.to_owned();
        let mut server = Self {
            child,
            address,
            cookie: String::new(),
        };
        let form = b"email=coordinator%40demo.paraat&password=paraat-demo";
        let answer = server.post("/login", "application/x-www-form-urlencoded", form)?;
        let cookie = header(&answer, "set-cookie").ok_or("no cookie")?;
        server.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(server)
    }

    fn ask(&self, line: &str, head: &str, body: &[u8]) -> Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        let cookie = &self.cookie;
        write!(
            stream,
            "{line} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n{head}\r\n"
        )?;
        stream.write_all(body)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    fn get(&self, path: &str) -> Result<String> {
        self.ask(&format!("GET {path}"), "", b"")
    }

    fn post(&self, path: &str, kind: &str, body: &[u8]) -> Result<String> {
        let head = format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
        self.ask(&format!("POST {path}"), &head, body)
    }

    fn send(&self, path: &str, field: &str, name: &str, file: &[u8]) -> Result<String> {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        let end = format!("\r\n--{BOUNDARY}--\r\n");
        let form = [head.as_bytes(), file, end.as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.post(path, &kind, &form)
    }

    /// The most that it took at once so far, in kilobytes, as Linux counts it.
    fn memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next());
        Ok(kilobytes.ok_or("no VmHWM")?.parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let lines = answer.lines();
    let mut values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    values.next()
}

/// A workbook of rows that share one long text, of which each character takes two in the database.
fn workbook(rows: usize, text: usize) -> Result<Vec<u8>> {
    let mut cells = String::from("<row r=\"1\">");
    for (column, name) in [
        ("A", "Titel"),
        ("B", "Soort"),
        ("C", "Eigenaar"),
        ("G", "Omschrijving"),
    ] {
        write!(
            cells,
            "<c r=\"{column}1\" t=\"inlineStr\"><is><t>{name}</t></is></c>"
        )?;
    }
    cells += "</row>";
    for row in 2..rows + 2 {
        write!(
            cells,
            "<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c><c r=\"G{row}\" t=\"s\"><v>0</v></c></row>"
        )?;
    }
    let text = "&quot;".repeat(text);
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{links}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"{links}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{links}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{links}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/sharedStrings.xml",
            format!("<sst {main}><si><t>{text}</t></si></sst>"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet {main}><sheetData>{cells}</sheetData></worksheet>"),
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A PDF of the largest size; each is another.
fn pdf(number: u8) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    bytes.resize(app::plans::documents::LIMIT - 64, b'0' + number);
    bytes.extend_from_slice(b"\nstartxref\n9\n%%EOF\n");
    bytes
}

#[test]
fn many_large_files_at_once_take_no_more_memory_than_a_few() -> Result {
    let folder = TempDir::new()?;
    let server = Server::start(&folder)?;
    println!("{} kB at the start", server.memory()?);
    let register = server.get("/plans?q=Maastricht+Aachen")?;
    let (_, plan) = register
        .split_once("<tbody")
        .and_then(|(_, rows)| rows.split_once("href=\"/plans/"))
        .ok_or("no plan")?;
    let plan = plan.split('"').next().unwrap_or_default();
    let page = server.get(&format!("/plans/{plan}"))?;
    let versions = format!("/plans/{plan}/versions/");
    let (_, version) = page.split_once(&versions).ok_or("no version")?;
    let version = version.split('"').next().unwrap_or_default();
    let documents = format!("{versions}{version}/documents");
    let (rows, length) = (600, 20_000);
    let file = workbook(rows, length)?;
    let import = || -> Result {
        let answer = server.send("/plans/import", "file", "a.xlsx", &file)?;
        let preview = header(&answer, "location").ok_or(answer.clone())?;
        let page = server.get(preview)?;
        let wrong = format!("data-count=\"wrong\">{rows}<");
        assert!(page.contains(&wrong), "{page}");
        Ok(())
    };
    let add = |number| -> Result {
        let answer = server.send(&documents, "document", "a.pdf", &pdf(number))?;
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        Ok(())
    };
    thread::scope(|scope| -> Result {
        let imports = (0..2).map(|_| scope.spawn(import));
        let additions = (0..3).map(|number| scope.spawn(move || add(number)));
        let threads: Vec<_> = imports.chain(additions).collect();
        for thread in threads {
            thread.join().map_err(|_| "a thread failed")??;
        }
        Ok(())
    })?;
    let memory = server.memory()?;
    println!("{memory} kB at most");
    assert!(memory < MOST, "{memory} kB");
    Ok(())
}
