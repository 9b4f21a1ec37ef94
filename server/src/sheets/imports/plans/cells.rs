//! What the cells of a row say of a plan.

use super::World;
use crate::{
    plans::check,
    sheets::imports::{
        check::Check,
        known::{KnownPlan, KnownReview, KnownVersion},
    },
};
use app::{
    Locale, fold,
    form::Values,
    id::OrganisationId,
    plans::{
        PlanKind, ReviewOutcome, Stage,
        form::{self, PlanInput, ReviewInput, VersionInput},
        rules::{Past, Step, after},
    },
    rulebook::{ReviewRule, regions},
    sheets::imports::{Column, Flaw, shortened},
};
use std::collections::{BTreeSet, HashMap};

impl World<'_> {
    /// The facts of the plan: those of the record, with what the row says in their place.
    pub(super) fn facts(
        &self,
        check: &mut Check<'_>,
        known: Option<&KnownPlan>,
    ) -> Option<PlanInput> {
        let mut values = known.map_or_else(Values::default, |known| form::values(&known.input));
        let title = check.text(Column::Title);
        if known.is_none_or(|known| known.input.title != title) {
            values = values.replacing("title", title);
        }
        let owner = check.text(Column::Owner);
        match self.scope.named(owner) {
            Some(id) => values = values.replacing("owner", id),
            None if owner.is_empty() => {}
            None => {
                check.add(Column::Owner, Flaw::Organisation(shortened(owner, 60)));
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

    pub(super) fn kind(
        &self,
        check: &mut Check<'_>,
        known: Option<&KnownPlan>,
    ) -> Option<PlanKind> {
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

    pub(super) fn organisations(
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
        let own: HashMap<String, &OrganisationId> = known
            .into_iter()
            .flat_map(|known| &known.organisations)
            .map(|one| (fold::key(&one.name), &one.id))
            .collect();
        let mut ids = BTreeSet::new();
        for name in names {
            let found = own.get(&fold::key(name)).copied();
            let Some(id) = found.or_else(|| self.scope.named(name)) else {
                let flaw = Flaw::Organisation(shortened(name, 60));
                check.add(Column::Organisations, flaw);
                return values;
            };
            ids.insert(id);
        }
        values
            .without("organisations")
            .with_all("organisations", ids)
    }

    pub(super) fn rule(
        &self,
        check: &mut Check<'_>,
        known: Option<&KnownPlan>,
        kind: Option<PlanKind>,
        values: Values,
    ) -> Values {
        let name = fold::key(check.text(Column::Rule));
        let own = |rule: &ReviewRule| known.is_some_and(|known| known.input.rule == rule.id);
        let owner: Option<OrganisationId> = values.get("owner").parse().ok();
        let region = owner.and_then(|owner| self.choices.regions.get(&owner));
        let rules = || regions::of_region(&self.choices.rules, region);
        let of_kind = |rule: &&ReviewRule| Some(rule.plan_kind) == kind;
        let fitting = rules().filter(|rule| rule.in_use).filter(of_kind);
        let fitting: Vec<&ReviewRule> = fitting.collect();
        let names = || fitting.iter().map(|rule| rule.name.clone()).collect();
        if name.is_empty() {
            if known.is_some_and(|known| Some(known.input.kind) == kind) {
                return values;
            }
            match fitting.as_slice() {
                [one] => return values.replacing("rule", &one.id),
                // A kind that is wrong has its own fault.
                [] if kind.is_none() => {}
                [] => check.add(Column::Rule, Flaw::NoRule),
                _ => check.add(Column::Rule, Flaw::RuleMissing(names())),
            }
            return values;
        }
        let named = |rule: &&ReviewRule| fold::key(&rule.name) == name;
        // What is no longer in use stays with the plans that have it.
        let found: Vec<_> = rules()
            .filter(|rule| rule.in_use || own(rule))
            .filter(named)
            .collect();
        let found = found
            .iter()
            .find(|rule| own(rule) && of_kind(rule))
            .or_else(|| found.iter().find(|rule| of_kind(rule)))
            .or(found.first());
        match found {
            Some(rule) => values.replacing("rule", &rule.id),
            None => {
                check.add(Column::Rule, Flaw::Rule(names()));
                values
            }
        }
    }

    /// The version of the row, if the plan does not have it.
    pub(super) fn version(
        &self,
        check: &mut Check<'_>,
        known: Option<&KnownPlan>,
    ) -> Option<VersionInput> {
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
        // Its label is free since it was taken back.
        let revoked = |input: &VersionInput| {
            let mut versions = known.into_iter().flat_map(|known| &known.revoked.0);
            let equal = |version: &&KnownVersion| {
                version.adopted_on == input.adopted_on && version.adopted_by == input.adopted_by
            };
            versions.find(equal)?.revoked_on
        };
        let values = filled(check, &COLUMNS);
        match form::version(&values, self.today) {
            Ok(input) if let Some(day) = revoked(&input) => {
                check.add(Column::Label, Flaw::VersionRevoked(day));
                None
            }
            Ok(input) => self.allowed(check, known, Step::Adopt, Column::Label, input),
            Err(errors) => {
                check.errors(&errors);
                None
            }
        }
    }

    /// The review of the row, if the plan does not have it.
    pub(super) fn review(
        &self,
        check: &mut Check<'_>,
        known: Option<&KnownPlan>,
    ) -> Option<ReviewInput> {
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
        let same_day = |review: &&KnownReview| review.reviewed_on.to_string() == day;
        let equal = |review: &&KnownReview| {
            equal("outcome", &review.outcome) && equal("reviewer", &review.reviewer)
        };
        let there = known.into_iter().flat_map(|known| &known.reviews);
        let there: Vec<&KnownReview> = there.filter(same_day).collect();
        if there.iter().any(equal) {
            return None;
        }
        let mut revoked = known.into_iter().flat_map(|known| &known.revoked.1);
        let revoked = revoked.find(|review| same_day(review) && equal(review));
        if let Some(day) = revoked.and_then(|review| review.revoked_on) {
            check.add(Column::ReviewedOn, Flaw::ReviewRevoked(day));
            return None;
        }
        if !there.is_empty() {
            check.add(Column::ReviewedOn, Flaw::ReviewDiffers);
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
    pub(super) fn allowed<T>(
        &self,
        check: &mut Check<'_>,
        known: Option<&KnownPlan>,
        step: Step,
        column: Column,
        input: T,
    ) -> Option<T> {
        let stage = known.map_or(Stage::Draft, |known| known.stage);
        if after(stage, step, Past::default()).is_some() {
            return Some(input);
        }
        check.add(column, Flaw::Stage);
        None
    }
}

/// The cells of these columns as the fields of a form.
fn filled(check: &Check<'_>, columns: &[Column]) -> Values {
    columns.iter().fold(Values::default(), |values, column| {
        values.with(column.code(), check.text(*column))
    })
}

/// The variant with this code or one of these words, however they are written.
fn coded<T: Copy>(
    word: &str,
    all: &[T],
    words: impl Fn(T) -> (&'static str, [&'static str; 2]),
) -> Option<T> {
    let word = fold::key(word);
    all.iter().copied().find(|variant| {
        let (code, labels) = words(*variant);
        code == word || labels.iter().any(|label| fold::key(label) == word)
    })
}
