//! The audit trail: who changed what and when, written in the transaction of the change itself.

mod differences;
mod routes;
pub mod store;
mod table;

pub use table::table;

use crate::db::{Batch, Cell, Tx, keys, new_id};
use app::id::{AuditId, OrganisationId, UserId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

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
        entry.subject.into(),
        entry.id.to_owned().into(),
        entry.organisation.map(OrganisationId::to_string).into(),
        entry.before.map(|v| v.to_string()).into(),
        entry.after.map(|v| v.to_string()).into(),
        keys::actor(&by.name).into(),
    ]
}

#[cfg(test)]
mod tests {
    use app::{Locale, trail::words};
    use std::{fs, path::Path};

    /// The string literals of every `Entry::new(subject, …, action)` below a folder.
    fn entries(folder: &Path, found: &mut Vec<(String, String)>) {
        for file in fs::read_dir(folder).expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                entries(&path, found);
            } else {
                let code = fs::read_to_string(&path).expect("a text");
                let calls = code.split("Entry::new(\"").skip(1);
                found.extend(calls.filter_map(|call| {
                    let (subject, rest) = call.split_once('"')?;
                    // The action ends the call; one that is no literal can't be checked here.
                    let (arguments, _) =
                        rest.split_once("\")").filter(|(a, _)| !a.contains(';'))?;
                    let (_, action) = arguments.rsplit_once('"')?;
                    Some((subject.to_owned(), action.to_owned()))
                }));
            }
        }
    }

    #[test]
    fn everything_that_the_program_records_has_words() {
        let mut found = Vec::new();
        entries(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        assert!(found.contains(&("plan".to_owned(), "adopt".to_owned())));
        for (subject, action) in found {
            assert!(
                words::subject(Locale::Nl, &subject).is_some(),
                "no words for the subject {subject}"
            );
            assert!(
                words::action(Locale::Nl, &action).is_some(),
                "no words for {action} of {subject}"
            );
        }
    }
}
