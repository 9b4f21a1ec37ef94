//! Which steps a plan's life allows.

use crate::plans::Stage;
use chrono::NaiveDate;

/// A step in a plan's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A version is adopted.
    Adopt,
    /// A version that is older than the newest one is added to the record, or taken from it.
    Complete,
    /// The newest version is taken back: it was recorded by mistake.
    TakeBack,
    /// A review is recorded.
    Review,
    /// Writing of a new version begins.
    StartRevision,
    /// The new version is given up; the old one stands.
    StopRevision,
    /// The plan is no longer in force.
    Withdraw,
    /// The withdrawal was a mistake.
    Restore,
}

impl Step {
    /// The step of recording a version that was adopted on a day, by when the newest one was: who
    /// completes the record with an old version ends no revision by it.
    #[must_use]
    pub fn of_version(adopted_on: NaiveDate, newest: Option<NaiveDate>) -> Self {
        if Some(adopted_on) < newest {
            Self::Complete
        } else {
            Self::Adopt
        }
    }
}

/// What decides on the stage to which a plan comes back when a step is undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Whether it has an adopted version.
    pub adopted: bool,
    /// Whether a revision of that version was begun.
    pub revising: bool,
}

impl Past {
    fn stage(self) -> Stage {
        match self {
            Self { adopted: false, .. } => Stage::Draft,
            Self { revising: true, .. } => Stage::InRevision,
            Self { .. } => Stage::InForce,
        }
    }
}

/// The stage of a plan after a step; none when its stage does not allow the step.
///
/// A withdrawn plan takes nothing but the undoing of its withdrawal. What is undone leaves the plan
/// as its past says. Only what is in force can be revised.
#[must_use]
pub fn after(stage: Stage, step: Step, past: Past) -> Option<Stage> {
    match (stage, step) {
        (Stage::Withdrawn, Step::Restore) => Some(past.stage()),
        (Stage::Withdrawn, _) | (_, Step::Restore) => None,
        (_, Step::Adopt) => Some(Stage::InForce),
        (_, Step::Complete | Step::Review) => Some(stage),
        (_, Step::Withdraw) => Some(Stage::Withdrawn),
        (Stage::InForce | Stage::InRevision, Step::TakeBack) => Some(past.stage()),
        (Stage::InForce, Step::StartRevision) => Some(Stage::InRevision),
        (Stage::InRevision, Step::StopRevision) => Some(Stage::InForce),
        (_, Step::TakeBack | Step::StartRevision | Step::StopRevision) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stage::{Draft, InForce, InRevision, Withdrawn};

    const ADOPTED: Past = Past {
        adopted: true,
        revising: false,
    };

    #[test]
    fn a_stage_allows_these_steps_and_no_others() {
        let table = [
            (
                Step::Adopt,
                [Some(InForce), Some(InForce), Some(InForce), None],
            ),
            (
                Step::Complete,
                [Some(Draft), Some(InForce), Some(InRevision), None],
            ),
            (Step::TakeBack, [None, Some(InForce), Some(InForce), None]),
            (
                Step::Review,
                [Some(Draft), Some(InForce), Some(InRevision), None],
            ),
            (Step::StartRevision, [None, Some(InRevision), None, None]),
            (Step::StopRevision, [None, None, Some(InForce), None]),
            (
                Step::Withdraw,
                [Some(Withdrawn), Some(Withdrawn), Some(Withdrawn), None],
            ),
            (Step::Restore, [None, None, None, Some(InForce)]),
        ];
        for (step, expected) in table {
            let stages = [Draft, InForce, InRevision, Withdrawn];
            let found = stages.map(|stage| after(stage, step, ADOPTED));
            assert_eq!(found, expected, "{step:?}");
        }
    }

    #[test]
    fn what_is_undone_leaves_the_plan_as_its_past_says() {
        let past = |adopted, revising| Past { adopted, revising };
        for (stage, step) in [(Withdrawn, Step::Restore), (InForce, Step::TakeBack)] {
            let found = [
                past(false, false),
                past(false, true),
                past(true, false),
                past(true, true),
            ];
            let found = found.map(|past| after(stage, step, past));
            assert_eq!(
                found,
                [Draft, Draft, InForce, InRevision].map(Some),
                "{step:?}"
            );
        }
    }

    #[test]
    fn nothing_without_a_version_comes_in_force_but_by_adoption() {
        for step in [
            Step::Complete,
            Step::TakeBack,
            Step::Review,
            Step::StartRevision,
            Step::Withdraw,
        ] {
            assert_ne!(
                after(Draft, step, Past::default()),
                Some(InForce),
                "{step:?}"
            );
        }
        assert_eq!(after(Draft, Step::Adopt, Past::default()), Some(InForce));
    }
}
