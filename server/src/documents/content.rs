//! What a file is, by its content alone: neither its name nor what the browser says counts.

use app::documents::{DocumentKind, Unfit};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most parts that a text document has; each costs memory before anything is known of it.
const PARTS: usize = 10_000;

/// The most that is unpacked of one part of a document, in bytes. No more than the list of parts of
/// an OpenDocument text is looked into, so a small file can't grow into a large one.
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
    match bytes {
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Err(compound(bytes)),
        [b'P', b'K', 3, 4, ..] => zipped(bytes),
        _ => Err(Unfit::Unknown),
    }
}

fn contains(bytes: &[u8], words: &[u8]) -> bool {
    positions(bytes, words).next().is_some()
}

/// Where these bytes stand in others.
fn positions<'a>(bytes: &'a [u8], words: &'a [u8]) -> impl Iterator<Item = usize> {
    bytes
        .windows(words.len())
        .enumerate()
        .filter(move |(_, window)| *window == words)
        .map(|(at, _)| at)
}

/// A PDF ends with the place of its table of contents and a mark (ISO 32000-1, 7.5.5): without them
/// it was cut off, or is none.
fn pdf(bytes: &[u8]) -> Result<DocumentKind, Unfit> {
    let end = &bytes[bytes.len().saturating_sub(2048)..];
    if !contains(end, b"startxref") || !contains(end, b"%%EOF") {
        return Err(Unfit::BrokenPdf);
    }
    let locked = positions(bytes, b"/Encrypt").any(|at| {
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

/// The container of old Office files; newer ones that are encrypted come in it, too.
fn compound(bytes: &[u8]) -> Unfit {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if contains(bytes, &name) {
        Unfit::Locked
    } else {
        Unfit::Old
    }
}

fn zipped(bytes: &[u8]) -> Result<DocumentKind, Unfit> {
    if parts(bytes).is_none_or(|parts| parts > PARTS) {
        return Err(Unfit::Broken);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unfit::Broken)?;
    let names = archive.file_names();
    let names: Result<Vec<_>, _> = names
        .map(|name| name.map(|name| name.to_ascii_lowercase()))
        .collect();
    let names = names.map_err(|_| Unfit::Broken)?;
    let has = |name: &str| names.iter().any(|one| one == name);
    let word = has("[content_types].xml") && has("word/document.xml");
    let text = has("content.xml") || has("encrypted-package");
    let macros = names.iter().any(|name| {
        name.ends_with("vbaproject.bin")
            || text && (name.starts_with("basic/") || name.starts_with("scripts/"))
    });
    if word {
        return if macros {
            Err(Unfit::Macros)
        } else if archive.by_name("word/document.xml").is_err() {
            Err(Unfit::Locked)
        } else {
            Ok(DocumentKind::Docx)
        };
    }
    if !text || part(&mut archive, "mimetype")? != DocumentKind::Odt.media_type().as_bytes() {
        return Err(Unfit::Unknown);
    }
    let manifest = part(&mut archive, "META-INF/manifest.xml")?;
    if contains(&manifest, b"encryption-data") {
        Err(Unfit::Locked)
    } else if macros {
        Err(Unfit::Macros)
    } else {
        Ok(DocumentKind::Odt)
    }
}

/// How many parts a zip file says that it has, in the record at its end.
fn parts(bytes: &[u8]) -> Option<usize> {
    const RECORD: usize = 22;
    let end = &bytes[bytes.len().saturating_sub(RECORD + usize::from(u16::MAX))..];
    let at = positions(end, b"PK\x05\x06").last()?;
    let count = end.get(at + 10..at + 12)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(count)))
}

/// The beginning of a part of a zip file; empty when there is no such part.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, Unfit> {
    let mut content = Vec::new();
    match archive.by_name(name) {
        Ok(file) => file.take(UNPACKED).read_to_end(&mut content),
        Err(zip::result::ZipError::FileNotFound) => return Ok(content),
        Err(_) => return Err(Unfit::Broken),
    }
    .map_err(|_| Unfit::Broken)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
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
        assert_eq!(check(&file), Ok(DocumentKind::Odt));
    }
}
