//! Excel workbooks, within limits: what a workbook unpacks to is measured before it is parsed.

use super::table::{ALL_TEXT, Builder, Cell, MAX_COLUMNS, Raw};
use crate::web::sniff::{Unread, Zip};
use app::sheets::imports::{ImportKind, Refusal, cell_name, dates};
use calamine::{Data, DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use memchr::memmem;
use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// The most that a sheet unpacks to, in bytes: three times what 10,000 full rows need.
const SHEET: u64 = 32 * 1024 * 1024;
/// The same for the table of texts, which is held in memory.
const STRINGS: u64 = 12 * 1024 * 1024;
/// The same for the parts that describe the workbook, which are held in memory, too.
const DESCRIPTION: u64 = 1024 * 1024;
/// All parts together.
const ALL: usize = 96 * 1024 * 1024;
/// The most parts.
const PARTS: usize = 2_000;
/// The most texts that the table of texts may announce; room is made for as many at once.
const ANNOUNCED: u64 = 1_000_000;
/// The most visible sheets that are looked at.
const SHEETS: usize = 50;
/// The most merged cells of a sheet: each row is held against all of them.
const MERGED: usize = 2_000;

pub fn read(bytes: &[u8], kind: ImportKind) -> Result<super::Table, Refusal> {
    let read = || {
        inspect(bytes)?;
        parse(bytes, kind)
    };
    // The parser is made for files that programs write, not for those that people bend.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Refusal::Damaged))
}

impl From<Unread> for Refusal {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Broken => Self::Damaged,
            Unread::TooMuch => Self::Bomb,
        }
    }
}

/// Looks at what the file is, and measures what it unpacks to.
fn inspect(bytes: &[u8]) -> Result<(), Refusal> {
    let mut zip = Zip::open(bytes, PARTS)?;
    if zip.has_macros()? {
        return Err(Refusal::Macros);
    }
    if zip.has("xl/workbook.bin") {
        return Err(Refusal::BinaryWorkbook);
    }
    if zip.has("mimetype") || zip.has_folder("word/") || zip.has_folder("ppt/") {
        return Err(Refusal::OpenDocument);
    }
    if !zip.has_folder("xl/") {
        return Err(Refusal::NoTable);
    }
    let mut all = 0;
    for (index, name) in zip.names().to_vec().into_iter().enumerate() {
        let content = zip.read(index, limit(&name))?;
        all += content.len();
        if all > ALL {
            return Err(Refusal::Bomb);
        }
        // Only in an encoding that no spreadsheet writes, in which an announcement could hide.
        if name.ends_with(".xml") && content.iter().any(|byte| matches!(byte, 0 | 0x1B)) {
            return Err(Refusal::Damaged);
        }
        announced(&content)?;
    }
    Ok(())
}

fn limit(name: &str) -> u64 {
    if name.ends_with("sharedstrings.xml") {
        STRINGS
    } else if ["styles.xml", "workbook.xml", ".rels", "[content_types].xml"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        DESCRIPTION
    } else {
        SHEET
    }
}

/// The parser makes room for as many texts as the table announces before it has seen one: a part
/// that announces more than there can be is refused.
fn announced(content: &[u8]) -> Result<(), Refusal> {
    const NAME: &[u8] = b"uniqueCount";
    for at in memmem::find_iter(content, NAME) {
        let digits = content[at + NAME.len()..]
            .iter()
            .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\''))
            .take_while(|b| b.is_ascii_digit());
        let number = digits.fold(0_u64, |n, b| {
            n.saturating_mul(10).saturating_add(u64::from(b - b'0'))
        });
        if number > ANNOUNCED {
            return Err(Refusal::Bomb);
        }
    }
    Ok(())
}

fn refused(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Encrypted,
        _ => Refusal::Damaged,
    }
}

fn parse(bytes: &[u8], kind: ImportKind) -> Result<super::Table, Refusal> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let from_1904 = book.has_1904_epoch();
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .take(SHEETS)
        .collect();
    let mut filled = Vec::new();
    for sheet in sheets {
        if has_content(&mut book, &sheet)? {
            filled.push(sheet);
        }
    }
    if filled.is_empty() {
        return Err(Refusal::Empty);
    }
    let others = filled.split_off(1);
    let Some(name) = filled.pop() else {
        return Err(Refusal::Empty);
    };
    let merged = book
        .merge_cells_by_sheet_name(&name)
        .map_err(|error| refused(&error))?;
    if merged.len() > MERGED {
        return Err(Refusal::TooManyMerged);
    }
    let merged = apart(merged);
    let mut builder = Builder::new(kind, from_1904);
    let mut cells = book
        .worksheet_cells_reader(&name)
        .map_err(|error| refused(&error))?;
    let mut row: (u32, Vec<(u32, Raw)>) = (0, Vec::new());
    // A text that many cells share is copied for each of them.
    let mut text = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| refused(&error))? {
        let (number, column) = cell.get_position();
        if number != row.0 {
            let mut done = std::mem::replace(&mut row, (number, Vec::new()));
            join(done.0, &mut done.1, &merged);
            builder.row(done.0 + 1, done.1, false)?;
            text = 0;
        }
        let value = raw(cell.get_value());
        if let Raw::Is(cell) = &value {
            text += cell.size();
        }
        if text > ALL_TEXT {
            return Err(Refusal::TooMuchText);
        }
        // One more than there may be is enough to refuse a header that is too long.
        if !matches!(value, Raw::Is(Cell::Empty)) && row.1.len() <= MAX_COLUMNS as usize {
            row.1.push((column, value));
        }
    }
    join(row.0, &mut row.1, &merged);
    builder.row(row.0 + 1, row.1, false)?;
    builder.finish(Some(name), others)
}

/// The merged cells that lie apart from all before them, as they do in every sheet that a
/// spreadsheet wrote: so a row never has more of them than it has columns.
fn apart(merged: Vec<Dimensions>) -> Vec<Dimensions> {
    let mut apart: Vec<Dimensions> = Vec::new();
    for range in merged {
        let meets = |other: &Dimensions| {
            range.start.0 <= other.end.0
                && other.start.0 <= range.end.0
                && range.start.1 <= other.end.1
                && other.start.1 <= range.end.1
        };
        if !apart.iter().any(meets) {
            apart.push(range);
        }
    }
    apart
}

/// Marks the cells of a row that are a part of merged ones, other than the first, which alone has
/// the value.
fn join(row: u32, cells: &mut Vec<(u32, Raw)>, merged: &[Dimensions]) {
    let here = |range: &&Dimensions| (range.start.0..=range.end.0).contains(&row);
    for range in merged.iter().filter(here) {
        let columns = range.start.1..=range.end.1.min(MAX_COLUMNS);
        let is_part = |column: u32| columns.contains(&column) && range.start != (row, column);
        cells.retain(|(at, _)| !is_part(*at));
        let parts = columns.clone().filter(|column| is_part(*column));
        let name = range_name(range);
        cells.extend(parts.map(|column| (column, Raw::Is(Cell::Merged(name.clone())))));
    }
}

fn has_content(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<bool, Refusal> {
    let mut cells = book
        .worksheet_cells_reader(sheet)
        .map_err(|error| refused(&error))?;
    while let Some(cell) = cells.next_cell().map_err(|error| refused(&error))? {
        if !matches!(cell.get_value(), DataRef::Empty) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn range_name(range: &Dimensions) -> String {
    let name = |(row, column): (u32, u32)| cell_name(column, row.saturating_add(1));
    format!("{}:{}", name(range.start), name(range.end))
}

fn raw(value: &DataRef<'_>) -> Raw {
    let text = match value {
        DataRef::Int(number) => return Raw::Number(*number as f64),
        DataRef::Float(number) => return Raw::Number(*number),
        DataRef::DateTime(moment) if moment.is_duration() => return Raw::Number(moment.as_f64()),
        DataRef::DateTime(moment) => return Raw::Day(moment.as_f64()),
        DataRef::Error(error) => return Raw::Is(Cell::Error(error.to_string())),
        DataRef::Empty => return Raw::Is(Cell::Empty),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => Data::Bool(*value).to_string(),
        DataRef::DateTimeIso(text) => {
            dates::read(text).map_or_else(|| text.clone(), |day| day.to_string())
        }
        DataRef::DurationIso(text) => text.clone(),
    };
    Raw::Is(if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    })
}
