//! What a file is, by its content alone: neither its name nor what the browser says counts.

use memchr::memmem;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// How the container of old office files begins; newer ones that are encrypted come in it, too.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The most records in a zip file that say that it ends here: each is tried. One stands at the end
/// of the file, the others in files that are a part of it.
const ENDS: usize = 1_000;

/// The most that is unpacked of the list of what the parts of an Office document are, in bytes.
const TYPES: u64 = 1024 * 1024;

/// Whether these bytes stand in others.
#[must_use]
pub fn contains(bytes: &[u8], words: &[u8]) -> bool {
    memmem::find(bytes, words).is_some()
}

/// Whether this is the container of old office files.
#[must_use]
pub fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND)
}

/// Whether a container of old office files has a stream of this name; its directory is in UTF-16.
#[must_use]
pub fn has_stream(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    contains(bytes, &name)
}

/// Whether a container of old office files holds one that is protected with a password.
#[must_use]
pub fn is_encrypted(bytes: &[u8]) -> bool {
    has_stream(bytes, "EncryptedPackage")
}

/// Why a zip file, or a part of it, is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is damaged, or encrypted.
    Broken,
    /// It has more parts than allowed, or unpacks to more.
    TooMuch,
}

/// A zip file, its parts known by their names in lower case.
#[derive(Debug)]
pub struct Zip<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
}

impl<'a> Zip<'a> {
    /// Opens a file of at most so many parts. They are counted before it is opened, as each costs
    /// memory from then on, and not by what the file says of itself, which can be anything.
    ///
    /// # Errors
    /// Why it is not opened.
    pub fn open(bytes: &'a [u8], parts: usize) -> Result<Self, Unread> {
        let more_than = |most: usize, sign| memmem::find_iter(bytes, sign).nth(most).is_some();
        if more_than(parts, b"PK\x01\x02") || more_than(ENDS, b"PK\x05\x06") {
            return Err(Unread::TooMuch);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unread::Broken)?;
        let names = archive.file_names();
        let names = names.map(|name| Ok(name?.to_lowercase().replace('\\', "/")));
        let names = names.collect::<Result<_, zip::result::ZipError>>();
        let names = names.map_err(|_| Unread::Broken)?;
        Ok(Self { archive, names })
    }

    /// The names of the parts.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether there is a part of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|one| one == name)
    }

    /// Whether there are parts in this folder, whose name ends with a slash.
    #[must_use]
    pub fn has_folder(&self, folder: &str) -> bool {
        self.names.iter().any(|name| name.starts_with(folder))
    }

    /// A part by its place among the [`names`](Self::names), of at most so many bytes.
    ///
    /// # Errors
    /// Why it is not read.
    pub fn read(&mut self, index: usize, most: u64) -> Result<Vec<u8>, Unread> {
        let part = self.archive.by_index(index).map_err(|_| Unread::Broken)?;
        let mut content = Vec::new();
        part.take(most + 1)
            .read_to_end(&mut content)
            .map_err(|_| Unread::Broken)?;
        if content.len() as u64 > most {
            return Err(Unread::TooMuch);
        }
        Ok(content)
    }

    /// A part by its name, of at most so many bytes; empty when there is none.
    ///
    /// # Errors
    /// Why it is not read.
    pub fn part(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Unread> {
        match self.names.iter().position(|one| one == name) {
            Some(index) => self.read(index, most),
            None => Ok(Vec::new()),
        }
    }

    /// Whether there is a part of this name that can't be opened, as when it has a password.
    #[must_use]
    pub fn is_locked(&mut self, name: &str) -> bool {
        let index = self.names.iter().position(|one| one == name);
        index.is_some_and(|index| self.archive.by_index(index).is_err())
    }

    /// Whether it is an Office document with macros: it holds them under their usual name, or says
    /// of itself that it may, in whatever encoding.
    ///
    /// # Errors
    /// When that can't be found out.
    pub fn has_macros(&mut self) -> Result<bool, Unread> {
        if self
            .names
            .iter()
            .any(|name| name.ends_with("vbaproject.bin"))
        {
            return Ok(true);
        }
        let mut types = self.part("[content_types].xml", TYPES)?;
        types.retain(|byte| *byte != 0);
        types.make_ascii_lowercase();
        Ok(contains(&types, b"macroenabled"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    fn zip<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        // A compressor for each of many thousand parts takes long to make.
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, content) in parts {
            writer.start_file(name, stored).expect("a part");
            writer.write_all(content).expect("a content");
        }
        writer.finish().expect("an end").into_inner()
    }

    #[test]
    fn a_file_that_hides_how_many_parts_it_has_is_not_opened() {
        let names: Vec<String> = (0..66_000).map(|number| number.to_string()).collect();
        let mut file = zip(names.iter().map(|name| (name.as_str(), &b""[..])));
        // The record at the end says that there are five parts and that a larger one knows where.
        let end = file.len() - 22;
        file[end + 8..end + 12].copy_from_slice(&[5, 0, 5, 0]);
        file[end + 16..end + 20].fill(0xFF);
        let archive = ZipArchive::new(Cursor::new(&*file)).expect("a file that can be opened");
        assert_eq!(archive.len(), names.len());
        assert!(matches!(Zip::open(&file, 10_000), Err(Unread::TooMuch)));
        let few = zip([("a", &b"1"[..]), ("b", b"2")]);
        assert!(Zip::open(&few, 2).is_ok());
        assert!(matches!(Zip::open(&few, 1), Err(Unread::TooMuch)));
        assert!(matches!(Zip::open(&few[..30], 2), Err(Unread::Broken)));
    }

    #[test]
    fn macros_are_found_by_their_name_and_by_what_the_document_says_of_itself() {
        let types = "application/vnd.ms-word.document.macroEnabled.main+xml";
        let wide: Vec<u8> = types.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let list = "[Content_Types].xml";
        for (file, expected) in [
            (zip([("word/vbaProject.bin", &b""[..])]), Ok(true)),
            (zip([(list, types.as_bytes())]), Ok(true)),
            (zip([(list, &*wide)]), Ok(true)),
            (zip([(list, &b"<Types/>"[..])]), Ok(false)),
            (zip([(list, &*vec![b' '; 2_000_000])]), Err(Unread::TooMuch)),
        ] {
            let mut zip = Zip::open(&file, 10).expect("a file");
            assert_eq!(zip.has_macros(), expected);
        }
    }

    #[test]
    fn a_part_is_read_whatever_the_case_of_its_name_and_up_to_its_limit() {
        let file = zip([("Word\\Document.xml", &b"text"[..])]);
        let mut zip = Zip::open(&file, 10).expect("a file");
        assert!(zip.has("word/document.xml") && zip.has_folder("word/"));
        assert_eq!(zip.part("word/document.xml", 4), Ok(b"text".to_vec()));
        assert_eq!(zip.part("word/document.xml", 3), Err(Unread::TooMuch));
        assert_eq!(zip.part("other", 3), Ok(Vec::new()));
    }
}
