//! The people whom a file names as stewards.

use crate::{
    db::Tx,
    on_tx,
    organisations::reach::in_scope,
    sheets::imports::{
        known::{KnownPlan, Steward},
        scope::Scope,
    },
};
use app::{
    fold,
    id::{PersonId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    sheets::imports::{Flaw, shortened},
};
use sqlx::FromRow;
use std::collections::{HashMap, HashSet};

/// The people whom the file names as stewards, by the keys of name and address.
pub(super) struct Stewards(HashMap<String, Vec<Steward>>);

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    email: String,
    organisation_id: String,
    #[sqlx(try_from = "String")]
    organisation_kind: OrganisationKind,
    organisation: String,
}

impl Stewards {
    pub(super) async fn load<'a>(
        tx: &mut Tx,
        scope: &Scope,
        words: impl Iterator<Item = &'a str>,
    ) -> sqlx::Result<Self> {
        let words: HashSet<String> = words
            .filter(|word| !word.is_empty())
            .map(fold::key)
            .collect();
        let mut found: HashMap<String, Vec<Steward>> = HashMap::new();
        if words.is_empty() {
            return Ok(Self(found));
        }
        // At most those of a whole country; what the file does not name is passed over.
        let rows: Vec<Row> = on_tx!(tx, |c| {
            sqlx::query_as(
            concat!(
                "SELECT pe.id, pe.name, pe.email, pe.organisation_id, o.kind AS organisation_kind, o.name AS organisation
             FROM people pe JOIN organisations o ON o.id = pe.organisation_id
             WHERE pe.left_on IS NULL AND (CAST($1 AS TEXT) IS NULL
                   OR ",
                in_scope!("pe.organisation_id"),
                ")
             ORDER BY pe.id LIMIT 100000"
            ),
        )
        .bind(scope.user.as_ref().map(UserId::as_str))
        .fetch_all(c)
        .await
        })?;
        for row in rows {
            for word in [fold::key(&row.name), fold::key(&row.email)] {
                if words.contains(&word) {
                    found.entry(word).or_default().push(Steward {
                        id: row.id.clone().into(),
                        name: row.name.clone(),
                        email: row.email.clone(),
                        organisation: OrganisationName {
                            id: row.organisation_id.clone().into(),
                            kind: row.organisation_kind,
                            name: row.organisation.clone(),
                        },
                    });
                }
            }
        }
        Ok(Self(found))
    }

    /// All who were found.
    pub(super) fn people(&self) -> impl Iterator<Item = &Steward> {
        self.0.values().flatten()
    }

    /// The person with this name or address; the plan's own steward before others.
    pub(super) fn find(&self, word: &str, known: Option<&KnownPlan>) -> Result<PersonId, Flaw> {
        let word = word.trim();
        let key = fold::key(word);
        let own = known.and_then(|known| known.steward.as_ref());
        if let Some(own) = own
            && (fold::key(&own.name) == key || fold::key(&own.email) == key)
        {
            return Ok(own.id.clone());
        }
        let shown = || shortened(word, 60);
        match self.0.get(&key).map(Vec::as_slice) {
            Some([one]) => Ok(one.id.clone()),
            Some([_, _, ..]) => Err(Flaw::StewardTwice(shown())),
            _ => Err(Flaw::Steward(shown())),
        }
    }
}
