//! A change to the database on its way: one transaction, with who makes it and when.
//!
//! A command takes `&mut Change`: it checks, stores, and records what it did. So commands compose,
//! and whoever begins a change commits it, or drops it and nothing happened.

use crate::{
    db::{Batch, Db, Tx, new_id},
    trail::{self, Actor, Entry},
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::VecDeque;

/// How many entries of the trail wait at the most, so that a change of thousands of records takes
/// little memory.
const WAITING: usize = 500;

/// A change on its way; without [`Change::commit`] nothing of it is stored.
#[derive(Debug)]
pub struct Change {
    tx: Tx,
    by: Actor,
    today: NaiveDate,
    entries: Batch,
    waiting: usize,
    ids: VecDeque<String>,
}

impl Change {
    /// Begins a change.
    ///
    /// # Errors
    /// When no connection or no lock is to be had in time.
    pub async fn begin(db: &Db, by: Actor, today: NaiveDate) -> sqlx::Result<Self> {
        Ok(Self {
            tx: db.begin().await?,
            by,
            today,
            entries: trail::batch(),
            waiting: 0,
            ids: VecDeque::new(),
        })
    }

    /// The transaction, for statements.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Who makes the change.
    #[must_use]
    pub fn by(&self) -> &Actor {
        &self.by
    }

    /// The moment of the change.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.by.at
    }

    /// The day of the change, on the clock of the region.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// From here on somebody else makes the change, at another moment and on its day: what the people
    /// of the demonstration did one after the other is told as theirs.
    pub fn act_as(&mut self, by: Actor, today: NaiveDate) {
        (self.by, self.today) = (by, today);
    }

    /// The identifier of a new record.
    pub fn new_id<T: From<String>>(&mut self) -> T {
        match self.ids.pop_front() {
            Some(id) => id.into(),
            None => new_id(),
        }
    }

    /// The next records that [`Self::new_id`] names get these identifiers, so that their addresses are
    /// the same wherever the same demonstration is stored.
    pub fn name_next(&mut self, ids: impl IntoIterator<Item = String>) {
        self.ids.extend(ids);
    }

    /// Records in the audit trail what was done.
    ///
    /// # Errors
    /// When the database can't store it.
    pub async fn record(&mut self, entry: Entry<'_>) -> sqlx::Result<()> {
        self.entries.add(trail::row(&self.by, entry));
        self.waiting += 1;
        if self.waiting >= WAITING {
            self.store_entries().await?;
        }
        Ok(())
    }

    async fn store_entries(&mut self) -> sqlx::Result<()> {
        self.waiting = 0;
        self.entries.flush(&mut self.tx).await.map(drop)
    }

    /// Makes the change last, with its trail.
    ///
    /// # Errors
    /// When the database can't; then nothing was stored.
    pub async fn commit(mut self) -> sqlx::Result<()> {
        debug_assert!(self.ids.is_empty(), "identifiers that nobody took");
        self.store_entries().await?;
        self.tx.commit().await
    }
}
