//! Reads a file into a [`Table`], whatever it is: by its content, not its name, within limits of
//! size and memory, and with a [`Refusal`] that says what is wrong.

mod csv;
mod table;
#[cfg(test)]
mod tests;
mod xlsx;

pub use table::{Cell, Row, Table};

use app::imports::{ImportKind, MAX_BYTES, Refusal};

/// The compound file of older office programs, and the envelope of an encrypted workbook.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Reads a file about `kind`.
///
/// # Errors
/// Why it is not read.
pub fn read(bytes: &[u8], kind: ImportKind) -> Result<Table, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Empty);
    }
    if bytes.starts_with(COMPOUND) {
        return Err(if holds(bytes, "EncryptedPackage") {
            Refusal::Encrypted
        } else if holds(bytes, "Workbook") || holds(bytes, "Book") {
            Refusal::OldExcel
        } else {
            Refusal::OpenDocument
        });
    }
    if bytes.starts_with(b"%PDF") {
        return Err(Refusal::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return xlsx::read(bytes, kind);
    }
    csv::read(bytes, kind)
}

/// Whether a compound file names a stream so; its directory is in UTF-16.
fn holds(bytes: &[u8], stream: &str) -> bool {
    let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|part| part == name)
}
