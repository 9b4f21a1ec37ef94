//! CSV in the encodings and with the separators that spreadsheets here write.

use super::table::{Builder, Cell, MAX_COLUMNS, Raw};
use app::{
    Locale,
    sheets::imports::{Column, ImportKind, Refusal},
    text::imports as t,
};
use csv::{Position, ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Separators, the usual one of Dutch spreadsheets first.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];
/// Records in which the header is looked for to tell the separator.
const SAMPLE: usize = 20;

/// What a spreadsheet writes for the error of a formula, in Dutch and in English.
const ERRORS: [&str; 18] = [
    "#N/A",
    "#N/B",
    "#REF!",
    "#VERW!",
    "#VALUE!",
    "#WAARDE!",
    "#DIV/0!",
    "#DEEL/0!",
    "#NAME?",
    "#NAAM?",
    "#NUM!",
    "#GETAL!",
    "#NULL!",
    "#LEEG!",
    "#SPILL!",
    "#OVERLOOP!",
    "#CALC!",
    "#GETTING_DATA",
];

pub fn read(bytes: &[u8], kind: ImportKind) -> Result<super::Table, Refusal> {
    let text = decode(bytes)?;
    // A spreadsheet takes the line that names the separator away, and does not count it.
    let (named, text) = match named_separator(&text) {
        Some((named, rest)) => (Some(named), rest),
        None => (None, &*text),
    };
    let separator = separator(text, kind, named);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut builder = Builder::new(kind, false);
    let mut record = StringRecord::new();
    let mut number = 0;
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
            (at, Raw::Is(cell(text)))
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

/// A value, or what a spreadsheet or [`merged`] writes where there is none.
fn cell(text: &str) -> Cell {
    let trimmed = text.trim();
    let part = |l| trimmed.strip_prefix(t::merged_mark(l)).map(str::trim);
    if let Some(range) = part(Locale::Nl).or_else(|| part(Locale::En)) {
        Cell::Merged(range.to_owned())
    // A column that is too narrow for its date or its number.
    } else if ERRORS.contains(&trimmed) || trimmed.len() > 2 && trimmed.bytes().all(|b| b == b'#') {
        Cell::Error(trimmed.to_owned())
    } else {
        let shown = text_formula(trimmed);
        Cell::Text(shown.unwrap_or_else(|| text.to_owned()))
    }
}

/// The text that a spreadsheet shows for `="0435550601"`, with which programs keep it from taking a
/// text for a number.
fn text_formula(text: &str) -> Option<String> {
    let quoted = text.strip_prefix("=\"")?.strip_suffix('"')?;
    let shown = quoted.replace("\"\"", "\u{0}");
    (!shown.contains('"')).then(|| shown.replace('\u{0}', "\""))
}

/// What stands in a CSV file for a part of merged cells, so that it is read as one again.
pub fn merged(l: Locale, range: &str) -> String {
    format!("{} {range}", t::merged_mark(l))
}

/// The separator that the first line names in Excel's own way, and what comes after that line.
fn named_separator(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_at_checked(text.find(['\r', '\n'])?)?;
    let (name, separator) = line.trim_start_matches('\u{feff}').split_at_checked(4)?;
    let [separator] = separator.as_bytes() else {
        return None;
    };
    let named = name.eq_ignore_ascii_case("sep=") && separator.is_ascii() && *separator != b'"';
    let rest = rest.strip_prefix('\r').unwrap_or(rest);
    named.then(|| (*separator, rest.strip_prefix('\n').unwrap_or(rest)))
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        // UTF-16 without its mark: every second byte of a header in Latin letters is zero.
        None if bytes.get(1) == Some(&0) => UTF_16LE,
        None if bytes.first() == Some(&0) => UTF_16BE,
        None if std::str::from_utf8(bytes).is_ok() || is_mixed(bytes) => UTF_8,
        None => WINDOWS_1252,
    };
    let (text, _, broken) = encoding.decode(bytes);
    if broken && encoding == UTF_8 {
        return Err(Refusal::MixedText(broken_row(bytes)));
    }
    // No list has control characters; pictures and programs do.
    let odd = |c: &char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    let sample = || text.chars().take(10_000);
    if text.contains('\0') || sample().filter(odd).count() * 100 > sample().count() {
        return Err(Refusal::NoTable);
    }
    Ok(text)
}

/// Whether a text that is no UTF-8 as a whole has letters and signs in it that plainly are: as
/// Windows-1252 each would be a capital with an accent before a sign, which no word has.
fn is_mixed(bytes: &[u8]) -> bool {
    let plain = |c| matches!(c, '\u{a0}'..='\u{ff}' | '\u{2010}'..='\u{2027}' | '€');
    let mut chunks = bytes.utf8_chunks();
    chunks.any(|chunk| chunk.valid().contains(plain))
}

/// The row, as a spreadsheet counts it, of the first byte that is no UTF-8.
fn broken_row(bytes: &[u8]) -> u32 {
    let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let text = named_separator(valid).map_or(valid, |(_, rest)| rest);
    let text = text.replace("\r\n", "\n");
    // A line break between quotes ends no row.
    let parts = text.split('"').step_by(2);
    let breaks = parts
        .map(|part| part.matches(['\r', '\n']).count())
        .sum::<usize>();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

/// The separator by which most columns are recognised in one record, the named one before others.
fn separator(text: &str, kind: ImportKind, named: Option<u8>) -> u8 {
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
    for separator in named.into_iter().chain(SEPARATORS) {
        let count = known(&separator);
        if count > best.1 {
            best = (separator, count);
        }
    }
    best.0
}
