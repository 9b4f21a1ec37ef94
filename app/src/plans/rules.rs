//! When a plan must be reviewed, whether it is current, and which steps its life allows. Every
//! page, report, calendar and change asks here, so they can't disagree.

use super::{Currency, PlanReview, PlanVersion, ReviewRule, Stage};
use crate::date::{add_months, sub_months};
use chrono::NaiveDate;

/// The two dates that follow from a plan's history and its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The last good day: the interval after the last adoption or confirming review.
    pub due_on: NaiveDate,
    /// The day on which work on the review must begin: the lead time before `due_on`.
    pub warn_from: NaiveDate,
}

/// The dates of a plan; none as long as it was neither adopted nor confirmed by a review.
///
/// The interval counts from the latest of the adoptions and of the reviews that left the plan
/// standing. A review that asks for a revision moves nothing: until the new version is adopted the
/// old date stands.
#[must_use]
pub fn schedule(
    rule: &ReviewRule,
    versions: &[PlanVersion],
    reviews: &[PlanReview],
) -> Option<Schedule> {
    let adopted = versions.iter().map(|version| version.adopted_on);
    let confirmed = reviews
        .iter()
        .filter(|review| review.outcome.confirms())
        .map(|review| review.reviewed_on);
    let due_on = add_months(adopted.chain(confirmed).max()?, rule.interval_months);
    Some(Schedule {
        due_on,
        warn_from: sub_months(due_on, rule.lead_months),
    })
}

/// Whether a plan is current on a day.
///
/// Too late stays too late while a revision is under way: the old version is what people have.
#[must_use]
pub fn currency(stage: Stage, schedule: Option<Schedule>, today: NaiveDate) -> Currency {
    match (stage, schedule) {
        (Stage::Withdrawn, _) => Currency::Withdrawn,
        (_, None) => Currency::NeverReviewed,
        (_, Some(schedule)) if schedule.due_on < today => Currency::Overdue,
        (Stage::InRevision, _) => Currency::InRevision,
        (_, Some(schedule)) if schedule.warn_from <= today => Currency::DueSoon,
        _ => Currency::Current,
    }
}

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
    use crate::{
        id::RuleId,
        plans::{PlanKind, ReviewOutcome, RuleLabel},
        ui::Checked,
    };
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date that exists")
    }

    fn rule(interval_months: u32, lead_months: u32) -> ReviewRule {
        ReviewRule {
            id: RuleId::from("rule".to_owned()),
            name: String::new(),
            plan_kind: PlanKind::DisasterPlan,
            interval_months,
            lead_months,
            source: String::new(),
            label: RuleLabel::Law,
            as_of: day(2017, 5, 1),
            checked: Checked::Yes,
        }
    }

    fn version(adopted_on: NaiveDate) -> PlanVersion {
        PlanVersion {
            label: "1".into(),
            adopted_on,
            adopted_by: String::new(),
            in_force_on: adopted_on,
            note: String::new(),
        }
    }

    fn review(reviewed_on: NaiveDate, outcome: ReviewOutcome) -> PlanReview {
        PlanReview {
            reviewed_on,
            outcome,
            reviewer: String::new(),
            note: String::new(),
        }
    }

    #[test]
    fn the_airport_plan_of_december_2022_is_due_in_december_2026_and_warns_nine_months_before() {
        let schedule = schedule(&rule(48, 9), &[version(day(2022, 12, 1))], &[]).expect("adopted");
        assert_eq!(
            schedule,
            Schedule {
                due_on: day(2026, 12, 1),
                warn_from: day(2026, 3, 1)
            }
        );
        let status = |today| currency(Stage::InForce, Some(schedule), today);
        assert_eq!(status(day(2026, 2, 28)), Currency::Current);
        assert_eq!(status(day(2026, 3, 1)), Currency::DueSoon);
        assert_eq!(status(day(2026, 12, 1)), Currency::DueSoon);
        assert_eq!(status(day(2026, 12, 2)), Currency::Overdue);
    }

    #[test]
    fn a_review_that_asks_for_a_revision_moves_nothing() {
        let versions = [version(day(2024, 2, 29))];
        let asked = [review(day(2024, 11, 1), ReviewOutcome::Revise)];
        assert_eq!(
            schedule(&rule(12, 3), &versions, &asked),
            schedule(&rule(12, 3), &versions, &[])
        );
        assert_eq!(
            schedule(&rule(12, 3), &versions, &[]).map(|s| s.due_on),
            Some(day(2025, 2, 28))
        );
    }

    #[test]
    fn a_revision_hides_that_it_is_soon_but_not_that_it_is_late() {
        let due = Schedule {
            due_on: day(2026, 10, 1),
            warn_from: day(2026, 7, 1),
        };
        assert_eq!(
            currency(Stage::InRevision, Some(due), day(2026, 9, 1)),
            Currency::InRevision
        );
        assert_eq!(
            currency(Stage::InRevision, Some(due), day(2026, 10, 2)),
            Currency::Overdue
        );
    }

    #[test]
    fn a_draft_was_never_reviewed_and_a_withdrawn_plan_is_out_of_the_question() {
        assert_eq!(
            currency(Stage::Draft, None, day(2026, 1, 1)),
            Currency::NeverReviewed
        );
        let due = Schedule {
            due_on: day(2020, 1, 1),
            warn_from: day(2019, 1, 1),
        };
        assert_eq!(
            currency(Stage::Withdrawn, Some(due), day(2026, 1, 1)),
            Currency::Withdrawn
        );
    }

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

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0..40_000i64).prop_map(|n| day(1990, 1, 1) + chrono::Duration::days(n))
    }

    fn any_outcome() -> impl Strategy<Value = ReviewOutcome> {
        prop::sample::select(ReviewOutcome::ALL)
    }

    proptest! {
        #[test]
        fn one_more_review_never_makes_a_plan_due_earlier(
            adopted in any_day(),
            reviews in prop::collection::vec((any_day(), any_outcome()), 0..5),
            more in (any_day(), any_outcome()),
            interval in 1..120u32,
        ) {
            let versions = [version(adopted)];
            let mut reviews: Vec<_> = reviews.into_iter().map(|(on, outcome)| review(on, outcome)).collect();
            let before = schedule(&rule(interval, 3), &versions, &reviews).map(|s| s.due_on);
            reviews.push(review(more.0, more.1));
            prop_assert!(schedule(&rule(interval, 3), &versions, &reviews).map(|s| s.due_on) >= before);
        }

        #[test]
        fn a_plan_that_is_late_stays_late(adopted in any_day(), today in any_day(), later in 0..5_000i64) {
            let due = schedule(&rule(48, 9), &[version(adopted)], &[]);
            let late = |on| currency(Stage::InForce, due, on) == Currency::Overdue;
            prop_assert!(!late(today) || late(today + chrono::Duration::days(later)));
        }
    }
}
