//! The audit trail: who changed what and when, written in the transaction of the change itself.

use crate::{
    db::{Tx, new_id},
    on_tx,
    routes::Routes,
};
use app::id::{AuditId, OrganisationId, UserId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}

/// Who does something, and when.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The user; none for the program itself and its command line.
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
    /// The kind of record: `plan`, `exercise` and so on.
    pub subject: &'static str,
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
    pub fn new(subject: &'static str, id: &'a str, action: &'static str) -> Self {
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
    on_tx!(tx, |c| {
        sqlx::query(
        "INSERT INTO audit (id, at, user_id, actor, action, subject, subject_id, organisation_id, before, after)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(new_id::<AuditId>().as_str())
    .bind(by.at)
    .bind(by.user.as_ref().map(UserId::as_str))
    .bind(&by.name)
    .bind(entry.action)
    .bind(entry.subject)
    .bind(entry.id)
    .bind(entry.organisation.map(OrganisationId::as_str))
    .bind(entry.before.map(|v| v.to_string()))
    .bind(entry.after.map(|v| v.to_string()))
    .execute(c)
    .await
    .map(drop)
    })
}
