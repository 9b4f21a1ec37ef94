//! Rules and plans as the authors of the demonstration write them.

use super::{Day, code, codes};
use crate::seed::derive;
use app::{
    exercises::ExerciseKind,
    plans::{Cause, PlanKind, ReviewOutcome, Stage},
    rulebook::{
        CountedFrom, Duty, DutyFacts, Milestone, ReviewRule, RuleFacts, RuleLabel, RuleScope,
    },
    source::Checked,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::seed) struct Rule {
    pub code: String,
    pub name: String,
    #[serde(deserialize_with = "code")]
    pub plan_kind: PlanKind,
    pub interval_months: u32,
    #[serde(deserialize_with = "code")]
    pub counted_from: CountedFrom,
    pub series_start: Option<Day>,
    pub lead_months: u32,
    pub draft_months: Option<u32>,
    pub inspection_months: Option<u32>,
    pub board_months: Option<u32>,
    pub source: String,
    #[serde(deserialize_with = "code")]
    pub label: RuleLabel,
    pub as_of: Day,
    #[serde(deserialize_with = "code")]
    pub checked: Checked,
    #[serde(default)]
    pub duty: Vec<RuleDuty>,
}

impl Rule {
    /// The rule as the program stores it.
    pub fn review_rule(&self) -> ReviewRule {
        ReviewRule {
            id: derive::id("rule", &self.code).into(),
            facts: RuleFacts {
                name: self.name.clone(),
                plan_kind: self.plan_kind,
                interval_months: self.interval_months,
                counted_from: self.counted_from,
                series_start: self.series_start.map(|day| day.0),
                lead_months: self.lead_months,
                draft_months: self.draft_months,
                inspection_months: self.inspection_months,
                board_months: self.board_months,
                source: self.source.clone(),
                label: self.label,
                as_of: self.as_of.0,
                checked: self.checked,
                in_use: true,
            },
            scope: RuleScope::default(),
            version: 1,
        }
    }

    /// Its exercise duties as the program stores them, in their order.
    pub fn duties(&self) -> impl Iterator<Item = Duty> {
        (1..).zip(&self.duty).map(|(position, duty)| Duty {
            id: derive::id("duty", &format!("{} {position}", self.code)).into(),
            facts: DutyFacts {
                name: duty.name.clone(),
                interval_months: duty.interval_months,
                lead_months: duty.lead_months,
                kinds: duty.kinds.clone(),
                source: duty.source.clone(),
                label: duty.label,
                as_of: duty.as_of.0,
                checked: duty.checked,
            },
        })
    }
}

/// An exercise that the plans under a rule ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::seed) struct RuleDuty {
    pub name: String,
    pub interval_months: u32,
    pub lead_months: u32,
    /// The kinds of exercise that fulfil it.
    #[serde(deserialize_with = "codes")]
    pub kinds: Vec<ExerciseKind>,
    pub source: String,
    #[serde(deserialize_with = "code")]
    pub label: RuleLabel,
    pub as_of: Day,
    #[serde(deserialize_with = "code")]
    pub checked: Checked,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::seed) struct Plan {
    pub code: String,
    pub title: String,
    #[serde(deserialize_with = "code")]
    pub kind: PlanKind,
    pub owner: String,
    pub applies_to: Vec<String>,
    pub rule: String,
    pub steward: Option<String>,
    #[serde(deserialize_with = "code")]
    pub stage: Stage,
    pub summary: String,
    #[serde(default)]
    pub version: Vec<Version>,
    #[serde(default)]
    pub review: Vec<Review>,
    #[serde(default)]
    pub extension: Vec<Extension>,
    #[serde(default)]
    pub reached: Vec<Reached>,
    #[serde(default)]
    pub signal: Vec<Signal>,
}

/// More time for a plan than its rule gives.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::seed) struct Extension {
    pub until_in_days: i64,
    pub reason: String,
    pub decided_by: String,
    pub decided_days_ago: i64,
}

/// A milestone of a plan's revision that was reached.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::seed) struct Reached {
    #[serde(deserialize_with = "code")]
    pub milestone: Milestone,
    pub days_ago: i64,
    #[serde(default)]
    pub note: String,
}

/// A reason to review a plan before its date.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::seed) struct Signal {
    #[serde(deserialize_with = "code")]
    pub cause: Cause,
    pub exercise: Option<String>,
    pub days_ago: i64,
    pub raised_by: String,
    pub reason: String,
}

/// A version of a plan, adopted on a real day or on an invented one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::seed) struct Version {
    pub label: String,
    pub adopted_by: String,
    pub adopted_on: Option<Day>,
    pub adopted_days_ago: Option<i64>,
    /// Without it, from the day of adoption.
    pub in_force_on: Option<Day>,
    pub note: String,
}

/// A review of a plan, on a real day or on an invented one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::seed) struct Review {
    pub reviewed_on: Option<Day>,
    pub days_ago: Option<i64>,
    #[serde(deserialize_with = "code")]
    pub outcome: ReviewOutcome,
    pub reviewer: String,
    pub note: String,
}
