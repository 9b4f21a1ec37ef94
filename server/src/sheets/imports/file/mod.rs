//! Reads a file into a [`Table`], whatever it is: by its content, not its name, within limits of
//! size and memory, and with a [`Refusal`] that says what is wrong.

mod csv;
mod table;
#[cfg(test)]
mod tests;
mod xlsx;

pub use csv::merged;
pub use table::{Cell, Row, Table};

use crate::web::sniff::{has_stream, is_compound, is_encrypted};
use app::sheets::imports::{ImportKind, MAX_BYTES, Refusal};

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
    if is_compound(bytes) {
        return Err(if is_encrypted(bytes) {
            Refusal::Encrypted
        } else if has_stream(bytes, "Workbook") || has_stream(bytes, "Book") {
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
