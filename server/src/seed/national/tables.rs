//! Rows on their way to the database, many in one statement.

use crate::db::Tx;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use sqlx::{Postgres, QueryBuilder, Sqlite};

/// The most values in one statement: SQLite looks for each parameter among all.
const VALUES: usize = 1_000;

/// One value of a row.
#[derive(Debug)]
pub(super) enum Cell {
    Text(Option<String>),
    Word(&'static str),
    Number(i64),
    Flag(bool),
    Day(Option<NaiveDate>),
    Time(NaiveDateTime),
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

/// The rows of one table that wait.
#[derive(Debug)]
pub(super) struct Table {
    insert: &'static str,
    width: usize,
    cells: Vec<Cell>,
}

impl Table {
    /// One more row, its values in the order of the columns.
    pub fn add<const N: usize>(&mut self, row: [Cell; N]) {
        debug_assert!(self.cells.is_empty() || self.width == N, "{}", self.insert);
        self.width = N;
        self.cells.extend(row);
    }

    /// Stores what waits; gives the number of rows.
    async fn flush(&mut self, tx: &mut Tx) -> sqlx::Result<u64> {
        let rows = u64::try_from(self.cells.len() / self.width.max(1)).unwrap_or_default();
        let at_once = VALUES / self.width.max(1) * self.width.max(1);
        while !self.cells.is_empty() {
            let cells: Vec<Cell> = self.cells.drain(..at_once.min(self.cells.len())).collect();
            match tx {
                Tx::Sqlite(tx) => {
                    let mut query = statement!(Sqlite, self.insert, cells, self.width);
                    query.build().execute(&mut **tx).await?;
                }
                Tx::Postgres(tx) => {
                    let mut query = statement!(Postgres, self.insert, cells, self.width);
                    query.build().execute(&mut **tx).await?;
                }
            }
        }
        Ok(rows)
    }
}

macro_rules! statement {
    ($database:ty, $insert:expr, $cells:expr, $width:expr) => {{
        let mut query = QueryBuilder::<$database>::new($insert);
        query.push_values($cells.chunks($width), |mut row, cells| {
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
        query
    }};
}
use statement;

/// The tables in an order in which each refers to those before it alone.
macro_rules! tables {
    ($($name:ident: $columns:literal,)+) => {
        /// The rows that wait.
        #[derive(Debug)]
        pub(super) struct Tables {
            $(pub $name: Table,)+
        }

        impl Tables {
            pub fn new() -> Self {
                Self {
                    $($name: Table {
                        insert: concat!("INSERT INTO ", stringify!($name), " (", $columns, ") "),
                        width: 0,
                        cells: Vec::new(),
                    },)+
                }
            }

            /// Stores what waits; gives the number of rows.
            ///
            /// # Errors
            /// When the database can't.
            pub async fn flush(&mut self, tx: &mut Tx) -> sqlx::Result<u64> {
                let mut rows = 0;
                $(rows += self.$name.flush(tx).await?;)+
                Ok(rows)
            }
        }
    };
}

tables! {
    organisations: "id, region_id, kind, name, email, phone, note",
    people: "id, organisation_id, name, function, email, work_phone, private_phone",
    users: "id, person_id, email, name, password_hash, created_at",
    grants: "user_id, organisation_id, level",
    plans: "id, owner_id, title, kind, summary, steward_id, rule_id, stage, counted_on, due_on, warn_from,
        next_milestone, next_milestone_on",
    plan_organisations: "plan_id, organisation_id",
    plan_versions: "id, plan_id, label, adopted_on, adopted_by, in_force_on, note",
    plan_reviews: "id, plan_id, reviewed_on, outcome, reviewer, note",
    role_assignments: "id, role_id, person_id, organisation_id, position, decision, decided_on, starts_on, ends_on",
    exercises: "id, owner_id, title, kind, status, starts_at, ends_at, all_day, place, scenario, description,
        evaluation, cancelled_because, cancelled_at, sequence, created_at, updated_at",
    exercise_organisations: "exercise_id, organisation_id",
    exercise_plans: "exercise_id, plan_id",
    exercise_roles: "exercise_id, role_id",
    exercise_participants: "exercise_id, person_id, part, answer",
    exercise_objectives: "id, exercise_id, position, objective, rating, observation",
    lessons: "id, exercise_id, objective_id, kind, lesson, recorded_on",
    actions: "id, lesson_id, organisation_id, owner_id, title, due_on, done_on, done_by, done_note, verified_on, verified_by",
    audit: "id, at, user_id, actor, action, subject, subject_id, organisation_id, before, after",
}
