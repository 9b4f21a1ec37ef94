//! When a plan must be reviewed, whether it is current, what must be done before that, and which
//! steps its life allows. Every page, report, calendar and change asks here, so they can't disagree.

mod milestones;
mod steps;

pub use milestones::{
    MilestoneDay, in_this_revision, milestones, next_milestone, of_this_revision,
};
pub use steps::{Past, Step, after};

use super::{Currency, Extension, PlanReview, PlanVersion, Stage};
use crate::{
    date::{add_months, sub_months},
    rulebook::{CountedFrom, ReviewRule},
};
use chrono::{Datelike, NaiveDate};

/// The dates that follow from a plan's history and its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The day of the adoption or the review from which the rule counts.
    pub counted_on: NaiveDate,
    /// The last good day by the rule.
    pub due_on: NaiveDate,
    /// The day on which work on the review must begin: the lead time before `due_on`.
    pub warn_from: NaiveDate,
}

/// Whether an extension that was decided on a day is for the version that was adopted last: an older
/// one ended with the version for which it was decided. One from the day of the adoption counts:
/// nobody gives more time to what they replace on the same day, but a board may adopt a plan for
/// longer at once. A review ends no extension, or reviewing a plan could make it late.
#[must_use]
pub fn is_for_version(adopted_on: Option<NaiveDate>, decided_on: NaiveDate) -> bool {
    adopted_on.is_none_or(|adopted_on| decided_on >= adopted_on)
}

/// Of all that happened to a plan, the days that decide on its dates and its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The last adoption.
    pub adopted_on: Option<NaiveDate>,
    /// The last review that left the plan standing.
    pub confirmed_on: Option<NaiveDate>,
    /// The last review that asked for a revision.
    pub revise_on: Option<NaiveDate>,
    /// The extensions that were not revoked: when each was decided, and until when.
    pub extensions: Vec<(NaiveDate, NaiveDate)>,
    /// The day on which the oldest signal that is still open was raised.
    pub signal_on: Option<NaiveDate>,
}

impl History {
    /// That of a plan that was adopted and reviewed, and no more.
    #[must_use]
    pub fn of(versions: &[PlanVersion], reviews: &[PlanReview]) -> Self {
        let last = |confirms| {
            let reviews = reviews
                .iter()
                .filter(|review| review.outcome.confirms() == confirms);
            reviews.map(|review| review.reviewed_on).max()
        };
        Self {
            adopted_on: versions.iter().map(|version| version.adopted_on).max(),
            confirmed_on: last(true),
            revise_on: last(false),
            ..Self::default()
        }
    }

    /// The dates of the plan; none as long as nothing happened from which its rule counts.
    ///
    /// The interval counts from the latest of the adoptions and, unless the rule asks for a plan
    /// that is adopted anew, of the reviews that left the plan standing. A review that asks for a
    /// revision moves nothing: until the new version is adopted the old date stands.
    #[must_use]
    pub fn schedule(&self, rule: &ReviewRule) -> Option<Schedule> {
        let renews = rule.counted_from != CountedFrom::Adoption;
        let confirmed_on = self.confirmed_on.filter(|_| renews);
        Some(schedule_after(rule, self.adopted_on.max(confirmed_on)?))
    }

    /// Since when somebody asks for work on the plan before its date: the day on which the oldest
    /// open signal was raised, or that of the last review when it asked for a revision and no
    /// version was adopted since.
    #[must_use]
    pub fn asked_on(&self) -> Option<NaiveDate> {
        let unanswered = self
            .revise_on
            .filter(|on| Some(*on) >= self.adopted_on && Some(*on) > self.confirmed_on);
        [self.signal_on, unanswered].into_iter().flatten().min()
    }

    /// Where a plan of this history stands in a stage of its life.
    #[must_use]
    pub fn standing(&self, rule: &ReviewRule, stage: Stage) -> Standing {
        let schedule = self.schedule(rule);
        let extensions = self.extensions.iter();
        let extended_until = extensions
            .filter(|(decided_on, _)| is_for_version(self.adopted_on, *decided_on))
            .map(|(_, until)| *until)
            .max();
        Standing {
            stage,
            schedule,
            extended_until: extended_until
                .filter(|until| schedule.is_some_and(|s| *until > s.due_on)),
            asked_on: self.asked_on(),
        }
    }
}

/// The dates that follow from the day of the last adoption or review that counts.
///
/// In a fixed series the plan is due on the first day of the series whose lead time had not begun
/// yet: a check within the lead time is the check for that day, an earlier one is not.
#[must_use]
pub fn schedule_after(rule: &ReviewRule, counted_on: NaiveDate) -> Schedule {
    let due_on = match (rule.counted_from, rule.series_start) {
        (CountedFrom::Series, Some(start)) => next_of_series(rule, start, counted_on),
        _ => add_months(counted_on, rule.interval_months),
    };
    Schedule {
        counted_on,
        due_on,
        warn_from: sub_months(due_on, rule.lead_months),
    }
}

/// Each day of the series is counted from its start, so that 31 January, 28 February and 31 March
/// follow each other.
fn next_of_series(rule: &ReviewRule, start: NaiveDate, counted_on: NaiveDate) -> NaiveDate {
    let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let interval = rule.interval_months.max(1);
    let passed = (month(counted_on) - month(start)) / i64::from(interval);
    let mut number = u32::try_from(passed - 1).unwrap_or(0);
    loop {
        let day = add_months(start, number.saturating_mul(interval));
        if sub_months(day, rule.lead_months) > counted_on || day == NaiveDate::MAX {
            return day;
        }
        number += 1;
    }
}

/// All that decides on whether a plan is current. Who asks is no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where the plan is in its life.
    pub stage: Stage,
    /// Its dates by the rule.
    pub schedule: Option<Schedule>,
    /// Until when it was extended, when that is later than the rule says.
    pub extended_until: Option<NaiveDate>,
    /// Since when work on it is asked for before its date ([`History::asked_on`]).
    pub asked_on: Option<NaiveDate>,
}

impl Standing {
    /// Whether an extension, of a plan adopted on that day, gives the plan more time than its rule does.
    #[must_use]
    pub fn is_extended(&self, adopted_on: Option<NaiveDate>, extension: &Extension) -> bool {
        is_for_version(adopted_on, extension.decided_on)
            && self.due_on().is_some_and(|due_on| extension.until > due_on)
    }

    /// The last good day by the rule.
    #[must_use]
    pub fn due_on(&self) -> Option<NaiveDate> {
        self.schedule.map(|schedule| schedule.due_on)
    }

    /// Whether the plan is current on a day.
    ///
    /// Too late stays too late while a revision is under way: the old version is what people have.
    /// An extension keeps a plan from being late; it does not make it current.
    #[must_use]
    pub fn currency(&self, today: NaiveDate) -> Currency {
        let Some(schedule) = self.schedule else {
            return match self.stage {
                Stage::Withdrawn => Currency::Withdrawn,
                _ => Currency::NeverReviewed,
            };
        };
        let last_day = self.extended_until.unwrap_or(schedule.due_on);
        let asked = self.asked_on.is_some_and(|day| day <= today);
        match self.stage {
            Stage::Withdrawn => Currency::Withdrawn,
            _ if last_day < today => Currency::Overdue,
            Stage::InRevision => Currency::InRevision,
            _ if asked || schedule.warn_from <= today => Currency::DueSoon,
            _ => Currency::Current,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plans::{PlanKind, ReviewOutcome},
        rulebook::{RuleFacts, RuleLabel, RuleScope},
        source::Checked,
    };
    use proptest::prelude::*;

    pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date that exists")
    }

    pub(super) fn rule(interval_months: u32, lead_months: u32) -> ReviewRule {
        ReviewRule {
            id: "rule".to_owned().into(),
            facts: RuleFacts {
                name: String::new(),
                plan_kind: PlanKind::DisasterPlan,
                interval_months,
                counted_from: CountedFrom::Review,
                series_start: None,
                lead_months,
                draft_months: None,
                inspection_months: None,
                board_months: None,
                source: String::new(),
                label: RuleLabel::Law,
                as_of: day(2017, 5, 1),
                checked: Checked::Yes,
                in_use: true,
            },
            scope: RuleScope::default(),
            version: 1,
        }
    }

    fn version(adopted_on: NaiveDate) -> PlanVersion {
        PlanVersion {
            id: "version".to_owned().into(),
            label: "1".into(),
            adopted_on,
            adopted_by: String::new(),
            in_force_on: adopted_on,
            note: String::new(),
        }
    }

    fn review(reviewed_on: NaiveDate, outcome: ReviewOutcome) -> PlanReview {
        PlanReview {
            id: "review".to_owned().into(),
            reviewed_on,
            outcome,
            reviewer: String::new(),
            note: String::new(),
        }
    }

    fn schedule(
        rule: &ReviewRule,
        versions: &[PlanVersion],
        reviews: &[PlanReview],
    ) -> Option<Schedule> {
        History::of(versions, reviews).schedule(rule)
    }

    fn currency(stage: Stage, schedule: Option<Schedule>, today: NaiveDate) -> Currency {
        let standing = Standing {
            stage,
            schedule,
            extended_until: None,
            asked_on: None,
        };
        standing.currency(today)
    }

    fn due(due_on: NaiveDate, warn_from: NaiveDate) -> Schedule {
        Schedule {
            counted_on: day(2019, 1, 1),
            due_on,
            warn_from,
        }
    }

    #[test]
    fn the_airport_plan_of_december_2022_is_due_in_december_2026_and_warns_nine_months_before() {
        let schedule = schedule(&rule(48, 9), &[version(day(2022, 12, 1))], &[]).expect("adopted");
        assert_eq!(
            schedule,
            Schedule {
                counted_on: day(2022, 12, 1),
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
        let due = due(day(2026, 10, 1), day(2026, 7, 1));
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
        let due = due(day(2020, 1, 1), day(2019, 1, 1));
        assert_eq!(
            currency(Stage::Withdrawn, Some(due), day(2026, 1, 1)),
            Currency::Withdrawn
        );
    }

    fn series(start: NaiveDate, lead_months: u32) -> ReviewRule {
        counting(rule(12, lead_months), CountedFrom::Series, start)
    }

    #[test]
    fn a_check_before_the_season_counts_for_that_season_and_an_early_one_does_not() {
        let rule = series(day(2024, 10, 1), 3);
        let due = |checked_on| {
            schedule(&rule, &[], &[review(checked_on, ReviewOutcome::StillRight)])
                .map(|schedule| schedule.due_on)
        };
        assert_eq!(due(day(2020, 5, 5)), Some(day(2024, 10, 1)));
        assert_eq!(due(day(2025, 2, 1)), Some(day(2025, 10, 1)));
        assert_eq!(due(day(2025, 6, 30)), Some(day(2025, 10, 1)));
        assert_eq!(due(day(2025, 7, 1)), Some(day(2026, 10, 1)));
        assert_eq!(due(day(2025, 10, 2)), Some(day(2026, 10, 1)));
    }

    #[test]
    fn a_series_from_a_29th_of_february_keeps_to_the_end_of_the_month() {
        let rule = series(day(2024, 2, 29), 0);
        let due = |checked_on| {
            schedule(&rule, &[], &[review(checked_on, ReviewOutcome::StillRight)])
                .map(|schedule| schedule.due_on)
        };
        assert_eq!(due(day(2024, 2, 29)), Some(day(2025, 2, 28)));
        assert_eq!(due(day(2027, 3, 1)), Some(day(2028, 2, 29)));
    }

    #[test]
    fn a_plan_that_must_be_adopted_anew_is_not_renewed_by_a_review() {
        let mut rule = rule(48, 9);
        rule.counted_from = CountedFrom::Adoption;
        let versions = [version(day(2022, 12, 1))];
        let confirmed = [review(day(2025, 6, 1), ReviewOutcome::StillRight)];
        assert_eq!(
            schedule(&rule, &versions, &confirmed).map(|s| s.due_on),
            Some(day(2026, 12, 1))
        );
        assert_eq!(schedule(&rule, &[], &confirmed), None);
    }

    #[test]
    fn an_extension_keeps_a_plan_from_being_late_and_no_more() {
        let extended = |until| {
            let history = History {
                adopted_on: Some(day(2025, 10, 1)),
                extensions: vec![(day(2026, 8, 20), until)],
                ..History::default()
            };
            history.standing(&rule(12, 3), Stage::InForce)
        };
        let until = day(2027, 2, 1);
        let standing = extended(until);
        assert_eq!(standing.extended_until, Some(until));
        assert_eq!(standing.currency(day(2026, 6, 1)), Currency::Current);
        assert_eq!(standing.currency(day(2026, 11, 1)), Currency::DueSoon);
        assert_eq!(standing.currency(until), Currency::DueSoon);
        assert_eq!(standing.currency(day(2027, 2, 2)), Currency::Overdue);
        assert_eq!(standing.due_on(), Some(day(2026, 10, 1)));
        let shorter = extended(day(2026, 9, 15));
        assert_eq!(shorter.extended_until, None);
        assert_eq!(shorter.currency(day(2026, 10, 2)), Currency::Overdue);
    }

    #[test]
    fn an_extension_ends_with_the_version_for_which_it_was_decided() {
        let extended = |adopted_on, decided_on| {
            let history = History {
                adopted_on: Some(adopted_on),
                extensions: vec![(decided_on, day(2027, 9, 30))],
                ..History::default()
            };
            history.standing(&rule(12, 3), Stage::InForce)
        };
        let decided_on = day(2026, 6, 15);
        let old = extended(day(2025, 10, 1), decided_on);
        assert_eq!(old.due_on(), Some(day(2026, 10, 1)));
        assert_eq!(old.extended_until, Some(day(2027, 9, 30)));
        let anew = extended(day(2026, 9, 1), decided_on);
        assert_eq!(anew.due_on(), Some(day(2027, 9, 1)));
        assert_eq!(anew.extended_until, None);
        assert_eq!(anew.currency(day(2027, 9, 2)), Currency::Overdue);
        let at_once = extended(day(2026, 9, 1), day(2026, 9, 1));
        assert_eq!(at_once.extended_until, Some(day(2027, 9, 30)));
    }

    #[test]
    fn a_plan_whose_review_is_asked_for_asks_for_attention() {
        let asked = Standing {
            stage: Stage::InForce,
            schedule: Some(due(day(2028, 10, 1), day(2028, 1, 1))),
            extended_until: None,
            asked_on: Some(day(2026, 5, 1)),
        };
        assert_eq!(asked.currency(day(2026, 4, 30)), Currency::Current);
        assert_eq!(asked.currency(day(2026, 5, 1)), Currency::DueSoon);
        let revised = Standing {
            stage: Stage::InRevision,
            ..asked
        };
        assert_eq!(revised.currency(day(2026, 5, 1)), Currency::InRevision);
    }

    #[test]
    fn work_is_asked_for_by_an_open_signal_or_by_the_last_review() {
        use ReviewOutcome::{Revise, StillRight};
        let versions = [version(day(2024, 1, 1))];
        let revise = |on| review(on, Revise);
        let asked = |reviews: &[PlanReview], signal_on| {
            let history = History {
                signal_on,
                ..History::of(&versions, reviews)
            };
            history.asked_on()
        };
        assert_eq!(asked(&[], None), None);
        assert_eq!(asked(&[revise(day(2023, 6, 1))], None), None);
        assert_eq!(
            asked(&[revise(day(2024, 6, 1))], None),
            Some(day(2024, 6, 1))
        );
        let taken_back = [revise(day(2024, 6, 1)), review(day(2024, 7, 1), StillRight)];
        assert_eq!(asked(&taken_back, None), None);
        for signal in [day(2024, 9, 1), day(2024, 3, 1)] {
            assert_eq!(
                asked(&[revise(day(2024, 6, 1))], Some(signal)),
                Some(signal.min(day(2024, 6, 1)))
            );
        }
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0..40_000i64).prop_map(|n| day(1990, 1, 1) + chrono::Duration::days(n))
    }

    fn any_outcome() -> impl Strategy<Value = ReviewOutcome> {
        prop::sample::select(ReviewOutcome::ALL)
    }

    fn counting(mut rule: ReviewRule, from: CountedFrom, start: NaiveDate) -> ReviewRule {
        rule.counted_from = from;
        rule.series_start = Some(start);
        rule
    }

    proptest! {
        #[test]
        fn one_more_review_never_makes_a_plan_due_earlier(
            adopted in any_day(),
            reviews in prop::collection::vec((any_day(), any_outcome()), 0..5),
            more in (any_day(), any_outcome()),
            interval in 1..120u32,
            lead in 0..24u32,
            counted_from in prop::sample::select(CountedFrom::ALL),
            start in any_day(),
        ) {
            let rule = counting(rule(interval, lead), counted_from, start);
            let versions = [version(adopted)];
            let mut reviews: Vec<_> = reviews.into_iter().map(|(on, outcome)| review(on, outcome)).collect();
            let before = schedule(&rule, &versions, &reviews).map(|s| s.due_on);
            reviews.push(review(more.0, more.1));
            prop_assert!(schedule(&rule, &versions, &reviews).map(|s| s.due_on) >= before);
        }

        #[test]
        fn one_more_review_never_takes_time_from_a_plan_that_was_extended(
            adopted in any_day(),
            decided in any_day(),
            until in any_day(),
            reviewed in prop::option::of(any_day()),
            more in any_day(),
            interval in 1..120u32,
            counted_from in prop::sample::select(CountedFrom::ALL),
            start in any_day(),
        ) {
            let rule = counting(rule(interval, 3), counted_from, start);
            let last_day = |confirmed_on| {
                let history = History {
                    adopted_on: Some(adopted),
                    confirmed_on,
                    extensions: vec![(decided, until)],
                    ..History::default()
                };
                let standing = history.standing(&rule, Stage::InForce);
                standing.extended_until.or(standing.due_on())
            };
            prop_assert!(last_day(reviewed.max(Some(more))) >= last_day(reviewed));
        }

        #[test]
        fn a_plan_that_is_late_stays_late(adopted in any_day(), today in any_day(), later in 0..5_000i64) {
            let due = schedule(&rule(48, 9), &[version(adopted)], &[]);
            let late = |on| currency(Stage::InForce, due, on) == Currency::Overdue;
            prop_assert!(!late(today) || late(today + chrono::Duration::days(later)));
        }
    }
}
