//! What a document is, and whether it may be one of a plan.

use crate::web::sniff::{Unread, Zip, contains, is_compound, is_encrypted};
use app::plans::documents::{DocumentKind, Unfit};
use memchr::memmem;

/// The most parts that a text document has.
const PARTS: usize = 10_000;

/// The most that is unpacked of one part of a document, in bytes. No more than the lists of parts
/// are looked into, so a small file can't grow into a large one.
const UNPACKED: u64 = 1024 * 1024;

/// Finds out what a file is, and whether it may be a document of a plan.
///
/// Encrypted files are refused: in a crisis nobody has the password. Macros are refused because
/// they run on the machine of whoever opens the plan.
///
/// # Errors
/// Why it may not.
pub fn check(bytes: &[u8]) -> Result<DocumentKind, Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    // Readers of PDF take up to a kilobyte in front of it.
    if contains(&bytes[..bytes.len().min(1024)], b"%PDF-") {
        return pdf(bytes);
    }
    if is_compound(bytes) {
        return Err(if is_encrypted(bytes) {
            Unfit::Locked
        } else {
            Unfit::Old
        });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zipped(bytes);
    }
    Err(Unfit::Unknown)
}

/// A PDF ends with the place of its table of contents and a mark (ISO 32000-1, 7.5.5): without them
/// it was cut off, or is none.
fn pdf(bytes: &[u8]) -> Result<DocumentKind, Unfit> {
    let end = &bytes[bytes.len().saturating_sub(2048)..];
    if !contains(end, b"startxref") || !contains(end, b"%%EOF") {
        return Err(Unfit::BrokenPdf);
    }
    let locked = memmem::find_iter(bytes, b"/Encrypt").any(|at| {
        // A reference or a dictionary follows, but for texts that merely speak of it.
        let rest = bytes[at + b"/Encrypt".len()..].trim_ascii_start();
        rest.starts_with(b"<<") || is_reference(rest)
    });
    if locked {
        return Err(Unfit::Locked);
    }
    Ok(DocumentKind::Pdf)
}

/// Whether a reference to another part of a PDF stands here: `12 0 R`.
fn is_reference(bytes: &[u8]) -> bool {
    let mut words = bytes[..bytes.len().min(32)]
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let mut number = || {
        words
            .next()
            .is_some_and(|word| word.iter().all(u8::is_ascii_digit))
    };
    number() && number() && words.next().is_some_and(|word| word.starts_with(b"R"))
}

impl From<Unread> for Unfit {
    fn from(_: Unread) -> Self {
        Self::Broken
    }
}

fn zipped(bytes: &[u8]) -> Result<DocumentKind, Unfit> {
    let mut zip = Zip::open(bytes, PARTS)?;
    if zip.has("[content_types].xml") && zip.has("word/document.xml") {
        return if zip.is_locked("word/document.xml") {
            Err(Unfit::Locked)
        } else if zip.has_macros()? {
            Err(Unfit::Macros)
        } else {
            Ok(DocumentKind::Docx)
        };
    }
    let text = zip.has("content.xml") || zip.has("encrypted-package");
    if !text || zip.part("mimetype", UNPACKED)? != DocumentKind::Odt.media_type().as_bytes() {
        return Err(Unfit::Unknown);
    }
    let manifest = zip.part("meta-inf/manifest.xml", UNPACKED)?;
    if contains(&manifest, b"encryption-data") {
        Err(Unfit::Locked)
    } else if zip.has_folder("basic/") || zip.has_folder("scripts/") || zip.has_macros()? {
        Err(Unfit::Macros)
    } else {
        Ok(DocumentKind::Odt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::{ZipWriter, write::SimpleFileOptions};

    const PDF: &str =
        "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";
    const ODT: &str = "application/vnd.oasis.opendocument.text";

    fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .expect("a part");
            writer.write_all(content.as_bytes()).expect("a content");
        }
        writer.finish().expect("an end").into_inner()
    }

    fn with(parts: &[(&str, &str)], more: (&'static str, &'static str)) -> Vec<u8> {
        zip(&[parts, &[more]].concat())
    }

    const WORD: &[(&str, &str)] = &[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", "<w:document/>"),
    ];
    const TEXT: &[(&str, &str)] = &[("mimetype", ODT), ("content.xml", "<office:document/>")];

    #[test]
    fn each_kind_is_known_by_its_content() {
        assert_eq!(check(PDF.as_bytes()), Ok(DocumentKind::Pdf));
        assert_eq!(check(&zip(WORD)), Ok(DocumentKind::Docx));
        assert_eq!(check(&zip(TEXT)), Ok(DocumentKind::Odt));
        let capitals = [("[Content_Types].xml", ""), ("Word/Document.xml", "")];
        assert_eq!(check(&zip(&capitals)), Ok(DocumentKind::Docx));
    }

    #[test]
    fn what_is_none_of_them_is_refused() {
        assert_eq!(check(b""), Err(Unfit::Empty));
        assert_eq!(check(b"<html>"), Err(Unfit::Unknown));
        assert_eq!(check(b"%PDF-1.4 and no more"), Err(Unfit::BrokenPdf));
        assert_eq!(check(&zip(&[("a.txt", "a")])), Err(Unfit::Unknown));
        let sheet = "application/vnd.oasis.opendocument.spreadsheet";
        let sheet = zip(&[("mimetype", sheet), ("content.xml", "")]);
        assert_eq!(check(&sheet), Err(Unfit::Unknown));
        let whole = zip(WORD);
        assert_eq!(check(&whole[..whole.len() - 30]), Err(Unfit::Broken));
        assert_eq!(check(b"PK\x03\x04"), Err(Unfit::Broken));
    }

    #[test]
    fn macros_and_locked_documents_are_refused() {
        let bin = ("word/vbaProject.bin", "");
        assert_eq!(check(&with(WORD, bin)), Err(Unfit::Macros));
        let types = "application/vnd.ms-word.document.macroEnabled.main+xml";
        let renamed = [("[Content_Types].xml", types), ("Word/Document.xml", "")];
        assert_eq!(check(&zip(&renamed)), Err(Unfit::Macros));
        let basic = ("Basic/Standard/Module1.xml", "");
        assert_eq!(check(&with(TEXT, basic)), Err(Unfit::Macros));
        let manifest = ("META-INF/manifest.xml", "<manifest:encryption-data/>");
        assert_eq!(check(&with(TEXT, manifest)), Err(Unfit::Locked));
        let locked = PDF.replace("/Root", "/Encrypt 5 0 R/Root");
        assert_eq!(check(locked.as_bytes()), Err(Unfit::Locked));
        let telling = PDF.replace("endobj", "(the /Encrypt word) endobj");
        assert_eq!(check(telling.as_bytes()), Ok(DocumentKind::Pdf));
        let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0];
        assert_eq!(check(&old), Err(Unfit::Old));
        let name = "EncryptedPackage".encode_utf16();
        let name: Vec<u8> = name.flat_map(u16::to_le_bytes).collect();
        assert_eq!(check(&[&old[..], &name].concat()), Err(Unfit::Locked));
    }

    #[test]
    fn a_part_that_unpacks_to_gigabytes_is_not_unpacked() {
        let bomb = "a".repeat(8 * 1024 * 1024);
        let parts = [
            ("mimetype", ODT),
            ("content.xml", ""),
            ("META-INF/manifest.xml", &bomb),
        ];
        let file = zip(&parts);
        assert!(file.len() < 100_000);
        assert_eq!(check(&file), Err(Unfit::Broken));
    }
}
