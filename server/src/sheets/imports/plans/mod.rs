//! What the rows of a file about plans would do, and doing it.

mod act;
mod cells;
mod preview;
mod stewards;

pub use act::{Act, apply};

use super::{
    check::Check,
    each,
    file::{Row, Table},
    known::{self, KnownPlan, Steward},
    scope::Scope,
};
use crate::{db::Tx, in_chunks};
use app::{
    Locale, fold,
    id::{OrganisationId, PersonId},
    people::choose::People,
    plans::{Choices, Stage},
    sheets::imports::{Column, Flaw, Line, Outcome},
};
use chrono::NaiveDate;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use stewards::Stewards;

/// A plan is the same when the owner is and the titles look alike.
type Key = (OrganisationId, String);

fn key(scope: &Scope, check: &Check<'_>) -> Option<Key> {
    let owner = scope.named(check.text(Column::Owner))?;
    let title = fold::key(check.text(Column::Title));
    (!title.is_empty()).then(|| (owner.clone(), title))
}

/// All that the rows are compared with.
struct World<'a> {
    scope: &'a Scope,
    l: Locale,
    today: NaiveDate,
    choices: Choices,
    plans: HashMap<Key, Vec<Arc<KnownPlan>>>,
    stewards: Stewards,
    /// All who are steward of a plan or are named as one.
    people: HashMap<PersonId, Steward>,
}

/// Decides what each row would do.
///
/// # Errors
/// When the database can't be read.
pub async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    table: &Table,
    l: Locale,
    today: NaiveDate,
) -> sqlx::Result<Vec<(Line, Option<Act>)>> {
    let checks = || table.rows.iter().map(|row| Check::new(table, row));
    let keys: HashSet<Key> = checks().filter_map(|check| key(scope, &check)).collect();
    let plans = matching(tx, scope, &keys).await?;
    let stewards = Stewards::load(tx, scope, checks().map(|c| c.text(Column::Steward))).await?;
    let known = || plans.values().flatten();
    let mut choices = Choices {
        owners: scope.owners.clone(),
        organisations: scope.organisations.clone(),
        stewards: People::default(),
        rules: known::rules(tx).await?,
        regions: scope.regions.clone(),
    };
    // What a plan has already stays, though the reader could not choose it anew.
    let mut seen: HashSet<OrganisationId> =
        choices.organisations.iter().map(|o| o.id.clone()).collect();
    for plan in known() {
        for organisation in &plan.organisations {
            if seen.insert(organisation.id.clone()) {
                choices.organisations.push(organisation.clone());
            }
        }
    }
    let own = known().filter_map(|plan| plan.steward.as_ref());
    let people = stewards.people().chain(own).cloned();
    let people: HashMap<PersonId, Steward> = people.map(|one| (one.id.clone(), one)).collect();
    let names = people
        .iter()
        .map(|(id, one)| (id.to_string(), one.name.clone()));
    choices.stewards = names.collect::<Vec<_>>().into();
    let world = World {
        scope,
        l,
        today,
        choices,
        plans,
        stewards,
        people,
    };
    let mut rows: HashMap<Key, u32> = HashMap::new();
    Ok(each(&table.rows, |row| world.row(table, row, &mut rows)).await)
}

/// The plans that the file names, among those that may be changed.
async fn matching(
    tx: &mut Tx,
    scope: &Scope,
    keys: &HashSet<Key>,
) -> sqlx::Result<HashMap<Key, Vec<Arc<KnownPlan>>>> {
    let owners: HashSet<&OrganisationId> = keys.iter().map(|(owner, _)| owner).collect();
    let owners: Vec<&OrganisationId> = owners
        .into_iter()
        .filter(|owner| scope.may_edit(owner))
        .collect();
    let keyed: Vec<(String, String, String)> = in_chunks!(
        on_tx,
        &mut *tx,
        owners,
        "SELECT p.id, p.owner_id, p.title_key FROM plans p WHERE p.owner_id IN (",
        ") ORDER BY p.id"
    );
    let mut wanted = Vec::new();
    for (id, owner, title) in keyed {
        let key = (owner.into(), title);
        if keys.contains(&key) {
            wanted.push((id, key));
        }
    }
    let ids: Vec<String> = wanted.iter().map(|(id, _)| id.clone()).collect();
    let mut known = known::plans(tx, &ids).await?;
    let mut plans: HashMap<Key, Vec<Arc<KnownPlan>>> = HashMap::new();
    for (id, key) in wanted {
        plans
            .entry(key)
            .or_default()
            .extend(known.remove(&id).map(Arc::new));
    }
    Ok(plans)
}

impl World<'_> {
    fn row(&self, table: &Table, row: &Row, rows: &mut HashMap<Key, u32>) -> (Line, Option<Act>) {
        let mut check = Check::new(table, row);
        let key = key(self.scope, &check);
        let found = key.as_ref().and_then(|key| self.plans.get(key));
        let found = found.map_or(&[][..], Vec::as_slice);
        let in_use = found.iter().filter(|plan| plan.stage != Stage::Withdrawn);
        let in_use: Vec<&Arc<KnownPlan>> = in_use.collect();
        // A plan that was withdrawn leaves its name to another.
        let kept = match (in_use.as_slice(), found) {
            ([one], _) => Some(*one),
            ([], [one]) => Some(one),
            ([], []) => None,
            _ => {
                check.add(Column::Title, Flaw::Ambiguous);
                None
            }
        };
        let known = kept.map(Arc::as_ref);
        if let Some(earlier) = key.and_then(|key| rows.insert(key, row.number)) {
            check.add(Column::Title, Flaw::Twice(earlier));
        }
        let input = self.facts(&mut check, known);
        let version = self.version(&mut check, known);
        let review = self.review(&mut check, known);
        let input = input.filter(|_| check.faults.is_empty());
        let act = input.and_then(|input| match kept {
            None => Some(Act::New {
                input,
                version,
                review,
            }),
            Some(known) => {
                // Equal facts are not stored again: a version or a review comes without them.
                let input = Some(input).filter(|input| known.input != *input);
                let changes = input.is_some() || version.is_some() || review.is_some();
                changes.then(|| Act::Change {
                    known: known.clone(),
                    input,
                    version,
                    review,
                })
            }
        });
        let outcome = match &act {
            Some(Act::New {
                input,
                version,
                review,
            }) => Outcome::New(self.told(input, version.as_ref(), review.as_ref())),
            Some(Act::Change {
                known,
                input,
                version,
                review,
            }) => {
                let (version, review) = (version.as_ref(), review.as_ref());
                Outcome::Changed(self.changes(known, input.as_ref(), version, review))
            }
            None => Outcome::Same,
        };
        let address = known.map(|known| format!("/plans/{}", known.id));
        let line = check.line([Column::Title, Column::Owner], address, outcome);
        (line, act)
    }
}
