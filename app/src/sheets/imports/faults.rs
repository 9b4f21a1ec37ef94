//! What can be wrong with a file, a row or a cell, and what its reader can do about it.

use super::{Column, ImportKind, cell_name};
use crate::{
    Locale, date, form::Problem, plans::PlanKind, plans::ReviewOutcome, text::imports as t,
};
use chrono::NaiveDate;

/// Something that is wrong with a row, mostly in one of its cells.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The row as the spreadsheet counts it, from 1.
    pub row: u32,
    /// Where the column stands in the file, from 0; none for a fault of the whole row, or when the
    /// file does not have the column.
    pub at: Option<u32>,
    /// The column, if it is about one.
    pub column: Option<Column>,
    /// What stands there, shortened.
    pub value: String,
    /// What is wrong.
    pub flaw: Flaw,
}

impl Fault {
    /// A fault of a cell; `at` is the place of the column in the file, if the file has it.
    #[must_use]
    pub fn new(row: u32, at: Option<u32>, column: Column, value: &str, flaw: Flaw) -> Self {
        Self {
            row,
            at,
            column: Some(column),
            value: shortened(value, 60),
            flaw,
        }
    }

    /// A fault of a whole row.
    #[must_use]
    pub fn of_row(row: u32, flaw: Flaw) -> Self {
        Self {
            row,
            at: None,
            column: None,
            value: String::new(),
            flaw,
        }
    }

    /// Where it is, in words: "C14, Soort".
    #[must_use]
    pub fn place(&self, l: Locale) -> String {
        match (self.column, self.at) {
            (Some(column), Some(at)) => t::place(
                l,
                t::Place {
                    cell: cell_name(at, self.row),
                    column: column.label(l),
                },
            ),
            (Some(column), None) => t::place_missing(
                l,
                t::PlaceMissing {
                    column: column.label(l),
                    row: self.row,
                },
            ),
            (None, _) => t::place_row(l, self.row),
        }
    }
}

/// A text of at most so many characters; with an ellipsis where it was longer.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    let mut shown: String = text.chars().take(most).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// What is wrong with a cell or a row.
#[derive(Clone, Debug)]
pub enum Flaw {
    /// What the form of the record would say.
    Form(Problem),
    /// The cell holds an error of the spreadsheet, such as #N/A.
    ErrorValue,
    /// The cell is a part of a merged one, named here.
    Merged(String),
    /// No kind of plan.
    Kind,
    /// No outcome of a review.
    Outcome,
    /// No organisation with this name that the reader may see.
    Organisation(String),
    /// No review rule with this name is in use; these are for the kind of the plan.
    Rule(Vec<String>),
    /// More than one rule is for this kind of plan: these.
    RuleMissing(Vec<String>),
    /// No rule for this kind of plan; one must be named.
    NoRule,
    /// Nobody with this name or address whom the reader may choose.
    Steward(String),
    /// More than one person with this name.
    StewardTwice(String),
    /// The same record stands in an earlier row.
    Twice(u32),
    /// More than one record like this is there already.
    Ambiguous,
    /// A number of nine digits: the spreadsheet took the 0 in front away.
    LeadingZero,
    /// The version is there with another date or body.
    VersionDiffers,
    /// A version of this day and body was taken back on this day.
    VersionRevoked(NaiveDate),
    /// A review of this day is there, with another outcome or reviewer.
    ReviewDiffers,
    /// This review was taken back on this day.
    ReviewRevoked(NaiveDate),
    /// The plan's stage allows no new version or review.
    Stage,
    /// The person is of an organisation that the reader does not coordinate.
    Elsewhere,
    /// The person worked here until this day.
    Left(NaiveDate),
    /// The row has more cells than there are headers.
    Beyond,
}

impl Flaw {
    /// What is wrong, and what to do.
    #[must_use]
    pub fn message(&self, l: Locale) -> String {
        let list = |words: Vec<&'static str>| words.join(", ");
        match self {
            Self::Form(problem) => problem.message(l).into_owned(),
            Self::ErrorValue => t::flaw_error_value(l).to_owned(),
            Self::Merged(range) => t::flaw_merged(l, range),
            Self::Kind => t::flaw_kind(
                l,
                list(PlanKind::ALL.iter().map(|kind| kind.label(l)).collect()),
            ),
            Self::Outcome => {
                let outcomes = ReviewOutcome::ALL.iter().map(|outcome| outcome.label(l));
                t::flaw_outcome(l, list(outcomes.collect()))
            }
            Self::Organisation(name) => t::flaw_organisation(l, name),
            Self::Rule(names) if names.is_empty() => t::flaw_rule(l).to_owned(),
            Self::Rule(names) => t::flaw_rule_choose(l, quoted(names)),
            Self::RuleMissing(names) => t::flaw_rule_missing(l, quoted(names)),
            Self::NoRule => t::flaw_no_rule(l).to_owned(),
            Self::Steward(name) => t::flaw_steward(l, name),
            Self::StewardTwice(name) => t::flaw_steward_twice(l, name),
            Self::Twice(row) => t::flaw_twice(l, row),
            Self::Ambiguous => t::flaw_ambiguous(l).to_owned(),
            Self::LeadingZero => t::flaw_leading_zero(l).to_owned(),
            Self::VersionDiffers => t::flaw_version_differs(l).to_owned(),
            Self::VersionRevoked(day) => t::flaw_version_revoked(l, date::long(l, *day)),
            Self::ReviewDiffers => t::flaw_review_differs(l).to_owned(),
            Self::ReviewRevoked(day) => t::flaw_review_revoked(l, date::long(l, *day)),
            Self::Stage => t::flaw_stage(l).to_owned(),
            Self::Elsewhere => t::flaw_elsewhere(l).to_owned(),
            Self::Left(day) => t::flaw_left(l, date::long(l, *day)),
            Self::Beyond => t::flaw_beyond(l).to_owned(),
        }
    }
}

/// Names that may hold commas, as a list: "'a'; 'b'".
fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
    shortened(&names.join("; "), 1_000)
}

/// Why a file is not read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No file was chosen.
    NoFile,
    /// Larger than [`MAX_BYTES`](super::MAX_BYTES).
    TooLarge,
    /// It came in too slowly.
    TooSlow,
    /// Nothing in it.
    Empty,
    /// Protected with a password.
    Encrypted,
    /// A workbook of Excel 97-2003.
    OldExcel,
    /// A workbook with macros.
    Macros,
    /// A binary workbook (.xlsb).
    BinaryWorkbook,
    /// A document of another office program, such as .ods.
    OpenDocument,
    /// A PDF.
    Pdf,
    /// No table at all, such as a picture.
    NoTable,
    /// Begins like a workbook and does not hold what one holds.
    Damaged,
    /// Grows beyond all measure when unpacked.
    Bomb,
    /// More than [`MAX_ROWS`](super::MAX_ROWS) rows.
    TooManyRows,
    /// More columns than any list needs.
    TooManyColumns,
    /// The texts together are too long.
    TooMuchText,
    /// Most of the text is UTF-8, and what stands in this row is not.
    MixedText(u32),
    /// More merged cells than are looked at.
    TooManyMerged,
    /// No row has the headers.
    NoHeader(ImportKind),
    /// Headers and nothing below them.
    HeaderOnly,
    /// These columns are needed and not there.
    Missing(Vec<Column>),
    /// Two columns have the same header.
    Repeated(Column),
}

impl Refusal {
    /// What is wrong with the file, and what to do.
    #[must_use]
    pub fn message(&self, l: Locale) -> String {
        let text = match self {
            Self::NoFile => t::refused_no_file(l),
            Self::TooLarge => t::refused_too_large(l),
            Self::TooSlow => t::refused_too_slow(l),
            Self::Empty => t::refused_empty(l),
            Self::Encrypted => t::refused_encrypted(l),
            Self::OldExcel => t::refused_old_excel(l),
            Self::Macros => t::refused_macros(l),
            Self::BinaryWorkbook => t::refused_binary_workbook(l),
            Self::OpenDocument => t::refused_open_document(l),
            Self::Pdf => t::refused_pdf(l),
            Self::NoTable => t::refused_no_table(l),
            Self::Damaged => t::refused_damaged(l),
            Self::Bomb => t::refused_bomb(l),
            Self::TooManyRows => t::refused_too_many_rows(l),
            Self::TooManyColumns => t::refused_too_many_columns(l),
            Self::TooMuchText => t::refused_too_much_text(l),
            Self::TooManyMerged => t::refused_too_many_merged(l),
            Self::MixedText(row) => return t::refused_mixed_text(l, row),
            Self::HeaderOnly => t::refused_header_only(l),
            Self::NoHeader(kind) => {
                return t::refused_no_header(l, names(kind.required(), l));
            }
            Self::Missing(columns) => return t::refused_missing(l, names(columns, l)),
            Self::Repeated(column) => return t::refused_repeated(l, column.label(l)),
        };
        text.to_owned()
    }
}

fn names(columns: &[Column], l: Locale) -> String {
    let names: Vec<_> = columns.iter().map(|column| column.label(l)).collect();
    names.join(", ")
}
