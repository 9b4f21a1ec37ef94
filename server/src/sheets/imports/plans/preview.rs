//! What a row does to a plan, for those who confirm it.

use super::World;
use crate::sheets::imports::known::{KnownPlan, Steward};
use app::{
    id::OrganisationId,
    organisations::OrganisationName,
    plans::{
        Stage,
        form::{PlanInput, ReviewInput, VersionInput},
        rules::{History, Past, Step, after},
    },
    rulebook::{ReviewRule, pages::interval_words},
    sheets::imports::{Change, Column, Detail},
};
use std::collections::BTreeSet;

impl World<'_> {
    /// What is stored of a new plan, beside what its cells say anyway.
    pub(super) fn told(
        &self,
        input: &PlanInput,
        version: Option<&VersionInput>,
        review: Option<&ReviewInput>,
    ) -> Vec<Detail> {
        let mut details = Vec::new();
        let rule = self.choices.rules.iter().find(|rule| rule.id == input.rule);
        details.extend(rule.map(|rule| {
            let words = format!(
                "{} ({})",
                rule.name,
                interval_words(self.l, rule.interval_months)
            );
            Detail::Value(Column::Rule, words)
        }));
        if input.organisations.iter().ne([&input.owner]) {
            let names = self.organisations_of(&self.choices.organisations, &input.organisations);
            let names = names.into_iter().next().unwrap_or_default();
            details.push(Detail::Value(Column::Organisations, names));
        }
        let steward = input.steward.as_ref();
        let steward = steward.and_then(|id| self.people.get(id));
        details.extend(steward.map(|one| Detail::Value(Column::Steward, one.name.clone())));
        details.extend(version.map(|added| Detail::Version {
            added: added.clone(),
            newest: None,
        }));
        details.extend(review.map(|added| Detail::Review {
            added: added.clone(),
            last: None,
        }));
        let (history, stage) = (History::default(), Stage::Draft);
        details.extend(self.follows(rule, history, stage, version, review));
        details
    }

    /// What becomes of a plan that is there.
    pub(super) fn changes(
        &self,
        known: &KnownPlan,
        input: Option<&PlanInput>,
        version: Option<&VersionInput>,
        review: Option<&ReviewInput>,
    ) -> Vec<Detail> {
        let mut details: Vec<Detail> = input
            .map(|input| self.facts_changed(known, input))
            .unwrap_or_default()
            .into_iter()
            .map(Detail::Change)
            .collect();
        if let Some(added) = version {
            let newest = known.versions.first();
            let step = Step::of_version(added.adopted_on, newest.map(|v| v.adopted_on));
            details.push(Detail::Version {
                added: added.clone(),
                newest: newest.map(|version| (version.label.clone(), version.adopted_on)),
            });
            if known.stage == Stage::InRevision && step == Step::Adopt {
                details.push(Detail::RevisionEnds);
            }
        }
        details.extend(review.map(|added| Detail::Review {
            added: added.clone(),
            last: known.reviews.first().map(|review| review.reviewed_on),
        }));
        let rule = input.map_or(&known.input.rule, |input| &input.rule);
        // Nothing else moves a date or a status.
        if version.is_some() || review.is_some() || *rule != known.input.rule {
            let rule = self.choices.rules.iter().find(|one| one.id == *rule);
            let mut history = known.history();
            // A version or a review settles what was asked for until its day.
            let days = [
                version.map(|version| version.adopted_on),
                review.map(|review| review.reviewed_on),
            ];
            let open = known.signals.iter();
            let open = open.filter(|raised| days.iter().flatten().all(|day| *raised > day));
            history.signal_on = open.min().copied();
            details.extend(self.follows(rule, history, known.stage, version, review));
        }
        details
    }

    /// Where a plan of this history stands when a version and a review are added to it.
    fn follows(
        &self,
        rule: Option<&ReviewRule>,
        mut history: History,
        mut stage: Stage,
        version: Option<&VersionInput>,
        review: Option<&ReviewInput>,
    ) -> Option<Detail> {
        if let Some(version) = version {
            let step = Step::of_version(version.adopted_on, history.adopted_on);
            stage = after(stage, step, Past::default())?;
            history.adopted_on = history.adopted_on.max(Some(version.adopted_on));
        }
        if let Some(review) = review {
            let last = if review.outcome.confirms() {
                &mut history.confirmed_on
            } else {
                &mut history.revise_on
            };
            *last = (*last).max(Some(review.reviewed_on));
        }
        let standing = history.standing(rule?, stage);
        Some(Detail::Follows {
            due_on: standing.extended_until.or(standing.due_on()),
            currency: standing.currency(self.today),
        })
    }

    /// What differs between the record and the row, in words.
    fn facts_changed(&self, known: &KnownPlan, input: &PlanInput) -> Vec<Change> {
        let (l, old) = (self.l, &known.input);
        let mut changes = Vec::new();
        let mut add = |column, before: &[String], after: &[String]| {
            let (before, after) = apart(before, after);
            changes.push(Change {
                column,
                before,
                after,
            });
        };
        if old.title != input.title {
            let titles = [&old.title, &input.title].map(|title| [title.clone()]);
            add(Column::Title, &titles[0], &titles[1]);
        }
        if old.kind != input.kind {
            let kinds = [old.kind, input.kind].map(|kind| [kind.label(l).to_owned()]);
            add(Column::Kind, &kinds[0], &kinds[1]);
        }
        if old.organisations != input.organisations {
            let before = self.organisations_of(&known.organisations, &old.organisations);
            let after = self.organisations_of(&self.choices.organisations, &input.organisations);
            add(Column::Organisations, &before, &after);
        }
        if old.rule != input.rule {
            let words = [&old.rule, &input.rule].map(|id| {
                let rule = self.choices.rules.iter().find(|rule| rule.id == *id);
                rule.map_or_else(Default::default, |rule| {
                    let interval = interval_words(l, rule.interval_months);
                    let kind = rule.plan_kind.label(l).to_owned();
                    [rule.name.clone(), interval, kind, rule.source.clone()]
                })
            });
            add(Column::Rule, &words[0], &words[1]);
        }
        if old.steward != input.steward {
            let words = [&old.steward, &input.steward].map(|id| {
                let steward = id.as_ref().and_then(|id| self.people.get(id));
                steward.map(|one| self.steward_words(one))
            });
            let [before, after] = words.map(Option::unwrap_or_default);
            add(Column::Steward, &before, &after);
        }
        if old.summary != input.summary {
            let texts = [&old.summary, &input.summary].map(|text| [text.clone()]);
            add(Column::Summary, &texts[0], &texts[1]);
        }
        changes
    }

    /// By what a steward is known: the address of somebody out of reach is not the reader's to know.
    fn steward_words(&self, steward: &Steward) -> Vec<String> {
        let organisation = &steward.organisation;
        let mut words = vec![steward.name.clone(), organisation.name.clone()];
        if self.scope.name(&organisation.id).is_some() {
            words.push(steward.email.clone());
        }
        words
    }

    /// The names of the chosen organisations, and what each of them is.
    fn organisations_of(
        &self,
        organisations: &[OrganisationName],
        chosen: &BTreeSet<OrganisationId>,
    ) -> [String; 2] {
        let chosen = || organisations.iter().filter(|one| chosen.contains(&one.id));
        let names: Vec<_> = chosen().map(|one| one.name.as_str()).collect();
        let kinds: Vec<_> = chosen().map(|one| one.kind.label(self.l)).collect();
        [names.join("; "), kinds.join("; ")]
    }
}

/// The words for what was and what will be: no more of them than it takes to tell them apart.
fn apart(before: &[String], after: &[String]) -> (String, String) {
    let most = before.len().max(after.len()).max(1);
    let first = |words: &[String], count: usize| words[..count.min(words.len())].join(", ");
    let pairs = (1..=most).map(|count| (first(before, count), first(after, count)));
    let mut pairs = pairs.skip_while(|(before, after)| before == after);
    let all = || (first(before, most), first(after, most));
    pairs.next().unwrap_or_else(all)
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn two_of_one_name_are_told_apart_and_others_take_no_more_words() {
        let told = |before: &[&str], after: &[&str]| {
            let words = |words: &[&str]| words.iter().map(|word| (*word).into()).collect();
            let (before, after): (Vec<String>, Vec<String>) = (words(before), words(after));
            apart(&before, &after)
        };
        let pair = |before: &str, after: &str| (before.to_owned(), after.to_owned());
        let (noor, sam) = (["Noor", "Vaals"], ["Sam", "Vaals"]);
        assert_eq!(told(&noor, &sam), pair("Noor", "Sam"));
        assert_eq!(told(&[], &noor), pair("", "Noor"));
        let other = ["Noor", "Meerssen", "noor@meerssen.example"];
        let both = pair("Noor, Vaals", "Noor, Meerssen");
        assert_eq!(told(&noor, &other), both);
        assert_eq!(told(&noor, &noor), pair("Noor, Vaals", "Noor, Vaals"));
    }
}
