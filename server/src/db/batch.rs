//! Rows on their way to the database, many in one statement.

use super::Tx;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use sqlx::{Postgres, QueryBuilder, Sqlite};

/// The most values in one statement: SQLite looks for each parameter among all.
const VALUES: usize = 1_000;

/// One value of a row.
#[derive(Debug)]
pub enum Cell {
    /// A text.
    Text(Option<String>),
    /// One of the program's own codes.
    Word(&'static str),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Day(Option<NaiveDate>),
    /// A time on the clocks of the organisation.
    Time(NaiveDateTime),
    /// A moment.
    Moment(Option<DateTime<Utc>>),
}

macro_rules! cells {
    ($($kind:ident($from:ty) = $value:ident => $cell:expr;)+) => {$(
        impl From<$from> for Cell {
            fn from($value: $from) -> Self {
                Self::$kind($cell)
            }
        }
    )+};
}

cells! {
    Text(String) = text => Some(text);
    Text(&String) = text => Some(text.clone());
    Text(Option<String>) = text => text;
    Word(&'static str) = word => word;
    Number(i64) = number => number;
    Flag(bool) = flag => flag;
    Day(NaiveDate) = day => Some(day);
    Day(Option<NaiveDate>) = day => day;
    Time(NaiveDateTime) = time => time;
    Moment(DateTime<Utc>) = moment => Some(moment);
    Moment(Option<DateTime<Utc>>) = moment => moment;
}

/// Rows for one table that wait.
#[derive(Debug)]
pub struct Batch {
    /// What stands before the rows in a statement, and after them.
    before: [&'static str; 2],
    after: [&'static str; 2],
    width: usize,
    cells: Vec<Cell>,
}

impl Batch {
    /// For rows of `table (column, column)`.
    #[must_use]
    pub const fn new(into: &'static str) -> Self {
        Self::with(["INSERT INTO ", into], ["", ""])
    }

    /// For changes of rows that are there: `UPDATE plans SET stage = v.column2`, where
    /// `plans.id = v.column1`; `v` is what is added. Each value goes in with its type, also where
    /// it is none.
    #[must_use]
    pub const fn update(set: &'static str, which: &'static str) -> Self {
        Self::with([set, " FROM ("], [") AS v WHERE ", which])
    }

    const fn with(before: [&'static str; 2], after: [&'static str; 2]) -> Self {
        Self {
            before,
            after,
            width: 0,
            cells: Vec::new(),
        }
    }

    /// One more row, its values in the order of the columns.
    pub fn add<const N: usize>(&mut self, row: [Cell; N]) {
        debug_assert!(
            self.cells.is_empty() || self.width == N,
            "{:?}",
            self.before
        );
        self.width = N;
        self.cells.extend(row);
    }

    /// Stores what waits; gives the number of rows.
    ///
    /// # Errors
    /// When the database can't.
    pub async fn flush(&mut self, tx: &mut Tx) -> sqlx::Result<u64> {
        let rows = u64::try_from(self.cells.len() / self.width.max(1)).unwrap_or_default();
        let at_once = VALUES / self.width.max(1) * self.width.max(1);
        while !self.cells.is_empty() {
            let cells: Vec<Cell> = self.cells.drain(..at_once.min(self.cells.len())).collect();
            match tx {
                Tx::Sqlite(tx) => {
                    let mut query = statement!(Sqlite, self, cells);
                    query.build().execute(&mut **tx).await?;
                }
                Tx::Postgres(tx) => {
                    let mut query = statement!(Postgres, self, cells);
                    query.build().execute(&mut **tx).await?;
                }
            }
        }
        Ok(rows)
    }
}

macro_rules! statement {
    ($database:ty, $batch:expr, $cells:expr) => {{
        let [verb, into] = $batch.before;
        let mut query = QueryBuilder::<$database>::new(verb);
        query.push(into).push(" ");
        query.push_values($cells.chunks($batch.width), |mut row, cells| {
            for cell in cells {
                match cell {
                    Cell::Text(text) => row.push_bind(text.as_deref()),
                    Cell::Word(word) => row.push_bind(*word),
                    Cell::Number(number) => row.push_bind(*number),
                    Cell::Flag(flag) => row.push_bind(*flag),
                    Cell::Day(day) => row.push_bind(*day),
                    Cell::Time(time) => row.push_bind(*time),
                    Cell::Moment(moment) => row.push_bind(*moment),
                };
            }
        });
        for after in $batch.after {
            query.push(after);
        }
        query
    }};
}
use statement;
