//! How files are bent.

use super::corpus::{NUMBERS, WORDS};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};

pub fn mutated(mut bytes: Vec<u8>, rng: &mut StdRng) -> Vec<u8> {
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
pub fn mutate(rng: &mut StdRng, way: u32, bytes: &mut Vec<u8>) {
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

pub fn cut(mut bytes: Vec<u8>, rng: &mut StdRng) -> Vec<u8> {
    bytes.truncate(rng.random_range(0..=bytes.len()));
    bytes
}

pub fn garbage(rng: &mut StdRng) -> Vec<u8> {
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

pub fn pick<T: Clone + Default>(rng: &mut StdRng, from: &[T]) -> T {
    from.choose(rng).cloned().unwrap_or_default()
}
