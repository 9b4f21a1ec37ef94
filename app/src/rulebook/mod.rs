//! The rule book: how often each kind of plan must be reviewed, who says so, what must be done
//! before that, and which exercises come with it. All of it is data with a source.

pub mod form;
mod kinds;
mod model;
pub mod pages;
pub mod regions;
pub mod trail;

pub use kinds::{ExerciseKind, PlanKind};
pub use model::{
    CountedFrom, Duty, DutyFacts, Milestone, ReviewRule, RuleFacts, RuleLabel, RuleScope,
};
