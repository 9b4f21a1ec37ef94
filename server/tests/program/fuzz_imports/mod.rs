//! Files that nobody should send: valid ones bent at random, and garbage. Each takes the way of an
//! upload up to the checked rows and must give an answer within limits and in time, never a panic
//! of ours. A panic inside a library is caught on that way, and counted. Rows without faults are
//! imported into a copy of the database, which then has all that they say.
//!
//! `PARAAT_FUZZ_SECONDS` says how long (2); `PARAAT_FUZZ_SEED` repeats a run from its seed.

mod bend;
mod corpus;
mod reader;

use self::bend::pick;
use self::corpus::{Corpus, packed, plans_book, unpacked};
use self::reader::{End, Panics, Reader, look};
use crate::Result;
use app::sheets::imports::{ImportKind, Refusal};
use rand::{SeedableRng, rngs::StdRng};
use server::sheets::imports::file::read;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// The longest that one file may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The thread whose panics are looked at.
const READER: &str = "reader";

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
