//! What the one who imports may name: the organisations in reach and those that may own a record.

use crate::{db::Db, on_db, organisations};
use app::{
    id::{OrganisationId, UserId},
    organisations::{OrganisationKind, OrganisationName},
};
use std::collections::HashMap;

/// The reach of an import.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The user; none for the program itself, which may do everything.
    pub user: Option<UserId>,
    /// Organisations whose records may be changed.
    pub owners: Vec<OrganisationName>,
    /// Organisations that may be named.
    pub organisations: Vec<OrganisationName>,
    by_name: HashMap<String, OrganisationId>,
}

impl Scope {
    /// The reach of a user.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn of(db: &Db, user: &UserId) -> sqlx::Result<Self> {
        Ok(Self::new(
            Some(user.clone()),
            organisations::store::editable(db, user).await?,
            organisations::store::visible(db, user).await?,
        ))
    }

    /// The reach of the program itself, for its command line: every organisation.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn program(db: &Db) -> sqlx::Result<Self> {
        let rows: Vec<(String, String, String)> = on_db!(db, |c| {
            sqlx::query_as("SELECT id, kind, name FROM organisations ORDER BY name LIMIT 5000")
                .fetch_all(c)
                .await
        })?;
        let all: Vec<_> = rows
            .into_iter()
            .map(|(id, kind, name)| OrganisationName {
                id: id.into(),
                kind: kind.parse().unwrap_or(OrganisationKind::Partner),
                name,
            })
            .collect();
        Ok(Self::new(None, all.clone(), all))
    }

    fn new(
        user: Option<UserId>,
        owners: Vec<OrganisationName>,
        organisations: Vec<OrganisationName>,
    ) -> Self {
        let names = organisations.iter().chain(&owners);
        let by_name = names.map(|one| (one.name.to_lowercase(), one.id.clone()));
        Self {
            by_name: by_name.collect(),
            user,
            owners,
            organisations,
        }
    }

    /// The organisation with this name; "gemeente" in front does not matter.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&OrganisationId> {
        let name = name.trim().to_lowercase();
        let short = || name.strip_prefix("gemeente ").map(str::trim);
        self.by_name
            .get(&name)
            .or_else(|| self.by_name.get(short()?))
    }

    /// Whether records of this organisation may be changed.
    #[must_use]
    pub fn may_edit(&self, organisation: &OrganisationId) -> bool {
        self.owners.iter().any(|owner| owner.id == *organisation)
    }

    /// The name of an organisation in reach.
    #[must_use]
    pub fn name(&self, organisation: &OrganisationId) -> Option<&str> {
        let found = self.organisations.iter().find(|o| o.id == *organisation);
        found.map(|organisation| organisation.name.as_str())
    }
}
