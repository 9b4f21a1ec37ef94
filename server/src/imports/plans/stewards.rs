//! The people whom a file names as stewards.

use crate::{
    db::Db,
    imports::{
        known::{KnownPlan, Steward},
        scope::Scope,
    },
    on_db,
};
use app::{
    id::{PersonId, UserId},
    imports::{Flaw, shortened},
};
use std::collections::{HashMap, HashSet};

/// The people whom the file names as stewards, by name and by address in lower case.
pub(super) struct Stewards(HashMap<String, Vec<Steward>>);

impl Stewards {
    pub(super) async fn load<'a>(
        db: &Db,
        scope: &Scope,
        words: impl Iterator<Item = &'a str>,
    ) -> sqlx::Result<Self> {
        let words: HashSet<String> = words
            .filter(|word| !word.is_empty())
            .map(|word| word.trim().to_lowercase())
            .collect();
        let mut found: HashMap<String, Vec<Steward>> = HashMap::new();
        if words.is_empty() {
            return Ok(Self(found));
        }
        // At most those of a whole country; what the file does not name is passed over.
        let rows: Vec<(String, String, String, String)> = on_db!(db, |c| {
            sqlx::query_as(
            "SELECT pe.id, pe.name, pe.email, pe.organisation_id FROM people pe
             WHERE pe.left_on IS NULL AND (CAST($1 AS TEXT) IS NULL
                   OR pe.organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1))
             ORDER BY pe.id LIMIT 100000",
        )
        .bind(scope.user.as_ref().map(UserId::as_str))
        .fetch_all(c)
        .await
        })?;
        for (id, name, email, organisation) in rows {
            let steward = Steward {
                id: id.into(),
                name,
                email,
                organisation: organisation.into(),
            };
            for word in [steward.name.to_lowercase(), steward.email.to_lowercase()] {
                if words.contains(&word) {
                    found.entry(word).or_default().push(steward.clone());
                }
            }
        }
        Ok(Self(found))
    }

    pub(super) fn choices(&self) -> Vec<app::ui::form::Choice> {
        let people = self.0.values().flatten();
        let choices = people.map(|person| (person.id.to_string(), person.name.clone()));
        let unique: HashMap<_, _> = choices.collect();
        unique.into_iter().collect()
    }

    /// The person with this name or address; the plan's own steward before others.
    pub(super) fn find(&self, word: &str, known: Option<&KnownPlan>) -> Result<PersonId, Flaw> {
        let word = word.trim();
        let lower = word.to_lowercase();
        let own = known.and_then(|known| known.steward.as_ref());
        if let Some(own) = own
            && (own.name.to_lowercase() == lower || own.email.to_lowercase() == lower)
        {
            return Ok(own.id.clone());
        }
        let shown = || shortened(word, 60);
        match self.0.get(&lower).map(Vec::as_slice) {
            Some([one]) => Ok(one.id.clone()),
            Some([_, _, ..]) => Err(Flaw::StewardTwice(shown())),
            _ => Err(Flaw::Steward(shown())),
        }
    }
}
