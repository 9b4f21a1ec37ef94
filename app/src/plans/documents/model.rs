use crate::{
    Locale,
    form::Problem,
    id::{DocumentId, PlanVersionId},
    text::documents as t,
};
use chrono::NaiveDateTime;

/// The largest document, in bytes: 25 MB as file managers count them.
pub const LIMIT: usize = 25 * 1024 * 1024;

codes! {
    /// What a document is, by its content.
    pub enum DocumentKind {
        /// Portable Document Format.
        Pdf = "pdf",
        /// Word, Office Open XML, without macros.
        Docx = "docx",
        /// OpenDocument text.
        Odt = "odt",
    }
}

impl DocumentKind {
    /// The word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Pdf => t::kind_pdf(l),
            Self::Docx => t::kind_docx(l),
            Self::Odt => t::kind_odt(l),
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Odt => "application/vnd.oasis.opendocument.text",
        }
    }
}

/// A document of a plan's version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which one.
    pub id: DocumentId,
    /// The version to which it belongs.
    pub version: PlanVersionId,
    /// The name of the file, cleaned.
    pub name: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Its size in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was added, on the clock of the region.
    pub added_at: NaiveDateTime,
    /// The name of the one who added it, as it was then.
    pub added_by: String,
}

/// Why a file can't be a document of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// No file was chosen.
    Missing,
    /// There is nothing in it.
    Empty,
    /// It is larger than [`LIMIT`].
    TooLarge,
    /// It came in too slowly.
    TooSlow,
    /// It is of none of the kinds.
    Unknown,
    /// It begins like a PDF and does not end like one.
    BrokenPdf,
    /// Its parts can't be read.
    Broken,
    /// It is encrypted: in a crisis nobody has the password.
    Locked,
    /// It holds macros.
    Macros,
    /// It is of the Word of before 2007.
    Old,
}

impl Unfit {
    /// What the reader is told.
    #[must_use]
    pub fn problem(self) -> Problem {
        Problem::Other(match self {
            Self::Missing => t::error_missing,
            Self::Empty => t::error_empty,
            Self::TooLarge => t::error_too_large,
            Self::TooSlow => t::error_too_slow,
            Self::Unknown => t::error_unknown,
            Self::BrokenPdf => t::error_broken_pdf,
            Self::Broken => t::error_broken,
            Self::Locked => t::error_locked,
            Self::Macros => t::error_macros,
            Self::Old => t::error_old,
        })
    }
}

/// A size in bytes as people say it: "812 bytes", "48 kB", "1,4 MB".
#[must_use]
pub fn size_words(l: Locale, bytes: i64) -> String {
    const KILO: i64 = 1024;
    if bytes < KILO {
        return t::bytes(l, bytes);
    }
    if bytes < KILO * KILO {
        return t::kilobytes(l, bytes / KILO);
    }
    let tenths = bytes * 10 / (KILO * KILO);
    let size = format!("{}{}{}", tenths / 10, t::decimal(l), tenths % 10);
    t::megabytes(l, size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_said_in_the_unit_that_people_use() {
        let nl = |bytes| size_words(Locale::Nl, bytes);
        assert_eq!(nl(812), "812 bytes");
        assert_eq!(nl(48 * 1024 + 100), "48 kB");
        assert_eq!(nl(1_500_000), "1,4 MB");
        assert_eq!(nl(26_214_400), "25,0 MB");
        assert_eq!(size_words(Locale::En, 1_500_000), "1.4 MB");
    }
}
