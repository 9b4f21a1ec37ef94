//! CSV in the encodings and with the separators that spreadsheets here write.

use super::table::{Builder, Cell, MAX_COLUMNS, Raw};
use app::imports::{Column, ImportKind, Refusal};
use csv::{Position, ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Separators, the usual one of Dutch spreadsheets first.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];
/// Records in which the header is looked for to tell the separator.
const SAMPLE: usize = 20;

pub fn read(bytes: &[u8], kind: ImportKind) -> Result<super::Table, Refusal> {
    let text = decode(bytes)?;
    // Excel's own way to name the separator.
    let (text, skipped) = match text.split_once('\n') {
        Some((first, rest)) if is_separator_line(first) => (rest, 1),
        _ => (text.as_ref(), 0),
    };
    let separator = separator(text, kind);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut builder = Builder::new(kind, false);
    let mut record = StringRecord::new();
    let mut number = skipped;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => return Err(Refusal::NoTable),
        }
        // A spreadsheet counts empty lines, too, which the reader passes over.
        number += 1 + empty_lines(text, record.position());
        // One more than there may be is enough to refuse a header that is too long.
        let cells = record
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
            .take(MAX_COLUMNS as usize + 1);
        let cells = cells.map(|(at, text)| {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            (at, Raw::Is(Cell::Text(text.to_owned())))
        });
        builder.row(number, cells.collect(), true)?;
    }
    builder.finish(None, Vec::new())
}

/// The empty lines at which a record was said to begin, before its text.
fn empty_lines(text: &str, position: Option<&Position>) -> u32 {
    let start = position.map_or(0, Position::byte);
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    // The second half of the line break that ended the record before.
    let rest = match rest.strip_prefix('\n') {
        Some(rest) if before.ends_with('\r') => rest,
        _ => rest,
    };
    let text = rest.trim_start_matches(['\r', '\n']);
    let blank = rest[..rest.len() - text.len()].replace("\r\n", "\n");
    u32::try_from(blank.len()).unwrap_or(u32::MAX)
}

fn is_separator_line(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim_end();
    line.len() == 5 && line.to_ascii_lowercase().starts_with("sep=")
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        // UTF-16 without its mark: every second byte of a header in Latin letters is zero.
        None if bytes.get(1) == Some(&0) => UTF_16LE,
        None if bytes.first() == Some(&0) => UTF_16BE,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    let (text, _, _) = encoding.decode(bytes);
    // No list has control characters; pictures and programs do.
    let odd = |c: &char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    let sample = || text.chars().take(10_000);
    if text.contains('\0') || sample().filter(odd).count() * 100 > sample().count() {
        return Err(Refusal::NoTable);
    }
    Ok(text)
}

/// The separator by which most columns are recognised in one record.
fn separator(text: &str, kind: ImportKind) -> u8 {
    let known = |separator: &u8| {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(*separator)
            .from_reader(text.as_bytes());
        let known = reader.into_records().take(SAMPLE).flatten().map(|record| {
            let headers = record.iter().take(MAX_COLUMNS as usize);
            let headers = headers.filter(|header| header.len() < 100);
            headers
                .filter_map(|header| Column::recognise(kind, header))
                .count()
        });
        known.max().unwrap_or(0)
    };
    let mut best = (SEPARATORS[0], 0);
    for separator in SEPARATORS {
        let count = known(&separator);
        if count > best.1 {
            best = (separator, count);
        }
    }
    best.0
}
