//! Which steps a plan's life allows.

use crate::plans::Stage;

/// A step in a plan's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A version is adopted.
    Adopt,
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

/// The stage of a plan after a step; none when its stage does not allow the step.
///
/// A withdrawn plan takes nothing but the undoing of its withdrawal, after which it is in force if
/// a version was ever adopted, and a draft if not. Only what is in force can be revised.
#[must_use]
pub fn after(stage: Stage, step: Step, has_versions: bool) -> Option<Stage> {
    match (stage, step) {
        (Stage::Withdrawn, Step::Restore) if has_versions => Some(Stage::InForce),
        (Stage::Withdrawn, Step::Restore) => Some(Stage::Draft),
        (Stage::Withdrawn, _) | (_, Step::Restore) => None,
        (_, Step::Adopt) => Some(Stage::InForce),
        (_, Step::Review) => Some(stage),
        (_, Step::Withdraw) => Some(Stage::Withdrawn),
        (Stage::InForce, Step::StartRevision) => Some(Stage::InRevision),
        (Stage::InRevision, Step::StopRevision) => Some(Stage::InForce),
        (_, Step::StartRevision | Step::StopRevision) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_allows_these_steps_and_no_others() {
        use Stage::{Draft, InForce, InRevision, Withdrawn};
        let steps = [
            Step::Adopt,
            Step::Review,
            Step::StartRevision,
            Step::StopRevision,
            Step::Withdraw,
            Step::Restore,
        ];
        let table = [
            (
                Draft,
                [
                    Some(InForce),
                    Some(Draft),
                    None,
                    None,
                    Some(Withdrawn),
                    None,
                ],
            ),
            (
                InForce,
                [
                    Some(InForce),
                    Some(InForce),
                    Some(InRevision),
                    None,
                    Some(Withdrawn),
                    None,
                ],
            ),
            (
                InRevision,
                [
                    Some(InForce),
                    Some(InRevision),
                    None,
                    Some(InForce),
                    Some(Withdrawn),
                    None,
                ],
            ),
            (Withdrawn, [None, None, None, None, None, Some(InForce)]),
        ];
        for (stage, expected) in table {
            assert_eq!(
                steps.map(|step| after(stage, step, true)),
                expected,
                "{stage:?}"
            );
        }
        assert_eq!(after(Withdrawn, Step::Restore, false), Some(Draft));
    }

    #[test]
    fn nothing_without_a_version_comes_in_force_but_by_adoption() {
        for step in [
            Step::Review,
            Step::StartRevision,
            Step::StopRevision,
            Step::Withdraw,
        ] {
            assert_ne!(
                after(Stage::Draft, step, false),
                Some(Stage::InForce),
                "{step:?}"
            );
        }
        assert_eq!(
            after(Stage::Draft, Step::Adopt, false),
            Some(Stage::InForce)
        );
    }
}
