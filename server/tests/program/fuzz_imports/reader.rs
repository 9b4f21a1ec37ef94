//! What looks at a file, and what came of it.

use super::READER;
use crate::Result;
use app::{
    Locale,
    sheets::imports::{ImportKind, MAX_ROWS, Outcome},
};
use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use server::{
    clock::Clock,
    db::Db,
    seed,
    sheets::imports::{
        Decided,
        file::{Table, read},
        preview, run,
    },
    trail::Actor,
};
use std::{
    backtrace::Backtrace,
    panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
};

/// The file of the database, and of a copy of it.
pub const DATABASE: &str = "paraat.db";
pub const COPY: &str = "copy.db";

pub async fn open(folder: &Path, file: &str) -> Result<Db> {
    let url = format!("sqlite://{}", folder.join(file).display());
    Ok(Db::open(&url).await?)
}

pub async fn close(db: Db) {
    db.close().await;
}

/// What looks at the files, with a database like that of the demonstration.
pub struct Reader {
    folder: PathBuf,
    db: Db,
    clock: Clock,
    today: NaiveDate,
    runtime: tokio::runtime::Runtime,
}

impl Reader {
    pub fn new(folder: &Path) -> Result<Self> {
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
    pub fn look(&self, bytes: &[u8], kind: ImportKind) -> Result<bool> {
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

pub fn within_limits(table: &Table) {
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
pub struct Panics(Arc<Mutex<Option<(bool, String)>>>);

impl Panics {
    /// Notes panics of the reader, and whether they are ours, instead of printing them.
    pub fn watch(&self) {
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

    pub fn take(&self) -> Option<(bool, String)> {
        self.0.lock().ok()?.take()
    }
}

/// Whether a panic comes from our code and not from a library; inside the standard library it is of
/// the one who called it.
pub fn is_ours(info: &PanicHookInfo<'_>) -> bool {
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
        let ours = frame.contains("server::sheets::imports") || frame.contains("app::");
        (ours || libraries.iter().any(|library| frame.contains(library))).then_some(ours)
    });
    blamed.unwrap_or(true)
}

/// What came of a file.
pub enum End {
    Read,
    Refused,
    /// A library panicked, and the file was refused.
    Caught(String),
    Failed(String),
}

pub fn look(reader: &Reader, panics: &Panics, bytes: &[u8], kind: ImportKind) -> End {
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
