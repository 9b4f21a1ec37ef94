use super::{ExerciseKind, PlanKind};
use crate::{
    Locale,
    id::{DutyId, OrganisationId, RuleId},
    source::Checked,
    text::rulebook as t,
};
use chrono::NaiveDate;
use serde::Serialize;
use std::ops::{Deref, DerefMut};

codes! {
    /// How binding a rule is.
    pub enum RuleLabel {
        /// In the law.
        Law = "law",
        /// Decided by a board.
        Policy = "policy",
        /// Good practice.
        Advice = "advice",
    }
}

impl RuleLabel {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Law => t::label_law(l),
            Self::Policy => t::label_policy(l),
            Self::Advice => t::label_advice(l),
        }
    }
}

codes! {
    /// From what the interval of a rule counts.
    pub enum CountedFrom {
        /// From the last adoption, or the last review that left the plan standing.
        Review = "review",
        /// From the last adoption alone: the law asks for a plan that is adopted anew.
        Adoption = "adoption",
        /// Not at all: the due dates are a fixed series, such as every 1 October.
        Series = "series",
    }
}

impl CountedFrom {
    /// As a choice in the form.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Review => t::counted_from_review(l),
            Self::Adoption => t::counted_from_adoption(l),
            Self::Series => t::counted_from_series(l),
        }
    }
}

codes! {
    /// What must have happened before a plan's due date, in order (Awb, afdeling 3.4: a draft, six
    /// weeks of public inspection, then the board).
    pub enum Milestone {
        /// The revision begins.
        Start = "start",
        /// The draft is ready.
        Draft = "draft",
        /// The public inspection begins.
        Inspection = "inspection",
        /// The plan goes to the board.
        Board = "board",
    }
}

impl Milestone {
    /// The field's words for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Start => t::milestone_start(l),
            Self::Draft => t::milestone_draft(l),
            Self::Inspection => t::milestone_inspection(l),
            Self::Board => t::milestone_board(l),
        }
    }
}

/// A record whose facts are read as fields of its own.
macro_rules! with_facts {
    ($record:ident: $facts:ident) => {
        impl Deref for $record {
            type Target = $facts;

            fn deref(&self) -> &$facts {
                &self.facts
            }
        }

        impl DerefMut for $record {
            fn deref_mut(&mut self) -> &mut $facts {
                &mut self.facts
            }
        }
    };
}

/// How often a kind of plan must be reviewed, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRule {
    /// Which one.
    pub id: RuleId,
    /// What it says.
    pub facts: RuleFacts,
    /// Where it holds.
    pub scope: RuleScope,
    /// How often the record was changed, to notice that two people edit it.
    pub version: i64,
}

with_facts!(ReviewRule: RuleFacts);

/// Where a rule holds. By default it is common: it holds in every region that does not depart from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleScope {
    /// The one region whose rule it is.
    pub region: Option<OrganisationId>,
    /// The common rule in whose place the region has it.
    pub replaces: Option<RuleId>,
    /// When the region went back to the common rule.
    pub ended_on: Option<NaiveDate>,
}

/// What a review rule says: what a person types, and the audit trail keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleFacts {
    /// Its name, as chosen on a plan's form.
    pub name: String,
    /// The kind of plan for which it is made.
    pub plan_kind: PlanKind,
    /// Months from one review to the next.
    pub interval_months: u32,
    /// From what the interval counts.
    pub counted_from: CountedFrom,
    /// The first day of a fixed series; set when, and only when, the rule is one.
    pub series_start: Option<NaiveDate>,
    /// Months before the due date at which work must begin: [`Milestone::Start`].
    pub lead_months: u32,
    /// Months before the due date at which the draft must be ready, if the rule says so.
    pub draft_months: Option<u32>,
    /// Months before the due date at which the inspection must begin, if the rule says so.
    pub inspection_months: Option<u32>,
    /// Months before the due date at which the plan must go to the board, if the rule says so.
    pub board_months: Option<u32>,
    /// Law article or decision.
    pub source: String,
    /// How binding it is.
    #[serde(rename = "binding")]
    pub label: RuleLabel,
    /// The day on which the source was read.
    pub as_of: NaiveDate,
    /// How sure we are.
    pub checked: Checked,
    /// Whether a plan may still be put under it.
    pub in_use: bool,
}

impl RuleFacts {
    /// Its milestones in order, each with its months before the due date.
    pub fn milestones(&self) -> impl Iterator<Item = (Milestone, u32)> {
        [
            (Milestone::Start, Some(self.lead_months)),
            (Milestone::Draft, self.draft_months),
            (Milestone::Inspection, self.inspection_months),
            (Milestone::Board, self.board_months),
        ]
        .into_iter()
        .filter_map(|(milestone, months)| Some((milestone, months?)))
    }
}

/// An exercise that must be held again and again for each plan under a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Which one.
    pub id: DutyId,
    /// What it asks for.
    pub facts: DutyFacts,
}

with_facts!(Duty: DutyFacts);

/// What an exercise duty asks for: what a person types, and the audit trail keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DutyFacts {
    /// What must be exercised.
    pub name: String,
    /// At most this many months from one exercise to the next.
    pub interval_months: u32,
    /// Months before the last good day at which the next exercise should be planned.
    pub lead_months: u32,
    /// The kinds of exercise that fulfil it.
    #[serde(rename = "exercise_kinds")]
    pub kinds: Vec<ExerciseKind>,
    /// Law article or decision.
    pub source: String,
    /// How binding it is.
    #[serde(rename = "binding")]
    pub label: RuleLabel,
    /// The day on which the source was read.
    pub as_of: NaiveDate,
    /// How sure we are.
    pub checked: Checked,
}
