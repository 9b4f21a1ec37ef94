//! The types of an import.

use super::{Column, Fault, ImportKind};
use crate::{
    Locale,
    plans::{
        Currency,
        form::{ReviewInput, VersionInput},
    },
    text::imports as t,
    ui::Tone,
};
use chrono::{NaiveDate, NaiveDateTime};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The most rows below the header that are read.
pub const MAX_ROWS: usize = 10_000;

/// What differs between the record and the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub column: Column,
    /// As it is now; empty when there is nothing.
    pub before: String,
    /// As it will be.
    pub after: String,
}

/// Something that a row does to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What a new record will have here.
    Value(Column, String),
    /// What a record has here becomes something else.
    Change(Change),
    /// A version is added.
    Version {
        /// The version.
        added: VersionInput,
        /// The newest one that is there, with the day of its adoption.
        newest: Option<(String, NaiveDate)>,
    },
    /// A review is added.
    Review {
        /// The review.
        added: ReviewInput,
        /// The day of the last one that is there.
        last: Option<NaiveDate>,
    },
    /// With the version the revision ends that is under way.
    RevisionEnds,
    /// Where the plan stands then.
    Follows {
        /// By when it must be reviewed, by its rule or by an extension.
        due_on: Option<NaiveDate>,
        /// Whether it is current.
        currency: Currency,
    },
}

/// What a row will do.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Something is wrong with it; nothing happens.
    Wrong(Vec<Fault>),
    /// A new record.
    New(Vec<Detail>),
    /// Changes to a record.
    Changed(Vec<Detail>),
    /// All of it is there already.
    Same,
}

impl Outcome {
    /// Whether something is to be done.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::New(_) | Self::Changed(_))
    }

    /// The word for it.
    #[must_use]
    pub fn label(&self, l: Locale, done: bool) -> &'static str {
        match self {
            Self::Wrong(_) => t::wrong(l),
            Self::New(_) => t::new(l),
            Self::Changed(_) => t::changed(l),
            Self::Same if done => t::same_done(l),
            Self::Same => t::same(l),
        }
    }

    /// Its colour and icon.
    #[must_use]
    pub fn tone(&self) -> Tone {
        match self {
            Self::Wrong(_) => Tone::Late,
            Self::New(_) => Tone::Ok,
            Self::Changed(_) => Tone::Busy,
            Self::Same => Tone::None,
        }
    }

    /// Its code for scripts and tests.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wrong(_) => "wrong",
            Self::New(_) => "new",
            Self::Changed(_) => "changed",
            Self::Same => "same",
        }
    }

    /// The place among the rows of a preview: what needs attention first.
    #[must_use]
    pub fn place(&self) -> u8 {
        match self {
            Self::Wrong(_) => 0,
            Self::New(_) => 1,
            Self::Changed(_) => 2,
            Self::Same => 3,
        }
    }
}

/// A row of a preview.
#[derive(Clone, Debug)]
pub struct Line {
    /// The row as the spreadsheet counts it.
    pub row: u32,
    /// What the row is about: a title or a name, shortened.
    pub title: String,
    /// The organisation, as the file has it, shortened.
    pub organisation: String,
    /// The address of the record, if there is one.
    pub address: Option<String>,
    /// What it will do.
    pub outcome: Outcome,
}

/// How many rows there are of each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New records.
    pub new: i64,
    /// Changes to records.
    pub changed: i64,
    /// Nothing happens.
    pub same: i64,
    /// Something is wrong.
    pub wrong: i64,
}

impl Counts {
    /// Counts these outcomes.
    #[must_use]
    pub fn of<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            match outcome {
                Outcome::Wrong(_) => counts.wrong += 1,
                Outcome::New(_) => counts.new += 1,
                Outcome::Changed(_) => counts.changed += 1,
                Outcome::Same => counts.same += 1,
            }
        }
        counts
    }

    /// The rows with which something would be done.
    #[must_use]
    pub fn good(self) -> i64 {
        self.new + self.changed
    }
}

/// An import as its page shows it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Where it is.
    pub address: String,
    /// What it is about.
    pub kind: ImportKind,
    /// The name of the file.
    pub file: String,
    /// The sheet that was read; none for a CSV file.
    pub sheet: Option<String>,
    /// Headers that no column has.
    pub unknown: Vec<String>,
    /// Sheets that were not read.
    pub other_sheets: Vec<String>,
    /// What stands for all that the rows would do now: who sends it along has seen them.
    pub confirm: String,
    /// How many rows of each outcome there are now.
    pub counts: Counts,
    /// When it was confirmed, with what came of it.
    pub done: Option<(NaiveDateTime, Counts)>,
}
