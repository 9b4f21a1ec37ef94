//! The audit trail: who changed what and when, written in the transaction of the change itself.

mod differences;
mod records;
mod routes;
pub mod store;
mod table;

pub use records::{Kind, Records};
pub use table::table;

use crate::db::{Batch, Cell, Tx, keys, new_id};
use app::{
    id::{AuditId, OrganisationId, UserId},
    trail::Subject,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

/// Who does something, and when.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The user; none for the program itself, its command line, and those of the demonstration who
    /// have no account.
    pub user: Option<UserId>,
    /// The name, kept as it was.
    pub name: String,
    /// The moment.
    pub at: DateTime<Utc>,
}

impl Actor {
    /// The program itself, for its command line.
    #[must_use]
    pub fn program(at: DateTime<Utc>) -> Self {
        Self {
            user: None,
            name: "paraat".to_owned(),
            at,
        }
    }
}

/// What was done to what.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The kind of record.
    pub subject: Subject,
    /// Which one.
    pub id: &'a str,
    /// What was done: `create`, `edit` and so on.
    pub action: &'static str,
    /// The organisation that owns the record, for those who may read the trail.
    pub organisation: Option<&'a OrganisationId>,
    /// The record before, as far as it changed.
    pub before: Option<Value>,
    /// The record after, as far as it changed.
    pub after: Option<Value>,
}

impl<'a> Entry<'a> {
    /// An entry without texts yet.
    #[must_use]
    pub fn new(subject: Subject, id: &'a str, action: &'static str) -> Self {
        Self {
            subject,
            id,
            action,
            organisation: None,
            before: None,
            after: None,
        }
    }

    /// The organisation that owns the record.
    #[must_use]
    pub fn of(mut self, organisation: &'a OrganisationId) -> Self {
        self.organisation = Some(organisation);
        self
    }

    /// What it was before.
    #[must_use]
    pub fn before(mut self, value: &impl Serialize) -> Self {
        self.before = serde_json::to_value(value).ok();
        self
    }

    /// What it is now.
    #[must_use]
    pub fn after(mut self, value: &impl Serialize) -> Self {
        self.after = serde_json::to_value(value).ok();
        self
    }
}

/// Writes an entry.
///
/// # Errors
/// When the database can't; then the change must not be committed either.
pub async fn record(tx: &mut Tx, by: &Actor, entry: Entry<'_>) -> sqlx::Result<()> {
    let mut entries = batch();
    entries.add(row(by, entry));
    entries.flush(tx).await.map(drop)
}

/// For entries of changes that are stored many at a time.
#[must_use]
pub fn batch() -> Batch {
    Batch::new(
        "audit (id, at, user_id, actor, action, subject, subject_id, organisation_id, before, after, actor_key)",
    )
}

/// An entry as a row of a [`batch`].
#[must_use]
pub fn row(by: &Actor, entry: Entry<'_>) -> [Cell; 11] {
    [
        new_id::<AuditId>().to_string().into(),
        by.at.into(),
        by.user.as_ref().map(UserId::to_string).into(),
        (&by.name).into(),
        entry.action.into(),
        entry.subject.code().into(),
        entry.id.to_owned().into(),
        entry.organisation.map(OrganisationId::to_string).into(),
        entry.before.map(|v| v.to_string()).into(),
        entry.after.map(|v| v.to_string()).into(),
        keys::actor(&by.name).into(),
    ]
}
