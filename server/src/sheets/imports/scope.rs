//! What the one who imports may name: the organisations in reach and those that may own a record.

use crate::{db::Tx, on_tx, organisations::reach::in_scope};
use app::{
    fold,
    id::{OrganisationId, UserId},
    organisations::{OrganisationKind, OrganisationName},
};
use sqlx::FromRow;
use std::collections::{BTreeMap, HashMap};

/// The reach of an import.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The user; none for the program itself, which may do everything.
    pub user: Option<UserId>,
    /// Organisations whose records may be changed.
    pub owners: Vec<OrganisationName>,
    /// Organisations that may be named.
    pub organisations: Vec<OrganisationName>,
    /// The region of each.
    pub regions: BTreeMap<OrganisationId, OrganisationId>,
    /// By the key of the name.
    by_name: HashMap<String, OrganisationId>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    #[sqlx(try_from = "String")]
    kind: OrganisationKind,
    name: String,
    region: String,
    edited: bool,
}

impl Scope {
    /// The reach of a user, or of the program itself: all that a file may name, however many, since
    /// a name that is left out would be unknown.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn load(tx: &mut Tx, user: Option<&UserId>) -> sqlx::Result<Self> {
        let rows: Vec<Row> = on_tx!(tx, |c| {
            sqlx::query_as(
                concat!(
                    "SELECT o.id, o.kind, o.name, COALESCE(o.region_id, o.id) AS region, (CAST($1 AS TEXT) IS NULL OR o.id IN
                        (SELECT organisation_id FROM user_scope WHERE user_id = $1 AND level = 'coordinator')) AS edited
                 FROM organisations o
                 WHERE CAST($1 AS TEXT) IS NULL OR ",
                    in_scope!("o.id"),
                    " ORDER BY o.name_key, o.id"
                ),
            )
            .bind(user.map(UserId::as_str))
            .fetch_all(c)
            .await
        })?;
        let mut scope = Self {
            user: user.cloned(),
            owners: Vec::new(),
            organisations: Vec::new(),
            regions: BTreeMap::new(),
            by_name: HashMap::new(),
        };
        for row in rows {
            let organisation = OrganisationName {
                id: row.id.into(),
                kind: row.kind,
                name: row.name,
            };
            let (name, id) = (fold::key(&organisation.name), organisation.id.clone());
            scope.regions.insert(id.clone(), row.region.into());
            if row.edited {
                scope.owners.push(organisation.clone());
                scope.by_name.insert(name, id);
            } else {
                // One that may be changed comes before another of the same name.
                scope.by_name.entry(name).or_insert(id);
            }
            scope.organisations.push(organisation);
        }
        Ok(scope)
    }

    /// The organisation with this name; "gemeente" in front does not matter.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&OrganisationId> {
        let name = fold::key(name);
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
