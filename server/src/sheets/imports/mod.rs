//! Import of plans and people from CSV and XLSX with a preview, and export of the plan register.

mod check;
mod export;
pub mod file;
mod known;
mod people;
mod plans;
mod routes;
mod scope;
pub mod store;
mod table;
#[cfg(test)]
mod tests;
pub mod write;

pub use table::table;

use scope::Scope;

use crate::{
    change::Change,
    db::{Db, Tx},
    error::Refused,
    trail::Actor,
};
use app::{
    Locale,
    id::{ImportId, UserId},
    sheets::imports::{Counts, ImportKind, Line},
};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use file::{Row, Table};
use sha2::{Digest, Sha256};

/// What a file would do.
#[derive(Debug)]
pub struct Decided {
    /// Row by row, in the order of the file.
    pub lines: Vec<Line>,
    acts: Acts,
}

#[derive(Debug)]
enum Acts {
    Plans(Vec<plans::Act>),
    People(Vec<people::Act>),
}

impl Decided {
    /// How many rows there are of each outcome.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(self.lines.iter().map(|line| &line.outcome))
    }

    /// What stands for just what would be done to the records as they are, in whatever language.
    #[must_use]
    pub fn confirm(&self) -> String {
        let mut digest = Sha256::new();
        let mut add = |told: serde_json::Result<String>| {
            digest.update(told.unwrap_or_default());
            digest.update("\n");
        };
        match &self.acts {
            Acts::Plans(acts) => acts.iter().for_each(|act| add(act.told())),
            Acts::People(acts) => acts.iter().for_each(|act| add(act.told())),
        }
        HEXLOWER.encode(&digest.finalize()[..16])
    }
}

/// Decides on the rows one by one, and lets others have their turn on this thread now and then.
async fn each<T>(rows: &[Row], mut decide: impl FnMut(&Row) -> T) -> Vec<T> {
    let mut decided = Vec::with_capacity(rows.len());
    for rows in rows.chunks(100) {
        decided.extend(rows.iter().map(&mut decide));
        tokio::task::yield_now().await;
    }
    decided
}

/// What a file would do to the database as it is now, when this user imports it, or the program
/// itself.
///
/// # Errors
/// When the database can't be read.
pub async fn preview(
    db: &Db,
    user: Option<&UserId>,
    table: &Table,
    l: Locale,
    today: NaiveDate,
) -> sqlx::Result<Decided> {
    let mut tx = db.begin_reading().await?;
    decide(&mut tx, user, table, l, today).await
}

/// Decides what a file does. All that is read for it is read in the transaction, so that none waits
/// for a second connection that another has who waits, too.
async fn decide(
    tx: &mut Tx,
    user: Option<&UserId>,
    table: &Table,
    l: Locale,
    today: NaiveDate,
) -> sqlx::Result<Decided> {
    let scope = &Scope::load(tx, user).await?;
    Ok(match table.kind {
        ImportKind::Plans => {
            let rows = plans::decide(tx, scope, table, l, today).await?;
            let (lines, acts): (_, Vec<_>) = rows.into_iter().unzip();
            let acts = Acts::Plans(acts.into_iter().flatten().collect());
            Decided { lines, acts }
        }
        ImportKind::People => {
            let rows = people::decide(tx, scope, table, today).await?;
            let (lines, acts): (_, Vec<_>) = rows.into_iter().unzip();
            let acts = Acts::People(acts.into_iter().flatten().collect());
            Decided { lines, acts }
        }
    })
}

/// Does what was decided, as a part of a change.
async fn apply(change: &mut Change, acts: Acts) -> Result<(), Refused> {
    match acts {
        Acts::Plans(acts) => plans::apply(change, acts).await,
        Acts::People(acts) => people::apply(change, acts).await,
    }
}

/// Does what a file says that was kept, decided anew on the database as it is now and by what its
/// user may do: all of it or, with an error, nothing. `confirm` is what the preview gave, [`Decided::confirm`]. `None` when it
/// was done before.
///
/// # Errors
/// [`Refused::Stale`] when something else would be done than the preview said, and
/// [`Refused::Taken`] when somebody else was quicker.
pub async fn confirm(
    db: &Db,
    by: &Actor,
    id: &ImportId,
    table: &Table,
    confirm: &str,
    today: NaiveDate,
) -> Result<Option<Counts>, Refused> {
    let mut change = Change::begin(db, by.clone(), today).await?;
    let tx = change.tx();
    if !store::confirm(tx, id, by.at).await? {
        return Ok(None);
    }
    let decided = decide(tx, by.user.as_ref(), table, Locale::default(), today).await?;
    if decided.confirm() != confirm {
        return Err(Refused::Stale);
    }
    let counts = decided.counts();
    apply(&mut change, decided.acts).await?;
    store::note(change.tx(), id, counts).await?;
    change.commit().await?;
    Ok(Some(counts))
}

/// Does what a file says, for the command line: only when all rows are right. Gives what was, or
/// would have been, done.
///
/// # Errors
/// As [`confirm`].
pub async fn run(
    db: &Db,
    by: &Actor,
    table: &Table,
    l: Locale,
    today: NaiveDate,
) -> Result<Vec<Line>, Refused> {
    let mut change = Change::begin(db, by.clone(), today).await?;
    let tx = change.tx();
    store::lock(tx).await?;
    let decided = decide(tx, by.user.as_ref(), table, l, today).await?;
    if decided.counts().wrong == 0 {
        apply(&mut change, decided.acts).await?;
        change.commit().await?;
    }
    Ok(decided.lines)
}
