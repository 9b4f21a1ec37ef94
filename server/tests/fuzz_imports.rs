//! Files that nobody should send: valid ones bent at random, and garbage. Each takes the way of an
//! upload up to the checked rows and must give an answer within limits and in time, never a panic
//! of ours. A panic inside a library is caught on that way, and counted. Rows without faults are
//! imported into a copy of the database, which then has all that they say.
//!
//! `PARAAT_FUZZ_SECONDS` says how long (2); `PARAAT_FUZZ_SEED` repeats a run from its seed.

use app::{
    Locale,
    imports::{ImportKind, MAX_ROWS, Outcome, Refusal},
};
use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use rand::{
    RngExt, SeedableRng,
    rngs::StdRng,
    seq::{IndexedRandom, SliceRandom},
};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use server::{
    audit::Actor,
    clock::Clock,
    db::Db,
    imports::{
        Decided,
        file::{Table, read},
        preview, run,
    },
    seed,
};
use std::{
    backtrace::Backtrace,
    collections::BTreeMap,
    io::{Cursor, Read, Write},
    panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

type Result<T = (), E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// The longest that one file may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The thread whose panics are looked at.
const READER: &str = "reader";

const PLANS: &str = "Titel;Soort;Eigenaar;Van toepassing op;Beoordelingsregel;Beheerder;Omschrijving;Versie;Vastgesteld op;Vastgesteld door;In werking op;Laatste beoordeling;Oordeel;Beoordelaar\r\n\
    Draaiboek stroomuitval;draaiboek;Meerssen;\"Meerssen; Vaals\";;;Kort – één;1;2 december 2024;College;;1-6-2025;klopt nog;Noor\r\n\
    \"Bijlage \"\"geel\"\"\";deelplan;Vaals;;;;\"Twee\r\nregels\";2024.1;02/12/2024;College;2024-12-09;;;\r\n\
    \r\n'=1+1;deelplan;gemeente Vaals;;;;;;45628;;;;;\r\n\
    Draaiboek hoog water Vaals;;Vaals;\"Meerssen; Vaals\";;;Anders;v3;2-11-2026;College;;9-11-2026;klein gewijzigd;Noor\r\n\
    Continuïteitsplan Vaals;;Vaals;;;;;;;;;1-6-2026;herzien nodig;Noor\r\n";
const PEOPLE: &str = "Naam,Functie,Organisatie,E-mail,Telefoon werk,Telefoon privé\n\
    Zoë Proef,Adviseur,Vaals,zoe.proef@example.nl,043-350 40 40,06-12345678\n\
    Bo Proef,\"Adviseur, crisis\",Meerssen,bo.proef@example.nl,433504040,\n\
    Ger Wolfs,Wethouder,Eijsden-Margraten,ger.wolfs@eijsden-margraten.example,,06-12345678\n";

/// What files and their XML are made of, and what they should not be.
const WORDS: &[&str] = &[
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
const NUMBERS: &[&str] = &[
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
type Part = (String, Vec<u8>);

struct Corpus {
    texts: Vec<Vec<u8>>,
    books: Vec<Vec<u8>>,
    parts: Vec<Vec<Part>>,
}

impl Corpus {
    fn new() -> Result<Self> {
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
    fn file(&self, rng: &mut StdRng) -> Result<(&'static str, Vec<u8>)> {
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

fn pick<T: Clone + Default>(rng: &mut StdRng, from: &[T]) -> T {
    from.choose(rng).cloned().unwrap_or_default()
}

fn plans_book() -> Result<Vec<u8>> {
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

fn people_book() -> Result<Vec<u8>> {
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

fn unpacked(book: &[u8]) -> Result<Vec<Part>> {
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

fn packed(parts: &[Part]) -> Result<Vec<u8>> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), stored)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn mutated(mut bytes: Vec<u8>, rng: &mut StdRng) -> Vec<u8> {
    // Most files are bent a little, so that they are still read to the end.
    let times = if rng.random_ratio(1, 5) { 40 } else { 4 };
    // And often in their values alone.
    let values = rng.random_bool(0.5);
    for _ in 0..rng.random_range(1..=times) {
        let way = if values { 5..7 } else { 0..9 };
        let way = rng.random_range(way);
        mutate(rng, way, &mut bytes);
    }
    bytes
}

/// Bends a file in one of nine ways.
fn mutate(rng: &mut StdRng, way: u32, bytes: &mut Vec<u8>) {
    let at = rng.random_range(0..=bytes.len());
    let most = if rng.random_ratio(1, 10) { 2_000 } else { 12 };
    let end = (at + rng.random_range(0..=most)).min(bytes.len());
    match way {
        0 => bytes
            .iter_mut()
            .skip(at)
            .take(1)
            .for_each(|byte| *byte ^= 1 << rng.random_range(0..8)),
        1 => bytes
            .iter_mut()
            .skip(at)
            .take(1)
            .for_each(|byte| *byte = rng.random()),
        2 => drop(bytes.drain(at..end)),
        3 => {
            // The same again, perhaps many times.
            let piece = bytes[at..end].to_vec();
            let times = if rng.random_ratio(1, 20) { 2_000 } else { 2 };
            bytes.splice(at..at, piece.repeat(rng.random_range(1..=times)));
        }
        4 => {
            let from = rng.random_range(0..=bytes.len());
            let piece = bytes[from..(from + end - at).min(bytes.len())].to_vec();
            bytes.splice(at..end, piece);
        }
        5 => {
            // Another number in the place of one.
            let digits = |from: usize| {
                bytes[from..]
                    .iter()
                    .take_while(|b| b.is_ascii_digit())
                    .count()
            };
            let start = (at..bytes.len()).find(|at| bytes[*at].is_ascii_digit());
            if let Some(start) = start {
                let end = start + digits(start);
                bytes.splice(start..end, pick(rng, NUMBERS).bytes());
            }
        }
        6 => {
            // Another word in the place of a value.
            let quote = |from: usize| {
                (from..bytes.len()).find(|at| matches!(bytes[*at], b'"' | b'>' | b';'))
            };
            if let Some(start) = quote(at)
                && let Some(end) =
                    (start + 1..bytes.len()).find(|at| matches!(bytes[*at], b'"' | b'<' | b';'))
            {
                bytes.splice(start + 1..end, pick(rng, WORDS).bytes());
            }
        }
        _ => drop(bytes.splice(at..at, pick(rng, WORDS).bytes())),
    }
}

fn cut(mut bytes: Vec<u8>, rng: &mut StdRng) -> Vec<u8> {
    bytes.truncate(rng.random_range(0..=bytes.len()));
    bytes
}

fn garbage(rng: &mut StdRng) -> Vec<u8> {
    const STARTS: &[&[u8]] = &[
        b"",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"%PDF-",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"\xFF\xFE",
        b"\xFE\xFF",
        b"\xEF\xBB\xBF",
        b"Titel;Eigenaar\n",
        b"titel,eigenaar,versie,vastgesteld op\n",
    ];
    let mut bytes = STARTS
        .choose(rng)
        .map(|start| start.to_vec())
        .unwrap_or_default();
    let length = rng.random_range(0..3_000);
    if rng.random_bool(0.5) {
        bytes.extend((0..length).map(|_| rng.random::<u8>()));
    } else {
        bytes.extend((0..length / 20).flat_map(|_| pick(rng, WORDS).as_bytes()));
    }
    bytes
}

/// The file of the database, and of a copy of it.
const DATABASE: &str = "paraat.db";
const COPY: &str = "copy.db";

async fn open(folder: &Path, file: &str) -> Result<Db> {
    let url = format!("sqlite://{}", folder.join(file).display());
    Ok(Db::open(&url).await?)
}

async fn close(db: Db) {
    if let Db::Sqlite(pool) = db {
        pool.close().await;
    }
}

/// What looks at the files, with a database like that of the demonstration.
struct Reader {
    folder: PathBuf,
    db: Db,
    clock: Clock,
    today: NaiveDate,
    runtime: tokio::runtime::Runtime,
}

impl Reader {
    fn new(folder: &Path) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("no day")?;
        let clock = Clock::fixed(Amsterdam, today);
        let db = runtime.block_on(async {
            let db = open(folder, DATABASE).await?;
            seed::demo(&db, &clock).await?;
            // Into the one file that is copied.
            close(db).await;
            open(folder, DATABASE).await
        })?;
        Ok(Self {
            folder: folder.to_owned(),
            db,
            clock,
            today,
            runtime,
        })
    }

    /// The way of an upload. Gives whether it was read.
    fn look(&self, bytes: &[u8], kind: ImportKind) -> Result<bool> {
        let table = match read(bytes, kind) {
            Ok(table) => table,
            Err(refusal) => {
                assert!(!refusal.message(Locale::Nl).is_empty());
                return Ok(false);
            }
        };
        within_limits(&table);
        // As it waits in the database for its confirmation.
        let stored = serde_json::to_string(&table)?;
        let mut table: Table = serde_json::from_str(&stored)?;
        assert_eq!(stored, serde_json::to_string(&table)?);
        let decided = self.runtime.block_on(self.decide(&self.db, &table))?;
        assert_eq!(decided.lines.len(), table.rows.len());
        for line in &decided.lines {
            if let Outcome::Wrong(faults) = &line.outcome {
                assert!(!faults.is_empty());
                for fault in faults {
                    assert!(
                        !fault.place(Locale::Nl).is_empty()
                            && !fault.flaw.message(Locale::En).is_empty()
                    );
                }
            }
        }
        let mut good = decided.lines.iter().map(|line| line.outcome.is_good());
        table.rows.retain(|_| good.next() == Some(true));
        if !table.rows.is_empty() {
            self.runtime.block_on(self.import(&table))?;
        }
        Ok(true)
    }

    async fn decide(&self, db: &Db, table: &Table) -> Result<Decided> {
        Ok(preview(db, None, table, Locale::En, self.today).await?)
    }

    /// Imports good rows into a copy of the database: then there is nothing more to do.
    async fn import(&self, table: &Table) -> Result {
        std::fs::copy(self.folder.join(DATABASE), self.folder.join(COPY))?;
        let db = open(&self.folder, COPY).await?;
        let by = Actor::program(self.clock.now());
        let lines = run(&db, &by, table, Locale::En, self.today).await?;
        assert!(lines.iter().all(|line| line.outcome.is_good()), "{lines:?}");
        let after = self.decide(&db, table).await?;
        let counts = after.counts();
        let rows = i64::try_from(table.rows.len())?;
        assert_eq!(counts.same, rows, "{:?}", after.lines);
        close(db).await;
        Ok(())
    }
}

fn within_limits(table: &Table) {
    assert!((1..=MAX_ROWS).contains(&table.rows.len()));
    assert!(table.columns.len() <= table.kind.columns().len());
    assert!(
        table.unknown.len() <= 20 && table.unknown.iter().all(|name| name.chars().count() <= 60)
    );
    assert!(table.other_sheets.len() < 50);
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    assert!(cells.map(|cell| cell.size()).sum::<usize>() <= 32 * 1024 * 1024);
    for row in &table.rows {
        assert!(row.number > 0);
        assert_eq!(row.cells.len(), table.columns.len());
    }
    if table.sheet.is_none() {
        assert!(
            table
                .rows
                .is_sorted_by(|before, after| before.number < after.number)
        );
    }
}

/// Where the last panic of the reader came from.
#[derive(Clone, Default)]
struct Panics(Arc<Mutex<Option<(bool, String)>>>);

impl Panics {
    /// Notes panics of the reader, and whether they are ours, instead of printing them.
    fn watch(&self) {
        let (panics, usual) = (self.clone(), std::panic::take_hook());
        set_hook(Box::new(move |info| {
            if thread::current().name() == Some(READER) {
                let panic = (is_ours(info), info.to_string());
                if let Ok(mut last) = panics.0.lock() {
                    *last = Some(panic);
                }
            } else {
                usual(info);
            }
        }));
    }

    fn take(&self) -> Option<(bool, String)> {
        self.0.lock().ok()?.take()
    }
}

/// Whether a panic comes from our code and not from a library; inside the standard library it is of
/// the one who called it.
fn is_ours(info: &PanicHookInfo<'_>) -> bool {
    let file = info.location().map_or("", |location| location.file());
    if !file.starts_with("/rustc/") {
        return !file.contains("/registry/");
    }
    let frames = Backtrace::force_capture().to_string();
    let libraries = [
        "calamine::",
        "quick_xml::",
        "zip::",
        "csv::",
        "encoding_rs::",
    ];
    let blamed = frames.lines().find_map(|frame| {
        let ours = frame.contains("server::imports") || frame.contains("app::");
        (ours || libraries.iter().any(|library| frame.contains(library))).then_some(ours)
    });
    blamed.unwrap_or(true)
}

/// What came of a file.
enum End {
    Read,
    Refused,
    /// A library panicked, and the file was refused.
    Caught(String),
    Failed(String),
}

fn look(reader: &Reader, panics: &Panics, bytes: &[u8], kind: ImportKind) -> End {
    let looked = catch_unwind(AssertUnwindSafe(|| reader.look(bytes, kind)));
    match (looked, panics.take()) {
        (Err(_), panic) => End::Failed(panic.map_or_else(String::new, |(_, words)| words)),
        (Ok(Err(error)), _) => End::Failed(error.to_string()),
        (Ok(Ok(_)), Some((true, words))) => End::Failed(words),
        (Ok(Ok(true)), Some((false, words))) => End::Failed(format!("read all the same: {words}")),
        (Ok(Ok(false)), Some((false, words))) => End::Caught(words),
        (Ok(Ok(true)), None) => End::Read,
        (Ok(Ok(false)), None) => End::Refused,
    }
}

#[derive(Default)]
struct Tally {
    tried: u64,
    read: u64,
    caught: u64,
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn keep(bytes: &[u8], seed: u64, number: u64) -> Result<PathBuf> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{seed}-{number}"));
    std::fs::write(&file, bytes)?;
    Ok(file)
}

#[test]
fn no_file_makes_an_import_panic_or_hang() -> Result {
    let seconds = Duration::from_secs(setting("PARAAT_FUZZ_SECONDS").unwrap_or(2));
    let seed = setting("PARAAT_FUZZ_SEED").unwrap_or_else(rand::random);
    println!("PARAAT_FUZZ_SEED={seed}");
    let corpus = Corpus::new()?;
    let folder = tempfile::TempDir::new()?;
    let (reader, panics) = (Reader::new(folder.path())?, Panics::default());
    // What is not bent is read, so that the trials do not all end at the door.
    for (index, file) in corpus.texts.iter().chain(&corpus.books).enumerate() {
        let kinds = ImportKind::ALL.iter();
        let read = kinds.filter(|kind| reader.look(file, **kind).is_ok_and(|read| read));
        assert_eq!(read.count(), 1, "file {index} of the corpus");
    }
    panics.watch();
    let (send, files) = mpsc::channel::<(Vec<u8>, ImportKind)>();
    let (answer, ends) = mpsc::channel();
    thread::Builder::new()
        .name(READER.to_owned())
        .spawn(move || {
            for (bytes, kind) in files {
                let end = look(&reader, &panics, &bytes, kind);
                if answer.send((end, bytes)).is_err() {
                    break;
                }
            }
        })?;
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut caught: BTreeMap<String, u64> = BTreeMap::new();
    let mut failures = Vec::new();
    let (start, mut slowest, mut number) = (Instant::now(), Duration::ZERO, 0);
    while start.elapsed() < seconds && failures.len() < 10 {
        // Each file has its own seed, so that it can be made again alone.
        let mut rng = StdRng::seed_from_u64(seed.wrapping_add(number));
        let (trouble, bytes) = corpus.file(&mut rng)?;
        let kind = pick(
            &mut rng,
            &[
                Some(ImportKind::Plans),
                Some(ImportKind::Plans),
                Some(ImportKind::People),
            ],
        )
        .ok_or("no kind")?;
        let began = Instant::now();
        send.send((bytes.clone(), kind))?;
        let Ok((end, bytes)) = ends.recv_timeout(PATIENCE) else {
            let file = keep(&bytes, seed, number)?;
            return Err(format!(
                "file {number} ({trouble}, {kind:?}) takes too long: {}",
                file.display()
            )
            .into());
        };
        slowest = slowest.max(began.elapsed());
        let tally = tallies.entry(trouble).or_default();
        tally.tried += 1;
        match end {
            End::Read => tally.read += 1,
            End::Refused => {}
            End::Caught(words) => {
                tally.caught += 1;
                *caught.entry(words).or_default() += 1;
            }
            End::Failed(words) => {
                let file = keep(&bytes, seed, number)?;
                failures.push(format!(
                    "file {number} ({trouble}, {kind:?}): {words}\n  {}",
                    file.display()
                ));
            }
        }
        number += 1;
    }
    for (
        trouble,
        Tally {
            tried,
            read,
            caught,
        },
    ) in &tallies
    {
        println!(
            "{trouble:14} {tried:8} tried, {read:8} read, {caught:4} panics of a library caught"
        );
    }
    for (words, times) in &caught {
        println!("caught {times} times: {}", words.replace('\n', " "));
    }
    println!(
        "{number} files in {:.0} s, the slowest in {} ms",
        start.elapsed().as_secs_f64(),
        slowest.as_millis()
    );
    assert!(
        failures.is_empty(),
        "PARAAT_FUZZ_SEED={seed}\n{}",
        failures.join("\n")
    );
    assert!(number > 0 && tallies.values().any(|tally| tally.read > 0));
    Ok(())
}

#[test]
fn what_is_made_to_be_slow_or_large_is_answered_in_time() -> Result {
    let start = Instant::now();
    // A row of millions of cells.
    let wide = format!("Titel;Eigenaar{}", ";a".repeat(2_000_000));
    assert_eq!(
        read(wide.as_bytes(), ImportKind::Plans).err(),
        Some(Refusal::TooManyColumns)
    );
    // Merged cells one over the other, over all rows.
    let mut parts = unpacked(&plans_book()?)?;
    for (name, content) in &mut parts {
        if name.ends_with("sheet1.xml") {
            let mut text = String::from_utf8(std::mem::take(content))?;
            let ranges = "<mergeCell ref=\"D1:XFD1048576\"/>".repeat(1_990);
            text = text.replace("</mergeCells>", &format!("{ranges}</mergeCells>"));
            let rows: String = (11..5_000)
                .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c></row>"))
                .collect();
            text = text.replace("</sheetData>", &format!("{rows}</sheetData>"));
            *content = text.into_bytes();
        }
    }
    let read = read(&packed(&parts)?, ImportKind::Plans);
    assert!(read.is_ok_and(|table| table.rows.len() > 4_900));
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    Ok(())
}
