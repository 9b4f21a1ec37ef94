//! What happens to a plan between its reviews.

use crate::{
    Locale,
    id::{ExtensionId, ReachedId, SignalId},
    rulebook::Milestone,
    text::plans as t,
};
use chrono::NaiveDate;

/// More time than the rule gives, decided by somebody and for a reason. It never moves the due
/// date: once that has passed the plan is extended, and late only after the last day of this.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Extension {
    /// Which one.
    #[serde(skip)]
    pub id: ExtensionId,
    /// The last day of it.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// The body that decided it.
    pub decided_by: String,
    /// When it was decided.
    pub decided_on: NaiveDate,
}

/// A milestone of a revision that was reached: a dated fact.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reached {
    /// Which fact.
    #[serde(skip)]
    pub id: ReachedId,
    /// Which milestone.
    pub milestone: Milestone,
    /// When.
    pub done_on: NaiveDate,
    /// What is to be known of it.
    pub note: String,
}

codes! {
    /// What may call for a review before its date (ISO 22301, 8.5: after significant change).
    pub enum Cause {
        /// An exercise.
        Exercise = "exercise",
        /// A real deployment (inzet, GRIP).
        Deployment = "deployment",
        /// A lesson from elsewhere.
        Lesson = "lesson",
        /// A change in the organisation.
        Organisation = "organisation",
        /// Anything else.
        Other = "other",
    }
}

impl Cause {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Exercise => t::cause_exercise(l),
            Self::Deployment => t::cause_deployment(l),
            Self::Lesson => t::cause_lesson(l),
            Self::Organisation => t::cause_organisation(l),
            Self::Other => t::cause_other(l),
        }
    }
}

/// A reason to review a plan before its date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Which one.
    pub id: SignalId,
    /// When it was raised.
    pub raised_on: NaiveDate,
    /// By whom.
    pub raised_by: String,
    /// What it comes from.
    pub cause: Cause,
    /// Why the plan must be reviewed.
    pub reason: String,
    /// When and how it was settled: by a review, an adoption, or because it was no reason after
    /// all.
    pub settled: Option<Settled>,
}

/// How a signal came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// When.
    pub on: NaiveDate,
    /// By whom.
    pub by: String,
    /// Why; empty when a review or an adoption settled it.
    pub note: String,
}
