//! What the rows of a file about plans would do, and doing it.

mod cells;
mod stewards;

use stewards::Stewards;

use super::{
    check::Check,
    each,
    file::{Row, Table},
    known::{self, KnownPlan},
    scope::Scope,
};
use crate::{
    audit::Actor,
    db::{Db, Tx},
    error::Refused,
    in_chunks,
    plans::{
        commands::{self, Rows, Stepping},
        dates,
    },
};
use app::{
    Locale,
    id::{OrganisationId, PlanId},
    imports::{Change, Column, Flaw, Line},
    organisations::OrganisationName,
    plans::{
        PlanKind, Stage,
        form::{PlanInput, ReviewInput, VersionInput},
        pages::Choices,
        rules::{Past, Step, after},
    },
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// After how many rows what is new is stored, so that it takes little memory.
const AT_ONCE: usize = 500;

/// What is to be done for a row.
#[derive(Debug)]
pub enum Act {
    /// A plan is added.
    New {
        input: PlanInput,
        version: Option<VersionInput>,
        review: Option<ReviewInput>,
    },
    /// Something of a plan changes.
    Change {
        known: Arc<KnownPlan>,
        /// The facts, where they differ.
        input: Option<PlanInput>,
        version: Option<VersionInput>,
        review: Option<ReviewInput>,
    },
}

impl Act {
    /// All that it does, to which record as it is.
    ///
    /// # Errors
    /// When it can't be told.
    pub fn told(&self) -> serde_json::Result<String> {
        match self {
            Self::New {
                input,
                version,
                review,
            } => serde_json::to_string(&(input, version, review)),
            Self::Change {
                known,
                input,
                version,
                review,
            } => {
                let known = (&known.id, known.input.version);
                serde_json::to_string(&(known, input, version, review))
            }
        }
    }
}

/// A plan is the same when owner and title are, whatever the case.
type Key = (OrganisationId, String);

fn key(scope: &Scope, check: &Check<'_>) -> Option<Key> {
    let owner = scope.named(check.text(Column::Owner))?;
    let title = check.text(Column::Title).trim().to_lowercase();
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
}

/// Decides what each row would do.
///
/// # Errors
/// When the database can't be read.
pub async fn decide(
    db: &Db,
    scope: &Scope,
    table: &Table,
    l: Locale,
    today: NaiveDate,
) -> sqlx::Result<Vec<(Line, Option<Act>)>> {
    let checks = || table.rows.iter().map(|row| Check::new(table, row));
    let keys: HashSet<Key> = checks().filter_map(|check| key(scope, &check)).collect();
    let plans = matching(db, scope, &keys).await?;
    let stewards = Stewards::load(db, scope, checks().map(|c| c.text(Column::Steward))).await?;
    let known = || plans.values().flatten();
    let mut choices = Choices {
        owners: scope.owners.clone(),
        organisations: scope.organisations.clone(),
        stewards: stewards.choices(),
        rules: crate::rulebook::store::rules(db).await?,
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
    let mut people: HashSet<String> = choices.stewards.iter().map(|(id, _)| id.clone()).collect();
    for steward in known().filter_map(|plan| plan.steward.as_ref()) {
        if people.insert(steward.id.to_string()) {
            let choice = (steward.id.to_string(), steward.name.clone());
            choices.stewards.push(choice);
        }
    }
    let world = World {
        scope,
        l,
        today,
        choices,
        plans,
        stewards,
    };
    let mut rows: HashMap<Key, u32> = HashMap::new();
    Ok(each(&table.rows, |row| world.row(table, row, &mut rows)).await)
}

/// The plans that the file names, among those that may be changed.
async fn matching(
    db: &Db,
    scope: &Scope,
    keys: &HashSet<Key>,
) -> sqlx::Result<HashMap<Key, Vec<Arc<KnownPlan>>>> {
    let owners: HashSet<&OrganisationId> = keys.iter().map(|(owner, _)| owner).collect();
    let owners: Vec<&OrganisationId> = owners
        .into_iter()
        .filter(|owner| scope.may_edit(owner))
        .collect();
    let titles: Vec<(String, String, String)> = in_chunks!(
        on_db,
        db,
        owners,
        "SELECT p.id, p.owner_id, p.title FROM plans p WHERE p.owner_id IN (",
        ") ORDER BY p.id"
    );
    let mut wanted = Vec::new();
    for (id, owner, title) in titles {
        let key = (owner.into(), title.to_lowercase());
        if keys.contains(&key) {
            wanted.push((id, key));
        }
    }
    let ids: Vec<String> = wanted.iter().map(|(id, _)| id.clone()).collect();
    let mut known = known::plans(db, &ids).await?;
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
        let kept = match found.map(Vec::as_slice) {
            Some([one]) => Some(one),
            Some([_, _, ..]) => {
                check.add(Column::Title, Flaw::Ambiguous);
                None
            }
            _ => None,
        };
        let known = kept.map(Arc::as_ref);
        if let Some(earlier) = key.and_then(|key| rows.insert(key, row.number)) {
            check.add(Column::Title, Flaw::Twice(earlier));
        }
        let input = self.facts(&mut check, known);
        let version = self.version(&mut check, known);
        let review = self.review(&mut check, known);
        let changes = match (&input, known) {
            (Some(input), Some(known)) => self.changes(input, known, &version, &review),
            _ => Vec::new(),
        };
        let address = known.map(|known| format!("/plans/{}", known.id));
        let line = check.line([Column::Title, Column::Owner], address, changes);
        let input = input.filter(|_| line.outcome.is_good());
        let act = input.map(|input| match kept {
            None => Act::New {
                input,
                version,
                review,
            },
            Some(known) => Act::Change {
                // Equal facts are not stored again: a version or a review comes without them.
                input: Some(input).filter(|input| known.input != *input),
                known: known.clone(),
                version,
                review,
            },
        });
        (line, act)
    }

    /// What differs between the record and the row, in words.
    fn changes(
        &self,
        input: &PlanInput,
        known: &KnownPlan,
        version: &Option<VersionInput>,
        review: &Option<ReviewInput>,
    ) -> Vec<Change> {
        let (l, old) = (self.l, &known.input);
        let mut changes = Vec::new();
        let mut add = |column, before: String, after: String| {
            if before != after {
                changes.push(Change {
                    column,
                    before,
                    after,
                });
            }
        };
        add(Column::Title, old.title.clone(), input.title.clone());
        let kind = |kind: PlanKind| kind.label(l).to_owned();
        add(Column::Kind, kind(old.kind), kind(input.kind));
        if old.organisations != input.organisations {
            let names = |organisations: &[OrganisationName], chosen: &BTreeSet<OrganisationId>| {
                let chosen = organisations.iter().filter(|one| chosen.contains(&one.id));
                let names: Vec<_> = chosen.map(|one| one.name.as_str()).collect();
                names.join("; ")
            };
            add(
                Column::Organisations,
                names(&known.organisations, &old.organisations),
                names(&self.choices.organisations, &input.organisations),
            );
        }
        if old.rule != input.rule {
            let rules = &self.choices.rules;
            let rule = rules.iter().find(|rule| rule.id == input.rule);
            let name = rule.map_or_else(String::new, |rule| rule.name.clone());
            add(Column::Rule, known.rule.clone(), name);
        }
        if old.steward != input.steward {
            let before = known.steward.as_ref().map(|s| s.name.clone());
            let people = &self.choices.stewards;
            let now = input
                .steward
                .as_ref()
                .and_then(|id| people.iter().find(|(known, _)| known == id.as_str()));
            add(
                Column::Steward,
                before.unwrap_or_default(),
                now.map_or_else(String::new, |(_, name)| name.clone()),
            );
        }
        add(Column::Summary, old.summary.clone(), input.summary.clone());
        if let Some(new) = version {
            let last = known.versions.first();
            let before = last.map_or_else(String::new, |v| v.label.clone());
            add(Column::Label, before, new.label.clone());
            let before = last.map_or_else(String::new, |v| v.adopted_on.to_string());
            add(Column::AdoptedOn, before, new.adopted_on.to_string());
        }
        if let Some(new) = review {
            let last = known.reviews.first();
            let before = last.map_or_else(String::new, |r| r.reviewed_on.to_string());
            let after = new.reviewed_on.to_string();
            if before == after {
                add(
                    Column::Outcome,
                    String::new(),
                    new.outcome.label(l).to_owned(),
                );
            } else {
                add(Column::ReviewedOn, before, after);
            }
        }
        changes
    }
}

/// Does what was decided.
///
/// # Errors
/// [`Refused::Stale`] or [`Refused::Taken`] when somebody else was quicker; then nothing of the
/// import must be stored.
pub async fn apply(
    tx: &mut Tx,
    by: &Actor,
    acts: impl IntoIterator<Item = Act>,
) -> Result<(), Refused> {
    let mut rows = Rows::new();
    let mut touched = Vec::new();
    for (number, act) in (1..).zip(acts) {
        touched.push(match act {
            Act::New {
                input,
                version,
                review,
            } => add(&mut rows, by, &input, version.as_ref(), review.as_ref())?,
            Act::Change {
                known,
                input,
                version,
                review,
            } => {
                if let Some(input) = &input {
                    commands::update_in(tx, &mut rows, by, &known.id, &known.input, input).await?;
                }
                record(tx, &mut rows, by, &known, version.as_ref(), review.as_ref()).await?;
                known.id.clone()
            }
        });
        if number % AT_ONCE == 0 {
            rows.flush(tx).await?;
        }
    }
    rows.flush(tx).await?;
    dates::refresh(tx, &touched).await?;
    Ok(())
}

/// Adds a plan. Nobody else knows it, so its stage follows at once.
fn add(
    rows: &mut Rows,
    by: &Actor,
    input: &PlanInput,
    version: Option<&VersionInput>,
    review: Option<&ReviewInput>,
) -> Result<PlanId, Refused> {
    let mut stage = Stage::Draft;
    let steps = [version.map(|_| Step::Adopt), review.map(|_| Step::Review)];
    for step in steps.into_iter().flatten() {
        stage = after(stage, step, Past::default()).ok_or(Refused::Stale)?;
    }
    let id = rows.plan(by, input, stage);
    if let Some(version) = version {
        rows.version(by, &id, &input.owner, version);
    }
    if let Some(review) = review {
        rows.review(by, &id, &input.owner, review);
    }
    Ok(id)
}

/// Adds to the history of a plan that was there.
async fn record(
    tx: &mut Tx,
    rows: &mut Rows,
    by: &Actor,
    known: &KnownPlan,
    version: Option<&VersionInput>,
    review: Option<&ReviewInput>,
) -> Result<(), Refused> {
    let mut plan = Stepping {
        id: &known.id,
        owner: &known.input.owner,
        stage: known.stage,
        adopted_on: known.versions.first().map(|newest| newest.adopted_on),
        past: Past::default(),
    };
    if let Some(version) = version {
        plan.stage = commands::add_version_in(tx, rows, by, plan, version).await?;
    }
    if let Some(review) = review {
        commands::record_review_in(tx, rows, by, plan, review).await?;
    }
    Ok(())
}
