//! The files that are bent.

use super::bend::{cut, garbage, mutated, pick};
use crate::Result;
use rand::{
    RngExt,
    rngs::StdRng,
    seq::{IndexedRandom, SliceRandom},
};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

pub const PLANS: &str = "Titel;Soort;Eigenaar;Van toepassing op;Beoordelingsregel;Beheerder;Omschrijving;Versie;Vastgesteld op;Vastgesteld door;In werking op;Laatste beoordeling;Oordeel;Beoordelaar\r\n\
    Draaiboek stroomuitval;draaiboek;Meerssen;\"Meerssen; Vaals\";;;Kort – één;1;2 december 2024;College;;1-6-2025;klopt nog;Noor\r\n\
    \"Bijlage \"\"geel\"\"\";deelplan;Vaals;;;;\"Twee\r\nregels\";2024.1;02/12/2024;College;2024-12-09;;;\r\n\
    \r\n'=1+1;deelplan;gemeente Vaals;;;;;;45628;;;;;\r\n\
    Draaiboek hoog water Vaals;;Vaals;\"Meerssen; Vaals\";;;Anders;v3;2-11-2026;College;;9-11-2026;klein gewijzigd;Noor\r\n\
    Continuïteitsplan Vaals;;Vaals;;;;;;;;;1-6-2026;herzien nodig;Noor\r\n";
pub const PEOPLE: &str = "Naam,Functie,Organisatie,E-mail,Telefoon werk,Telefoon privé\n\
    Zoë Proef,Adviseur,Vaals,zoe.proef@example.nl,043-350 40 40,06-12345678\n\
    Bo Proef,\"Adviseur, crisis\",Meerssen,bo.proef@example.nl,433504040,\n\
    Ger Wolfs,Wethouder,Eijsden-Margraten,ger.wolfs@eijsden-margraten.example,,06-12345678\n";

/// What files and their XML are made of, and what they should not be.
pub const WORDS: &[&str] = &[
    "\"",
    "\"\"",
    ";",
    ",",
    "\t",
    "\r",
    "\n",
    "\r\n\r\n",
    "\0",
    "\u{feff}",
    "sep=;\n",
    "sep=\t\n",
    "'",
    "'=",
    "=1+1",
    "ÿ",
    "İ",
    "ß",
    "é",
    "🦀",
    "\u{202e}",
    "\u{1}",
    "-1",
    "0",
    "1e308",
    "NaN",
    "inf",
    "99999999999999999999",
    "2-12-2026",
    "29-2-2027",
    "0-0-0000",
    "2026-13-45T99",
    "2 december",
    "december 2, 2026 ",
    "46358",
    "60",
    "Titel",
    "Eigenaar",
    "Vaals",
    "; ",
    ";;;",
    "klopt nog",
    "E-mail",
    "@",
    "a@b.nl",
    "r=\"XFD1048576\"",
    "r=\"A0\"",
    "r=\"\"",
    "r=\"A4294967296\"",
    "r=\"ZZZZZZZZZZ1\"",
    "t=\"s\"",
    "t=\"b\"",
    "t=\"e\"",
    "t=\"d\"",
    "t=\"str\"",
    "t=\"inlineStr\"",
    "t=\"n\"",
    "<v>",
    "</v>",
    "<v/>",
    "<is><t>x</t></is>",
    "<row>",
    "</row>",
    "<row r=\"0\">",
    "<c>",
    "</c>",
    "<c r=\"B2\"><v>1</v></c>",
    "<f>",
    "<f t=\"shared\" si=\"0\" ref=\"A1:C9\">A1</f>",
    "<f t=\"shared\" si=\"0\"/>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<mergeCell ref=\"B2:A1\"/>",
    "<mergeCell ref=\"A2:A\"/>",
    "<mergeCell ref=\"\"/>",
    "<dimension ref=\"A1:XFD1048576\"/>",
    "<si/>",
    "<si>",
    "<r><t>x</t></r>",
    "uniqueCount=\"1000000\"",
    "date1904=\"1\"",
    "numFmtId=\"14\"",
    "numFmtId=\"4294967295\"",
    "s=\"999\"",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "&lol;",
    "<!DOCTYPE a [<!ENTITY lol \"lol\">]>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml",
    "?>",
    "encoding=\"UTF-16\"",
    "Target=\"../../../a\"",
    "Target=\"/xl\"",
    "r:id=\"rId999\"",
    "sheetId=\"-1\"",
    "state=\"hidden\"",
    "name=\"\"",
    "PK\x03\x04",
    "PK\x05\x06",
];

/// Numbers at which a reckoning may break.
pub const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "59",
    "60",
    "200",
    "201",
    "255",
    "256",
    "1024",
    "10001",
    "16384",
    "16385",
    "65536",
    "1048576",
    "1048577",
    "2958466",
    "4294967295",
    "4294967296",
    "9223372036854775808",
    "18446744073709551616",
    "1e308",
    "-1e308",
];

/// A part of a workbook: its name and its content.
pub type Part = (String, Vec<u8>);

pub struct Corpus {
    pub texts: Vec<Vec<u8>>,
    pub books: Vec<Vec<u8>>,
    parts: Vec<Vec<Part>>,
}

impl Corpus {
    pub fn new() -> Result<Self> {
        let mut texts = Vec::new();
        for text in [
            PLANS.to_owned(),
            PEOPLE.replace(',', ";"),
            PLANS.replace(';', ","),
            PLANS.replace(';', "\t"),
            PEOPLE.to_owned(),
        ] {
            texts.push(format!("\u{feff}{text}").into_bytes());
            texts.push(encoding_rs::WINDOWS_1252.encode(&text).0.into_owned());
            let utf16 = format!("\u{feff}{text}");
            texts.push(utf16.encode_utf16().flat_map(u16::to_le_bytes).collect());
            texts.push(utf16.encode_utf16().flat_map(u16::to_be_bytes).collect());
            texts.push(format!("sep=;\r\n{text}").into_bytes());
        }
        let books = vec![plans_book()?, people_book()?];
        let parts = books
            .iter()
            .map(|book| unpacked(book))
            .collect::<Result<_>>()?;
        Ok(Self {
            texts,
            books,
            parts,
        })
    }

    /// A file, and what kind of trouble it is.
    pub fn file(&self, rng: &mut StdRng) -> Result<(&'static str, Vec<u8>)> {
        Ok(match rng.random_range(0..100) {
            0..30 => ("CSV", mutated(pick(rng, &self.texts), rng)),
            30..35 => ("CSV, cut off", cut(pick(rng, &self.texts), rng)),
            35..50 => ("XLSX, bytes", mutated(pick(rng, &self.books), rng)),
            50..55 => ("XLSX, cut off", cut(pick(rng, &self.books), rng)),
            55..95 => ("XLSX, parts", self.repacked(rng)?),
            _ => ("garbage", garbage(rng)),
        })
    }

    /// A workbook whose parts are bent before they are packed again.
    fn repacked(&self, rng: &mut StdRng) -> Result<Vec<u8>> {
        let mut parts = pick(rng, &self.parts);
        for _ in 0..rng.random_range(1..3) {
            // Mostly those that say something about cells.
            let told: Vec<usize> = (0..parts.len())
                .filter(|at| {
                    let name = &parts[*at].0;
                    [
                        "sheet1.xml",
                        "sharedStrings.xml",
                        "styles.xml",
                        "workbook.xml",
                    ]
                    .iter()
                    .any(|end| name.ends_with(end))
                        || rng.random_ratio(1, 8)
                })
                .collect();
            let Some(at) = told.choose(rng).copied() else {
                continue;
            };
            let content = std::mem::take(&mut parts[at].1);
            parts[at].1 = mutated(content, rng);
        }
        match rng.random_range(0..20) {
            0 => drop(parts.swap_remove(rng.random_range(0..parts.len()))),
            1 => parts.shuffle(rng),
            2 => {
                let (from, to) = (
                    rng.random_range(0..parts.len()),
                    rng.random_range(0..parts.len()),
                );
                parts[to].1 = parts[from].1.clone();
            }
            _ => {}
        }
        packed(&parts)
    }
}

pub fn plans_book() -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("d mmmm yyyy");
    let date = ExcelDateTime::from_ymd(2024, 12, 2)?;
    for (column, header) in (0..).zip(PLANS.lines().next().unwrap_or_default().split(';')) {
        sheet.write(0, column, header)?;
    }
    for row in 1..6 {
        sheet.write(row, 0, format!("Plan {row}"))?;
        sheet.write(row, 1, "Deelplan")?;
        sheet.write(row, 2, "Vaals")?;
        sheet.write(row, 7, row)?;
        sheet.write(row, 9, "College")?;
    }
    sheet.write_with_format(1, 8, &date, &day)?;
    sheet.write(2, 8, "2 december 2024")?;
    sheet.write(3, 8, 45_628)?;
    sheet.write(4, 8, Formula::new("=DATE(2024,12,2)").set_result("45628"))?;
    sheet.write(5, 8, Formula::new("=NA()").set_result("#N/A"))?;
    sheet.write(5, 6, true)?;
    sheet.merge_range(6, 2, 9, 3, "Meerssen", &Format::new())?;
    for row in 6..10 {
        sheet.write(row, 0, format!("Plan {row}"))?;
    }
    let other = book.add_worksheet();
    other.write(0, 0, "Uitleg")?;
    Ok(book.save_to_buffer()?)
}

pub fn people_book() -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(PEOPLE.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write(row, column, cell)?;
        }
    }
    sheet.write(4, 4, 433_504_040)?;
    Ok(book.save_to_buffer()?)
}

pub fn unpacked(book: &[u8]) -> Result<Vec<Part>> {
    let mut archive = ZipArchive::new(Cursor::new(book))?;
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index)?;
        let (name, mut content) = (part.name()?.into_owned(), Vec::new());
        part.read_to_end(&mut content)?;
        parts.push((name, content));
    }
    Ok(parts)
}

pub fn packed(parts: &[Part]) -> Result<Vec<u8>> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), stored)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}
