//! Writes lists as CSV and XLSX, so that a spreadsheet takes no text for a formula.

use anyhow::Context;
use app::Locale;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use rust_xlsxwriter::{Format as CellFormat, Workbook};
use std::borrow::Cow;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with semicolons and the mark of UTF-8, as Dutch spreadsheets open it.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

/// A value of a list.
#[derive(Clone, Debug)]
pub enum Value {
    /// A text.
    Text(String),
    /// A date.
    Day(Option<NaiveDate>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Whether a spreadsheet would take this text for a formula.
#[must_use]
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text with an apostrophe in front where a spreadsheet would take it for a formula; and where an
/// import would take one of its own away again.
fn guarded(text: &str, plain: bool) -> Cow<'_, str> {
    let bare = text.trim_start_matches('\'');
    let formula = is_formula(bare) && (plain || bare.len() < text.len());
    if formula {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// A file with these headers and rows.
///
/// # Errors
/// When it can't be made.
pub fn bytes(
    l: Locale,
    format: Format,
    sheet: &str,
    headers: &[&str],
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Csv => csv(l, headers, rows),
        Format::Xlsx => xlsx(sheet, headers, rows),
    }
}

fn csv(
    l: Locale,
    headers: &[&str],
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(headers)?;
    let day = |day: NaiveDate| match l {
        Locale::Nl => day.format("%d-%m-%Y").to_string(),
        Locale::En => day.to_string(),
    };
    for row in rows {
        let texts = row.iter().map(|value| match value {
            Value::Text(text) => guarded(text, true),
            Value::Day(None) => Cow::Borrowed(""),
            Value::Day(Some(date)) => day(*date).into(),
        });
        let texts: Vec<_> = texts.collect();
        writer.write_record(texts.iter().map(|text| text.as_bytes()))?;
    }
    writer.into_inner().context("the CSV file")
}

fn xlsx(
    sheet: &str,
    headers: &[&str],
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    let (bold, day) = (
        CellFormat::new().set_bold(),
        CellFormat::new().set_num_format("d-m-yyyy"),
    );
    let page = book.add_worksheet();
    page.set_name(sheet)?;
    page.set_freeze_panes(1, 0)?;
    for (column, header) in (0_u16..).zip(headers) {
        page.write_string_with_format(0, column, *header, &bold)?;
        // Text, so that 043 stays 043; dates have a format of their own.
        let width = if column == 0 { 48.0 } else { 22.0 };
        page.set_column_width(column, width)?;
        page.set_column_format(column, &CellFormat::new().set_num_format("@"))?;
    }
    for (number, row) in (1_u32..).zip(rows) {
        for (column, value) in (0_u16..).zip(&row) {
            match value {
                Value::Text(text) if text.is_empty() => {}
                Value::Text(text) => {
                    page.write_string(number, column, guarded(text, false))?;
                }
                Value::Day(Some(date)) => {
                    page.write_datetime_with_format(number, column, days(*date), &day)?;
                }
                Value::Day(None) => {}
            }
        }
    }
    book.save_to_buffer().context("the workbook")
}

/// A day as the writer takes it.
fn days(date: NaiveDate) -> rust_xlsxwriter::ExcelDateTime {
    use chrono::Datelike;
    let year = u16::try_from(date.year()).unwrap_or(1900);
    let day = (date.month() as u8, date.day() as u8);
    rust_xlsxwriter::ExcelDateTime::from_ymd(year, day.0, day.1).unwrap_or_default()
}

/// The answer that a browser stores as a file.
#[must_use]
pub fn download(name: &str, format: Format, bytes: Vec<u8>) -> Response {
    let (ending, kind) = match format {
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
        Format::Xlsx => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    };
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_kept_a_text() {
        for text in ["=1+1", "+31", "-1", "@x", "\tx", "\rx", "'=x"] {
            assert_eq!(guarded(text, true), format!("'{text}"));
        }
        for text in ["", "Plan", "'s-Hertogenbosch", "3+1"] {
            assert_eq!(guarded(text, true), text);
        }
        assert_eq!(guarded("=1+1", false), "=1+1");
        assert_eq!(guarded("'=1+1", false), "''=1+1");
    }
}
