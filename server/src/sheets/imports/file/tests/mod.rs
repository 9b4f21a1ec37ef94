//! Files of every kind that people send, and of some that only a joker would.

mod csv;

use super::*;
use app::sheets::imports::Column;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::{Cursor, Read, Write};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const HEADER: &str = "titel;soort;eigenaar;vastgesteld op;versie\r\n";

fn plans(bytes: &[u8]) -> Result<Table, Refusal> {
    read(bytes, ImportKind::Plans)
}

/// The text of a cell by its column and its place among the rows.
fn text(table: &Table, row: usize, column: Column) -> &str {
    let at = table.columns.iter().position(|(known, _)| *known == column);
    match &table.rows[row].cells[at.expect("the column")] {
        Cell::Text(text) => text,
        Cell::Empty => "",
        other => panic!("no text: {other:?}"),
    }
}

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().expect("a workbook")
}

fn headers(sheet: &mut Worksheet) {
    let names = ["Titel", "Soort", "Eigenaar", "Vastgesteld op", "Versie"];
    for (column, name) in (0..).zip(names) {
        sheet.write(0, column, name).expect("a header");
    }
}

/// A workbook with a part of it made anew.
fn remade(book: &[u8], change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(book)).expect("a workbook");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("its content");
        to.start_file(&*name, SimpleFileOptions::default())
            .expect("a part");
        to.write_all(&change(&name, content)).expect("its content");
    }
    to.finish().expect("a workbook").into_inner()
}

#[test]
fn a_file_that_is_no_list_is_refused_with_the_reason() {
    let refused = |bytes: &[u8]| plans(bytes).expect_err("no list");
    assert_eq!(refused(b""), Refusal::Empty);
    assert_eq!(refused(b" \r\n\r\n"), Refusal::Empty);
    assert_eq!(refused(";;;\r\n;;;".as_bytes()), Refusal::Empty);
    assert_eq!(refused(HEADER.as_bytes()), Refusal::HeaderOnly);
    assert_eq!(refused(b"%PDF-1.7 ..."), Refusal::Pdf);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Refusal::NoTable);
    assert_eq!(refused(b"PK\x03\x04 and no more"), Refusal::Damaged);
    assert_eq!(
        refused(b"Beste collega,\n\nHierbij de lijst.\n"),
        Refusal::NoHeader(ImportKind::Plans)
    );
    assert_eq!(
        refused(b"soort;eigenaar\nBijlage;Vaals\n"),
        Refusal::Missing(vec![Column::Title])
    );
    assert_eq!(
        refused(b"titel;eigenaar;Title\nA;B;C\n"),
        Refusal::Repeated(Column::Title)
    );
    let wide = format!("titel;eigenaar{};x\nA;B\n", ";".repeat(300));
    assert_eq!(refused(wide.as_bytes()), Refusal::TooManyColumns);
    assert_eq!(refused(&vec![b'a'; MAX_BYTES + 1]), Refusal::TooLarge);
}

#[test]
fn compound_files_are_told_apart() {
    let compound = |stream: &str| {
        let mut file = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        file.resize(600, 0);
        file.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        plans(&file).expect_err("no list")
    };
    assert_eq!(compound("EncryptedPackage"), Refusal::Encrypted);
    assert_eq!(compound("Workbook"), Refusal::OldExcel);
    assert_eq!(compound("WordDocument"), Refusal::OpenDocument);
}

#[test]
fn a_workbook_is_read_with_its_dates_numbers_and_errors() {
    let bytes = book(|sheet| {
        headers(sheet);
        let day = Format::new().set_num_format("d mmmm yyyy");
        let date = ExcelDateTime::from_ymd(2026, 12, 2).expect("a day");
        let rows = [("A", "2 december 2026"), ("B", "02/12/2026")];
        for (row, (title, text)) in (1..).zip(rows) {
            sheet.write(row, 0, title).expect("a cell");
            sheet.write(row, 3, text).expect("a cell");
        }
        sheet.write(3, 0, "C").expect("a cell");
        sheet.write_with_format(3, 3, &date, &day).expect("a cell");
        sheet.write(3, 4, 2026).expect("a cell");
        sheet.write(4, 0, "D").expect("a cell");
        sheet.write(4, 3, 46_358).expect("a cell");
        sheet.write(4, 4, 1.5).expect("a cell");
        let formula = Formula::new("=NA()").set_result("#N/A");
        sheet.write(5, 0, "E").expect("a cell");
        sheet.write(5, 1, formula).expect("a cell");
    });
    let bytes = remade(&bytes, |name, content| {
        let text = String::from_utf8_lossy(&content);
        match name {
            "xl/worksheets/sheet1.xml" => text.replace("t=\"str\"", "t=\"e\"").into_bytes(),
            _ => content,
        }
    });
    let table = plans(&bytes).expect("a table");
    assert_eq!(table.sheet.as_deref(), Some("Sheet1"));
    for row in 0..4 {
        assert_eq!(text(&table, row, Column::AdoptedOn), "2026-12-02", "{row}");
    }
    assert_eq!(text(&table, 2, Column::Label), "2026");
    assert_eq!(text(&table, 3, Column::Label), "1.5");
    assert_eq!(table.rows[4].cells[1], Cell::Error("#N/A".to_owned()));
    assert_eq!(table.rows[4].number, 6);
}

#[test]
fn a_small_number_in_a_column_of_dates_stays_what_it_is() {
    let list =
        "titel;eigenaar;vastgesteld op\nA;B;31.12\nA;B;3.1\nA;B;7\nA;B;46358\nA;B;4.6358e4\n";
    let table = plans(list.as_bytes()).expect("a table");
    let texts: Vec<_> = (0..5)
        .map(|row| text(&table, row, Column::AdoptedOn))
        .collect();
    assert_eq!(texts, ["31.12", "3.1", "7", "2026-12-02", "4.6358e4"]);
    let bytes = book(|sheet| {
        headers(sheet);
        for (row, number) in (1..).zip([2.4, 31.12]) {
            sheet.write(row, 0, "A").expect("a cell");
            sheet.write(row, 3, number).expect("a cell");
        }
    });
    let table = plans(&bytes).expect("a table");
    assert_eq!(text(&table, 0, Column::AdoptedOn), "2.4");
    assert_eq!(text(&table, 1, Column::AdoptedOn), "31.12");
}

#[test]
fn a_workbook_that_counts_from_1904_says_so() {
    let bytes = book(|sheet| {
        headers(sheet);
        sheet.write(1, 0, "A").expect("a cell");
        sheet.write(1, 3, 46_358 - 1_462).expect("a cell");
    });
    let bytes = remade(&bytes, |name, content| {
        let text = String::from_utf8_lossy(&content);
        match name {
            "xl/workbook.xml" => text
                .replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
                .into_bytes(),
            _ => content,
        }
    });
    let table = plans(&bytes).expect("a table");
    assert_eq!(text(&table, 0, Column::AdoptedOn), "2026-12-02");
}

#[test]
fn merged_cells_count_for_the_first_alone() {
    let bytes = book(|sheet| {
        headers(sheet);
        let plain = Format::new();
        for (row, title) in (1..).zip(["A", "B", "C"]) {
            sheet.write(row, 0, title).expect("a cell");
        }
        sheet
            .merge_range(1, 2, 3, 2, "Vaals", &plain)
            .expect("a range");
    });
    let table = plans(&bytes).expect("a table");
    assert_eq!(text(&table, 0, Column::Owner), "Vaals");
    for row in 1..3 {
        assert_eq!(
            table.rows[row].cells[2],
            Cell::Merged("C2:C4".to_owned()),
            "{row}"
        );
    }
}

#[test]
fn more_merged_cells_than_are_looked_at_are_refused() {
    let merged = |count: u32| {
        book(|sheet| {
            headers(sheet);
            let plain = Format::new();
            for row in 1..=count {
                sheet.write(row, 0, "A").expect("a cell");
                sheet
                    .merge_range(row, 2, row, 3, "Vaals", &plain)
                    .expect("a range");
            }
        })
    };
    let table = plans(&merged(2_000)).expect("a table");
    assert_eq!(
        table.rows[1_999].cells[3],
        Cell::Merged("C2001:D2001".to_owned())
    );
    let refused = plans(&merged(2_001)).expect_err("too many");
    assert_eq!(refused, Refusal::TooManyMerged);
}

#[test]
fn the_first_sheet_with_something_on_it_is_read_and_others_are_named() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Leeg").expect("a name");
    let sheet = book.add_worksheet();
    sheet.set_name("Lijst").expect("a name");
    headers(sheet);
    sheet.write(1, 0, "A").expect("a cell");
    let other = book.add_worksheet();
    other.set_name("Uitleg").expect("a name");
    other.write(0, 0, "Zo werkt het").expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");
    let table = plans(&bytes).expect("a table");
    assert_eq!(table.sheet.as_deref(), Some("Lijst"));
    assert_eq!(table.other_sheets, ["Uitleg"]);
}

#[test]
fn workbooks_of_other_kinds_are_refused_with_the_reason() {
    let plain = book(headers);
    assert_eq!(plans(&plain).expect_err("no rows"), Refusal::HeaderOnly);
    assert_eq!(plans(&book(|_| ())).expect_err("no rows"), Refusal::Empty);
    let zip = |parts: &[(&str, &str)]| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default())
                .expect("a part");
            zip.write_all(content.as_bytes()).expect("its content");
        }
        plans(&zip.finish().expect("a file").into_inner()).expect_err("no list")
    };
    assert_eq!(zip(&[("a.txt", "a")]), Refusal::NoTable);
    assert_eq!(zip(&[("word/document.xml", "<a/>")]), Refusal::OpenDocument);
    assert_eq!(
        zip(&[("mimetype", "x"), ("content.xml", "<a/>")]),
        Refusal::OpenDocument
    );
    assert_eq!(zip(&[("xl/workbook.bin", "x")]), Refusal::BinaryWorkbook);
    assert_eq!(
        zip(&[("xl/workbook.xml", "<a/>"), ("xl/vbaProject.bin", "x")]),
        Refusal::Macros
    );
    assert_eq!(zip(&[("xl/workbook.xml", "<a/>")]), Refusal::Damaged);
}

#[test]
fn what_grows_beyond_measure_when_unpacked_is_refused() {
    let plain = book(|sheet| {
        headers(sheet);
        sheet.write(1, 0, "A").expect("a cell");
    });
    let bomb = remade(&plain, |name, content| match name {
        "xl/worksheets/sheet1.xml" => {
            let mut content = content;
            content.resize(33 * 1024 * 1024, b' ');
            content
        }
        _ => content,
    });
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(plans(&bomb).expect_err("a bomb"), Refusal::Bomb);
    let greedy = remade(&plain, |name, content| match name {
        "xl/sharedStrings.xml" => {
            let text = String::from_utf8_lossy(&content);
            text.replace("uniqueCount=\"", "uniqueCount=\"99999999999")
                .into_bytes()
        }
        _ => content,
    });
    assert_eq!(plans(&greedy).expect_err("a bomb"), Refusal::Bomb);
    // One text of a megabyte, in every cell of a row.
    let wide = book(|sheet| {
        headers(sheet);
        for column in 0..200 {
            sheet.write(1, column, "one text").expect("a cell");
        }
    });
    let wide = remade(&wide, |name, content| match name {
        "xl/sharedStrings.xml" => {
            let text = String::from_utf8_lossy(&content);
            text.replace("one text", &"a".repeat(1024 * 1024))
                .into_bytes()
        }
        _ => content,
    });
    assert_eq!(plans(&wide).expect_err("a bomb"), Refusal::TooMuchText);
}
