//! CSV as spreadsheets write it, and as they do not.

use super::*;

#[test]
fn csv_is_read_in_every_usual_encoding_and_with_every_usual_separator() {
    let list = format!("{HEADER}Continuïteitsplan – één;Bijlage;Vaals;2 december 2026;3\r\n");
    let utf16 = |order: fn(u16) -> [u8; 2]| list.encode_utf16().flat_map(order).collect::<Vec<_>>();
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(&list);
    let mut files = vec![
        list.clone().into_bytes(),
        format!("\u{feff}{list}").into_bytes(),
        windows.into_owned(),
        utf16(u16::to_le_bytes),
        [vec![0xFF, 0xFE], utf16(u16::to_le_bytes)].concat(),
        [vec![0xFE, 0xFF], utf16(u16::to_be_bytes)].concat(),
        list.replace(';', ",").into_bytes(),
        list.replace(';', "\t").into_bytes(),
        list.replace("\r\n", "\n").into_bytes(),
        list.replace("\r\n", "\r").into_bytes(),
    ];
    files.push(format!("\u{feff}sep=;\r\n{list}").into_bytes());
    for file in files {
        let table = plans(&file).expect("a table");
        assert_eq!(table.rows.len(), 1);
        assert_eq!(text(&table, 0, Column::Title), "Continuïteitsplan – één");
        assert_eq!(text(&table, 0, Column::AdoptedOn), "2026-12-02");
    }
}

#[test]
fn rows_are_counted_as_a_spreadsheet_counts_them() {
    let list = format!(
        "Plannen van Vaals;;\r\n\r\n{HEADER}A;;Vaals\r\n\r\n\r\n\"B\r\nmet \"\"aanhaling\"\"\";;Vaals\r\n;;\r\nC;;Vaals;;1;meer\r\n"
    );
    let table = plans(list.as_bytes()).expect("a table");
    let numbers: Vec<_> = table.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [4, 7, 9]);
    assert_eq!(text(&table, 1, Column::Title), "B met \"aanhaling\"");
    assert_eq!(table.rows[2].beyond_header, ["meer"]);
    assert!(table.rows[1].beyond_header.is_empty());
}

#[test]
fn the_line_that_names_the_separator_is_no_row() {
    for (line, separator) in [
        ("sep=;\r\n", ";"),
        ("sep=\t\n", "\t"),
        ("SEP=|\r", "|"),
        ("\u{feff}sep=,\r\n", ","),
    ] {
        let end = line.trim_start_matches(|c: char| !c.is_ascii_control() || c == '\t');
        let list = format!("titel;eigenaar{end}A;Vaals{end}").replace(';', separator);
        let table = plans(format!("{line}{list}").as_bytes()).expect(line);
        assert_eq!(table.rows[0].number, 2, "{line:?}");
        assert_eq!(text(&table, 0, Column::Owner), "Vaals");
    }
}

#[test]
fn an_error_of_a_spreadsheet_is_one_in_csv_too() {
    for error in [
        "#N/A", "#N/B", "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "########",
    ] {
        let list = format!("titel;eigenaar;versie\nA;Vaals;{error}\n");
        let table = plans(list.as_bytes()).expect("a table");
        assert_eq!(table.rows[0].cells[2], Cell::Error(error.to_owned()));
    }
    for text in ["#1", "nr. #N/A", "#"] {
        let list = format!("titel;eigenaar;versie\nA;Vaals;{text}\n");
        let table = plans(list.as_bytes()).expect("a table");
        assert_eq!(table.rows[0].cells[2], Cell::Text(text.to_owned()));
    }
    for l in [app::Locale::Nl, app::Locale::En] {
        let list = format!("titel;eigenaar;versie\nA;Vaals;{}\n", merged(l, "C2:C4"));
        let table = plans(list.as_bytes()).expect("a table");
        assert_eq!(table.rows[0].cells[2], Cell::Merged("C2:C4".to_owned()));
    }
}

#[test]
fn a_text_in_two_encodings_is_refused_with_the_row() {
    let list = "titel;eigenaar\r\n\"Continuïteit\nén meer\";Vaals\r\n";
    let mixed = [list.as_bytes(), b"Caf\xE9;Vaals\r\n"].concat();
    for start in ["", "\u{feff}", "sep=;\r\n"] {
        let file = [start.as_bytes(), &mixed].concat();
        assert_eq!(plans(&file).expect_err("a mix"), Refusal::MixedText(3));
    }
    // A sign after a capital is no letter of UTF-8.
    let windows = b"titel;eigenaar\r\n\x93CAF\xC9\x94 \xE9\xE9n;Vaals\r\n";
    let table = plans(windows).expect("a table");
    assert_eq!(text(&table, 0, Column::Title), "“CAFÉ” één");
}

#[test]
fn columns_come_in_any_order_and_unknown_ones_are_named() {
    let list = "Owner,Kleur,TITLE\nVaals,rood,Plan\n";
    let table = plans(list.as_bytes()).expect("a table");
    assert_eq!(table.columns, [(Column::Owner, 0), (Column::Title, 2)]);
    assert_eq!(table.unknown, ["Kleur"]);
}

#[test]
fn an_apostrophe_before_a_formula_is_taken_off_again() {
    let list = "titel;eigenaar\n'=1+1;Vaals\n''=x;'s-Gravenhage\n";
    let table = plans(list.as_bytes()).expect("a table");
    assert_eq!(text(&table, 0, Column::Title), "=1+1");
    assert_eq!(text(&table, 1, Column::Title), "'=x");
    assert_eq!(text(&table, 1, Column::Owner), "'s-Gravenhage");
}

#[test]
fn ten_thousand_rows_are_read_and_one_more_is_too_many() {
    let list = |rows: usize| format!("{HEADER}{}", "A;;Vaals\r\n".repeat(rows));
    let table = plans(list(10_000).as_bytes()).expect("a table");
    assert_eq!(table.rows.len(), 10_000);
    let refused = plans(list(10_001).as_bytes()).expect_err("too many");
    assert_eq!(refused, Refusal::TooManyRows);
}

#[test]
fn a_long_text_stays_whole() {
    let names = "Vaals; ".repeat(2_000);
    let list = format!("titel;eigenaar;van toepassing op\nA;Vaals;\"{names}\"\n");
    let table = plans(list.as_bytes()).expect("a table");
    assert_eq!(text(&table, 0, Column::Organisations), names.trim());
}
