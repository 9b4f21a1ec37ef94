//! What the rows of a file about plans would do, and doing it.

use super::{
    check::Check,
    file::{Row, Table},
    known::{self, KnownPlan, Steward},
    scope::Scope,
};
use crate::{
    audit::Actor,
    db::{Db, Tx},
    error::Refused,
    in_chunks, on_db,
    plans::{check, commands, commands::Stepping, history},
};
use app::{
    Locale,
    form::Values,
    id::{OrganisationId, PersonId, PlanId, UserId},
    imports::{Change, Column, Flaw, Line, Outcome},
    plans::{
        PlanKind, ReviewOutcome, Stage,
        form::{self, PlanInput, ReviewInput, VersionInput},
        pages::Choices,
        rules::{Step, after},
    },
    rulebook::ReviewRule,
};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// What is to be done for a row.
#[derive(Debug)]
pub struct Act {
    known: Option<KnownPlan>,
    /// The facts, where they are new or differ.
    input: Option<PlanInput>,
    version: Option<VersionInput>,
    review: Option<ReviewInput>,
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
    plans: HashMap<Key, Vec<KnownPlan>>,
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
        for (id, name) in plan.input.organisations.iter().zip(&plan.organisations) {
            if seen.insert(id.clone()) {
                choices
                    .organisations
                    .push(app::organisations::OrganisationName {
                        id: id.clone(),
                        kind: app::organisations::OrganisationKind::Partner,
                        name: name.clone(),
                    });
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
    let decided = table
        .rows
        .iter()
        .map(|row| world.row(table, row, &mut rows));
    Ok(decided.collect())
}

/// The plans that the file names, among those that may be changed.
async fn matching(
    db: &Db,
    scope: &Scope,
    keys: &HashSet<Key>,
) -> sqlx::Result<HashMap<Key, Vec<KnownPlan>>> {
    let owners: HashSet<&OrganisationId> = keys.iter().map(|(owner, _)| owner).collect();
    let owners: Vec<&OrganisationId> = owners
        .into_iter()
        .filter(|owner| scope.may_edit(owner))
        .collect();
    let titles: Vec<(String, String, String)> = in_chunks!(
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
    let mut plans: HashMap<Key, Vec<KnownPlan>> = HashMap::new();
    for (id, key) in wanted {
        plans.entry(key).or_default().extend(known.remove(&id));
    }
    Ok(plans)
}

impl World<'_> {
    fn row(&self, table: &Table, row: &Row, rows: &mut HashMap<Key, u32>) -> (Line, Option<Act>) {
        let mut check = Check::new(table, row);
        let key = key(self.scope, &check);
        let found = key.as_ref().and_then(|key| self.plans.get(key));
        let known = match found.map(Vec::as_slice) {
            Some([one]) => Some(one),
            Some([_, _, ..]) => {
                check.add(Column::Title, Flaw::Ambiguous);
                None
            }
            _ => None,
        };
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
        let outcome = match (known, check.faults.is_empty()) {
            (_, false) => Outcome::Wrong(check.take()),
            (None, true) => Outcome::New,
            (Some(_), true) if changes.is_empty() => Outcome::Same,
            (Some(_), true) => Outcome::Changed(changes),
        };
        let act = matches!(outcome, Outcome::New | Outcome::Changed(_)).then(|| Act {
            // The dates follow anew when the facts are stored, so they are where they are equal, too.
            input: input.filter(|input| known.is_none_or(|known| known.input != *input)),
            known: known.cloned(),
            version,
            review,
        });
        let line = Line {
            row: row.number,
            title: check.text(Column::Title).to_owned(),
            organisation: check.text(Column::Owner).to_owned(),
            address: known.map(|known| format!("/plans/{}", known.id)),
            outcome,
        };
        (line, act)
    }

    /// The facts of the plan: those of the record, with what the row says in their place.
    fn facts(&self, check: &mut Check<'_>, known: Option<&KnownPlan>) -> Option<PlanInput> {
        let mut values = known.map(KnownPlan::values).unwrap_or_default();
        let title = check.text(Column::Title);
        if known.is_none_or(|known| known.input.title != title) {
            values = values.replacing("title", title);
        }
        let owner = check.text(Column::Owner);
        match self.scope.named(owner) {
            Some(id) => values = values.replacing("owner", id),
            None if owner.is_empty() => {}
            None => {
                check.add(Column::Owner, Flaw::Organisation(owner.to_owned()));
            }
        }
        let kind = self.kind(check, known);
        if let Some(kind) = kind {
            values = values.replacing("kind", kind);
        }
        values = self.organisations(check, known, values);
        values = self.rule(check, known, kind, values);
        let steward = check.text(Column::Steward);
        if !steward.is_empty() {
            match self.stewards.find(steward, known) {
                Ok(id) => values = values.replacing("steward", id),
                Err(flaw) => check.add(Column::Steward, flaw),
            }
        }
        let summary = check.text(Column::Summary);
        if !summary.is_empty() {
            values = values.replacing("summary", summary);
        }
        match self::check(&values, &self.choices) {
            Ok(input) => Some(input),
            Err(errors) => {
                // What only follows from another fault would send people to the wrong cell.
                let mut follows = Vec::new();
                if kind.is_none() && check.text(Column::Rule).is_empty() {
                    follows.push(Column::Rule);
                }
                if values.get("owner").is_empty() && check.text(Column::Organisations).is_empty() {
                    follows.push(Column::Organisations);
                }
                check.errors_but(&errors, &follows);
                None
            }
        }
    }

    fn kind(&self, check: &mut Check<'_>, known: Option<&KnownPlan>) -> Option<PlanKind> {
        let word = check.text(Column::Kind);
        if word.is_empty() {
            return known.map(|known| known.input.kind);
        }
        let kind = coded(word, PlanKind::ALL, |kind| {
            (
                kind.code(),
                [kind.label(Locale::Nl), kind.label(Locale::En)],
            )
        });
        if kind.is_none() {
            check.add(Column::Kind, Flaw::Kind);
        }
        kind
    }

    fn organisations(
        &self,
        check: &mut Check<'_>,
        known: Option<&KnownPlan>,
        values: Values,
    ) -> Values {
        let names = check.text(Column::Organisations).split(';').map(str::trim);
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        if names.is_empty() {
            // A new plan applies to its owner when nothing else is said.
            return match known {
                Some(_) => values,
                None => {
                    let owner = values.get("owner").to_owned();
                    values.replacing("organisations", owner)
                }
            };
        }
        let mut ids: Vec<&OrganisationId> = Vec::new();
        for name in names {
            let own = known.and_then(|known| {
                let same = |own: &&String| own.to_lowercase() == name.to_lowercase();
                let at = known.organisations.iter().position(|own| same(&own))?;
                known.input.organisations.get(at)
            });
            match own.or_else(|| self.scope.named(name)) {
                Some(id) if ids.contains(&id) => {}
                Some(id) => ids.push(id),
                None => {
                    let name = name.chars().take(60).collect();
                    check.add(Column::Organisations, Flaw::Organisation(name));
                    return values;
                }
            }
        }
        // The order says nothing; the one that is stored stays.
        if let Some(known) = known
            && known.input.organisations.len() == ids.len()
            && known.input.organisations.iter().all(|id| ids.contains(&id))
        {
            return values;
        }
        match ids.split_first() {
            Some((first, rest)) => values
                .replacing("organisations", first)
                .with_all("organisations", rest),
            None => values,
        }
    }

    fn rule(
        &self,
        check: &mut Check<'_>,
        known: Option<&KnownPlan>,
        kind: Option<PlanKind>,
        values: Values,
    ) -> Values {
        let name = check.text(Column::Rule).trim().to_lowercase();
        let rules = &self.choices.rules;
        let of_kind = |rule: &&ReviewRule| Some(rule.plan_kind) == kind;
        if name.is_empty() {
            if known.is_some_and(|known| Some(known.input.kind) == kind) {
                return values;
            }
            return match rules.iter().find(of_kind) {
                Some(rule) => values.replacing("rule", &rule.id),
                None => {
                    // A kind that is wrong has its own fault.
                    if kind.is_some() {
                        check.add(Column::Rule, Flaw::NoRule);
                    }
                    values
                }
            };
        }
        let named = |rule: &&ReviewRule| rule.name.to_lowercase() == name;
        let current = known.filter(|known| known.rule.to_lowercase() == name);
        let current = current.and_then(|known| rules.iter().find(|r| r.id == known.input.rule));
        let found = current
            .filter(of_kind)
            .or_else(|| rules.iter().filter(named).find(of_kind))
            .or_else(|| rules.iter().find(named));
        match found {
            Some(rule) => values.replacing("rule", &rule.id),
            None => {
                check.add(Column::Rule, Flaw::Rule);
                values
            }
        }
    }

    /// The version of the row, if the plan does not have it.
    fn version(&self, check: &mut Check<'_>, known: Option<&KnownPlan>) -> Option<VersionInput> {
        const COLUMNS: [Column; 4] = [
            Column::Label,
            Column::AdoptedOn,
            Column::AdoptedBy,
            Column::InForceOn,
        ];
        if COLUMNS.iter().all(|column| check.text(*column).is_empty()) {
            return None;
        }
        let label = check.text(Column::Label).trim();
        let versions = known.map(|known| known.versions.as_slice());
        let there = versions
            .unwrap_or_default()
            .iter()
            .find(|v| v.label == label);
        if let Some(version) = there {
            let equal = |column: Column, stored: &str| {
                let text = check.text(column).trim();
                text.is_empty() || text == stored
            };
            let equal = equal(Column::AdoptedOn, &version.adopted_on.to_string())
                && equal(Column::AdoptedBy, &version.adopted_by)
                && equal(Column::InForceOn, &version.in_force_on.to_string());
            if !equal {
                check.add(Column::Label, Flaw::VersionDiffers);
            }
            return None;
        }
        let values = filled(check, &COLUMNS);
        match form::version(&values, self.today) {
            Ok(input) => self.allowed(check, known, Step::Adopt, Column::Label, input),
            Err(errors) => {
                check.errors(&errors);
                None
            }
        }
    }

    /// The review of the row, if the plan does not have it.
    fn review(&self, check: &mut Check<'_>, known: Option<&KnownPlan>) -> Option<ReviewInput> {
        const COLUMNS: [Column; 3] = [Column::ReviewedOn, Column::Outcome, Column::Reviewer];
        if COLUMNS.iter().all(|column| check.text(*column).is_empty()) {
            return None;
        }
        let mut values = filled(check, &COLUMNS);
        let word = check.text(Column::Outcome);
        if !word.is_empty() {
            let outcome = coded(word, ReviewOutcome::ALL, |outcome| {
                let labels = [outcome.label(Locale::Nl), outcome.label(Locale::En)];
                (outcome.code(), labels)
            });
            match outcome {
                Some(outcome) => values = values.replacing("outcome", outcome),
                None => check.add(Column::Outcome, Flaw::Outcome),
            }
        }
        let day = values.get("reviewed_on").to_owned();
        let equal = |field: &str, stored: &str| {
            let text = values.get(field).trim();
            text.is_empty() || text == stored
        };
        let reviews = known.map(|known| known.reviews.as_slice());
        let there = reviews.unwrap_or_default().iter().any(|review| {
            review.reviewed_on.to_string() == day
                && equal("outcome", &review.outcome)
                && equal("reviewer", &review.reviewer)
        });
        if there {
            return None;
        }
        match form::review(&values, self.today) {
            Ok(input) => self.allowed(check, known, Step::Review, Column::ReviewedOn, input),
            Err(errors) => {
                check.errors(&errors);
                None
            }
        }
    }

    /// What came in, if the plan's stage allows it.
    fn allowed<T>(
        &self,
        check: &mut Check<'_>,
        known: Option<&KnownPlan>,
        step: Step,
        column: Column,
        input: T,
    ) -> Option<T> {
        let (stage, adopted) = known.map_or((Stage::Draft, false), |known| {
            (known.stage, !known.versions.is_empty())
        });
        if after(stage, step, adopted).is_some() {
            return Some(input);
        }
        check.add(column, Flaw::Stage);
        None
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
            let name = |id: &OrganisationId| {
                let all = &self.choices.organisations;
                let found = all.iter().find(|organisation| organisation.id == *id);
                found.map_or_else(String::new, |found| found.name.clone())
            };
            let names: Vec<_> = input.organisations.iter().map(name).collect();
            add(
                Column::Organisations,
                known.organisations.join("; "),
                names.join("; "),
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

/// The cells of these columns as the fields of a form.
fn filled(check: &Check<'_>, columns: &[Column]) -> Values {
    columns.iter().fold(Values::default(), |values, column| {
        values.with(column.code(), check.text(*column))
    })
}

/// The variant with this code or one of these words, whatever the case.
fn coded<T: Copy>(
    word: &str,
    all: &[T],
    words: impl Fn(T) -> (&'static str, [&'static str; 2]),
) -> Option<T> {
    let word = word.trim().to_lowercase();
    all.iter().copied().find(|variant| {
        let (code, labels) = words(*variant);
        code == word || labels.iter().any(|label| label.to_lowercase() == word)
    })
}

/// The people whom the file names as stewards, by name and by address in lower case.
struct Stewards(HashMap<String, Vec<Steward>>);

impl Stewards {
    async fn load<'a>(
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

    fn choices(&self) -> Vec<app::ui::form::Choice> {
        let people = self.0.values().flatten();
        let choices = people.map(|person| (person.id.to_string(), person.name.clone()));
        let unique: HashMap<_, _> = choices.collect();
        unique.into_iter().collect()
    }

    /// The person with this name or address; the plan's own steward before others.
    fn find(&self, word: &str, known: Option<&KnownPlan>) -> Result<PersonId, Flaw> {
        let word = word.trim();
        let lower = word.to_lowercase();
        let own = known.and_then(|known| known.steward.as_ref());
        if let Some(own) = own
            && (own.name.to_lowercase() == lower || own.email.to_lowercase() == lower)
        {
            return Ok(own.id.clone());
        }
        let shown = || word.chars().take(60).collect();
        match self.0.get(&lower).map(Vec::as_slice) {
            Some([one]) => Ok(one.id.clone()),
            Some([_, _, ..]) => Err(Flaw::StewardTwice(shown())),
            _ => Err(Flaw::Steward(shown())),
        }
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
    for act in acts {
        let (id, owner, mut stage, mut adopted) = match (&act.known, &act.input) {
            (Some(known), input) => {
                if let Some(input) = input {
                    commands::update_in(tx, by, &known.id, &known.input, input).await?;
                }
                let owner = known.input.owner.clone();
                (
                    known.id.clone(),
                    owner,
                    known.stage,
                    !known.versions.is_empty(),
                )
            }
            (None, Some(input)) => {
                let id: PlanId = commands::create_in(tx, by, input).await?;
                (id, input.owner.clone(), Stage::Draft, false)
            }
            (None, None) => continue,
        };
        let stepping = |stage, adopted| Stepping {
            id: &id,
            owner: &owner,
            stage,
            adopted,
        };
        if let Some(version) = &act.version {
            stage = commands::add_version_in(tx, by, stepping(stage, adopted), version).await?;
            adopted = true;
        }
        if let Some(review) = &act.review {
            commands::record_review_in(tx, by, stepping(stage, adopted), review).await?;
        }
        if act.known.is_some() || act.version.is_some() || act.review.is_some() {
            history::refresh(tx, &id).await?;
        }
    }
    Ok(())
}
