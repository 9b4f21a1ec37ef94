//! The rows of a file under the columns that are known.

use app::{
    fold,
    sheets::imports::{Column, ImportKind, MAX_ROWS, Refusal, dates},
};
use serde::{Deserialize, Serialize};

/// Rows above the header that are passed over: a title, a date, an explanation.
const HEADER_WITHIN: usize = 20;
/// The most columns that a file may have.
pub const MAX_COLUMNS: u32 = 200;
/// All texts together, in bytes.
pub const ALL_TEXT: usize = 12 * 1024 * 1024;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// Nothing.
    #[default]
    #[serde(rename = "-")]
    Empty,
    /// A text; in a column of dates the date in ISO form if it is one.
    #[serde(rename = "t")]
    Text(String),
    /// An error of a formula, such as #N/A.
    #[serde(rename = "e")]
    Error(String),
    /// A part of these merged cells, other than the first.
    #[serde(rename = "m")]
    Merged(String),
}

impl Cell {
    /// What it holds, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Text(text) | Self::Error(text) | Self::Merged(text) => text.len(),
        }
    }
}

/// A value as it is found, before its column is known.
#[derive(Clone, Debug)]
pub enum Raw {
    /// A number.
    Number(f64),
    /// A number of days that the spreadsheet shows as a date.
    Day(f64),
    /// Anything else.
    Is(Cell),
}

/// A row of data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The row as the spreadsheet counts it, from 1.
    pub number: u32,
    /// The cells, in the order of [`Table::columns`].
    pub cells: Vec<Cell>,
    /// What stands in cells beyond the last header.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beyond_header: Vec<String>,
}

/// A file that was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Table {
    /// What it is about.
    pub kind: ImportKind,
    /// The sheet; none for a CSV file.
    pub sheet: Option<String>,
    /// Sheets that were not read.
    pub other_sheets: Vec<String>,
    /// Headers that no column has.
    pub unknown: Vec<String>,
    /// The known columns and where they stand, from 0.
    pub columns: Vec<(Column, u32)>,
    /// The rows that hold something.
    pub rows: Vec<Row>,
}

impl Table {
    /// The place of a column in the file.
    #[must_use]
    pub fn place(&self, column: Column) -> Option<u32> {
        let found = self.columns.iter().find(|(known, _)| *known == column);
        found.map(|(_, at)| *at)
    }
}

/// Takes the rows of a file one by one: finds the header, then keeps what stands under it.
#[derive(Debug)]
pub struct Builder {
    kind: ImportKind,
    from_1904: bool,
    /// Rows without a header so far.
    above: usize,
    header: Option<Header>,
    rows: Vec<Row>,
    text: usize,
}

#[derive(Debug)]
struct Header {
    columns: Vec<(Column, u32)>,
    unknown: Vec<String>,
    last: u32,
}

impl Builder {
    pub fn new(kind: ImportKind, from_1904: bool) -> Self {
        Self {
            kind,
            from_1904,
            above: 0,
            header: None,
            rows: Vec::new(),
            text: 0,
        }
    }

    /// Takes a row: its number from 1 and its cells by column from 0, in order. With `strict`,
    /// cells beyond the last header are a fault.
    ///
    /// # Errors
    /// Why the file can't be read any further.
    pub fn row(
        &mut self,
        number: u32,
        cells: Vec<(u32, Raw)>,
        strict: bool,
    ) -> Result<(), Refusal> {
        let Some(header) = &self.header else {
            return self.look_for_header(&cells);
        };
        let last = header.last;
        let mut row = Row {
            number,
            cells: vec![Cell::Empty; header.columns.len()],
            beyond_header: Vec::new(),
        };
        let places: Vec<(usize, Column, u32)> = header
            .columns
            .iter()
            .enumerate()
            .map(|(index, (column, at))| (index, *column, *at))
            .collect();
        for (at, raw) in cells {
            if let Some((index, column, _)) = places.iter().find(|(_, _, place)| *place == at) {
                let cell = cell(raw, *column, self.from_1904);
                self.text += cell.size();
                row.cells[*index] = cell;
            } else if strict
                && at > last
                && let Raw::Is(Cell::Text(text) | Cell::Error(text)) = raw
            {
                self.text += text.len();
                row.beyond_header.push(text);
            }
        }
        if self.text > ALL_TEXT {
            return Err(Refusal::TooMuchText);
        }
        let holds = |cell: &Cell| matches!(cell, Cell::Text(_) | Cell::Error(_));
        if !row.beyond_header.is_empty() || row.cells.iter().any(holds) {
            if self.rows.len() == MAX_ROWS {
                return Err(Refusal::TooManyRows);
            }
            self.rows.push(row);
        }
        Ok(())
    }

    fn look_for_header(&mut self, cells: &[(u32, Raw)]) -> Result<(), Refusal> {
        let mut header = Header {
            columns: Vec::new(),
            unknown: Vec::new(),
            last: 0,
        };
        let (mut empty, mut repeated) = (true, None);
        for (at, raw) in cells {
            let Raw::Is(Cell::Text(text)) = raw else {
                empty &= matches!(raw, Raw::Is(Cell::Empty | Cell::Merged(_)));
                continue;
            };
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            empty = false;
            header.last = header.last.max(*at);
            match Column::recognise(self.kind, text) {
                Some(column) if header.columns.iter().any(|(known, _)| *known == column) => {
                    repeated = Some(column);
                }
                Some(column) => header.columns.push((column, *at)),
                None => header.unknown.push(text.chars().take(60).collect()),
            }
        }
        if empty {
            return Ok(());
        }
        // One word may stand anywhere; two are a header.
        if header.columns.len() < 2 {
            self.above += 1;
            if self.above >= HEADER_WITHIN {
                return Err(Refusal::NoHeader(self.kind));
            }
            return Ok(());
        }
        if header.last >= MAX_COLUMNS {
            return Err(Refusal::TooManyColumns);
        }
        if let Some(column) = repeated {
            return Err(Refusal::Repeated(column));
        }
        let has = |column: &&Column| header.columns.iter().any(|(known, _)| known == *column);
        let required = self.kind.required().iter();
        let missing: Vec<_> = required.filter(|column| !has(column)).copied().collect();
        if !missing.is_empty() {
            return Err(Refusal::Missing(missing));
        }
        header.unknown.truncate(20);
        self.header = Some(header);
        Ok(())
    }

    /// Whether nothing at all was found so far.
    pub fn is_empty(&self) -> bool {
        self.above == 0 && self.header.is_none()
    }

    /// The table, when all rows are taken.
    ///
    /// # Errors
    /// What is missing in it.
    pub fn finish(
        self,
        sheet: Option<String>,
        other_sheets: Vec<String>,
    ) -> Result<Table, Refusal> {
        if self.is_empty() {
            return Err(Refusal::Empty);
        }
        let header = self.header.ok_or(Refusal::NoHeader(self.kind))?;
        if self.rows.is_empty() {
            return Err(Refusal::HeaderOnly);
        }
        Ok(Table {
            kind: self.kind,
            sheet,
            other_sheets,
            unknown: header.unknown,
            columns: header.columns,
            rows: self.rows,
        })
    }
}

/// A value as its column takes it.
fn cell(raw: Raw, column: Column, from_1904: bool) -> Cell {
    let text = match raw {
        Raw::Number(number) | Raw::Day(number) if column.is_date() => {
            dates::serial(number, from_1904)
                .map_or_else(|| number.to_string(), |day| day.to_string())
        }
        Raw::Day(number) => dates::serial(number, from_1904).map_or_else(
            || number.to_string(),
            |day| day.format("%-d-%-m-%Y").to_string(),
        ),
        Raw::Number(number) => number.to_string(),
        Raw::Is(Cell::Text(text)) => {
            // As forms clean it, so that it equals what was stored of it before.
            let text = match column.has_many_lines() {
                true => fold::lines(&text),
                false => fold::line(&text),
            };
            let text = unguarded(&text);
            if column.is_date() {
                date(text, from_1904)
            } else {
                text.to_owned()
            }
        }
        Raw::Is(other) => return other,
    };
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

fn date(text: &str, from_1904: bool) -> String {
    // Digits alone: a text such as "46358.0" was typed, and "31.12" is a day without its year.
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = || dates::serial(text.parse().ok().filter(|_| digits)?, from_1904);
    let day = dates::read(text).or_else(number);
    day.map_or_else(|| text.to_owned(), |day| day.to_string())
}

/// The text without the apostrophe that [`write`](super::super::write) puts before what a
/// spreadsheet would take for a formula.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if super::super::write::is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}
