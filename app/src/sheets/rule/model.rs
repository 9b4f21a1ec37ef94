use crate::{
    id::PlanId,
    plans::Currency,
    rulebook::{Duty, ReviewRule},
};
use chrono::NaiveDate;

/// A review rule as the register shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// The rule.
    pub rule: ReviewRule,
    /// Its exercise duties.
    pub duties: Vec<Duty>,
    /// What is under it that the reader may see.
    pub under: Under,
    /// The name of the region whose rule it is, for readers who see several.
    pub region: Option<String>,
}

/// How much is under a rule, what belongs to withdrawn plans left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Under {
    /// Plans.
    pub plans: i64,
    /// Annexes of organisations to a plan that they share.
    pub annexes: i64,
}

/// A plan as the page of its rule shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePlan {
    /// Which one.
    pub id: PlanId,
    /// Its title.
    pub title: String,
    /// The organisation that owns it.
    pub owner: String,
    /// The last good day by the rule.
    pub due_on: Option<NaiveDate>,
    /// The day until which it was extended, when that is later.
    pub extended_until: Option<NaiveDate>,
    /// Since when work on it is asked for before its date.
    pub asked_on: Option<NaiveDate>,
    /// Whether it is current today.
    pub currency: Currency,
}
