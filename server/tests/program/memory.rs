//! What the program takes at most while files come in that are as bad as the limits allow.

use crate::{
    Result,
    running::{Server, get, post_as, sign_in},
};
use std::{
    fmt::Write as _,
    io::{Cursor, Write},
    thread,
};
use tempfile::TempDir;
use zip::{ZipWriter, write::SimpleFileOptions};

/// The most memory, in kilobytes.
const MOST: u64 = 200_000;
/// Between the parts of a form.
const BOUNDARY: &str = "----a-boundary-of-the-tests";

/// Sends a file as a form of a page.
fn send(
    server: &Server,
    cookie: &str,
    path: &str,
    (field, name, file): (&str, &str, &[u8]),
) -> Result<String> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
    );
    let end = format!("\r\n--{BOUNDARY}--\r\n");
    let form = [head.as_bytes(), file, end.as_bytes()].concat();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    server.ask(post_as(&kind, path, cookie, &form))
}

/// The most that the program took at once so far, in kilobytes, as Linux counts it.
fn memory(server: &Server) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("no VmHWM")?.parse()?)
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
    let server = Server::start(&folder, &["--demo", "--today", "2026-11-23"])?;
    let cookie = sign_in(&server)?;
    println!("{} kB at the start", memory(&server)?);
    let ask = |path: &str| server.ask(get(path, &cookie));
    let register = ask("/plans?q=Maastricht+Aachen")?;
    let (_, plan) = register
        .split_once("<tbody")
        .and_then(|(_, rows)| rows.split_once("href=\"/plans/"))
        .ok_or("no plan")?;
    let plan = plan.split('"').next().unwrap_or_default();
    let page = ask(&format!("/plans/{plan}"))?;
    let versions = format!("/plans/{plan}/versions/");
    let (_, version) = page.split_once(&versions).ok_or("no version")?;
    let version = version.split('"').next().unwrap_or_default();
    let documents = format!("{versions}{version}/documents");
    let (rows, length) = (600, 20_000);
    let file = workbook(rows, length)?;
    let import = || -> Result {
        let answer = send(&server, &cookie, "/plans/import", ("file", "a.xlsx", &file))?;
        let preview = header(&answer, "location").ok_or(answer.clone())?;
        let page = ask(preview)?;
        let wrong = format!("data-count=\"wrong\">{rows}<");
        assert!(page.contains(&wrong), "{page}");
        Ok(())
    };
    let add = |number| -> Result {
        let answer = send(
            &server,
            &cookie,
            &documents,
            ("document", "a.pdf", &pdf(number)),
        )?;
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
    let memory = memory(&server)?;
    println!("{memory} kB at most");
    assert!(memory < MOST, "{memory} kB");
    Ok(())
}
