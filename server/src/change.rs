//! A change to the database on its way: one transaction, with who makes it and when.
//!
//! A command takes `&mut Change`: it checks, stores, and records what it did. So commands compose,
//! and whoever begins a change commits it, or drops it and nothing happened.

use crate::{
    db::{Batch, Db, Tx},
    trail::{self, Actor, Entry},
};
use chrono::{DateTime, NaiveDate, Utc};

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
        self.store_entries().await?;
        self.tx.commit().await
    }
}
