//! What must be done before a plan's due date, and by when.

use super::Standing;
use crate::{
    date::sub_months,
    plans::{Reached, Stage},
    rulebook::{Milestone, ReviewRule},
};
use chrono::NaiveDate;

/// A milestone of a plan with its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MilestoneDay {
    /// Which one.
    pub milestone: Milestone,
    /// The last good day for it.
    pub on: NaiveDate,
    /// When it was reached, if it was.
    pub reached_on: Option<NaiveDate>,
}

/// What was reached of the revision that is under way or comes next.
pub fn of_this_revision<'a>(
    standing: &Standing,
    reached: &'a [Reached],
) -> impl Iterator<Item = &'a Reached> + use<'a> {
    let is_in_revision = in_this_revision(standing, reached);
    reached
        .iter()
        .filter(move |one| is_in_revision(one.done_on))
}

/// Whether what is done on a day is of the revision that is under way or comes next: after the day
/// from which the rule counts. A revision that was begun by then, and is not done, goes on after it.
pub fn in_this_revision(
    standing: &Standing,
    reached: &[Reached],
) -> impl Fn(NaiveDate) -> bool + use<> {
    let counted_on = standing.schedule.map(|schedule| schedule.counted_on);
    let started = reached
        .iter()
        .filter(|one| one.milestone == Milestone::Start);
    let begun_on = started
        .map(|one| one.done_on)
        .max()
        .filter(|_| standing.stage == Stage::InRevision);
    move |day| Some(day) > counted_on || begun_on.is_some_and(|begun_on| day >= begun_on)
}

/// The milestones before a plan's due date, in order; none when it has no due date.
///
/// Only what was reached of this revision counts; and who reached a later milestone has passed the
/// earlier ones.
#[must_use]
pub fn milestones(
    rule: &ReviewRule,
    standing: &Standing,
    reached: &[Reached],
) -> Vec<MilestoneDay> {
    let Some(due_on) = standing.due_on() else {
        return Vec::new();
    };
    rule.milestones()
        .map(|(milestone, months)| MilestoneDay {
            milestone,
            on: sub_months(due_on, months),
            reached_on: of_this_revision(standing, reached)
                .filter(|one| one.milestone >= milestone)
                .map(|one| one.done_on)
                .min(),
        })
        .collect()
}

/// The first milestone that was not reached yet, and its last good day.
#[must_use]
pub fn next_milestone(
    rule: &ReviewRule,
    standing: &Standing,
    reached: &[Reached],
) -> Option<(Milestone, NaiveDate)> {
    milestones(rule, standing, reached)
        .into_iter()
        .find(|day| day.reached_on.is_none())
        .map(|day| (day.milestone, day.on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::{
        Schedule,
        rules::tests::{day, rule},
    };
    use proptest::prelude::*;

    fn airport() -> (ReviewRule, Standing) {
        let mut rule = rule(48, 9);
        rule.draft_months = Some(6);
        rule.inspection_months = Some(4);
        rule.board_months = Some(2);
        let schedule = Schedule {
            counted_on: day(2022, 12, 1),
            due_on: day(2026, 12, 1),
            warn_from: day(2026, 3, 1),
        };
        let standing = Standing {
            stage: Stage::InForce,
            schedule: Some(schedule),
            extended_until: None,
            asked_on: None,
        };
        (rule, standing)
    }

    fn reached(milestone: Milestone, done_on: NaiveDate) -> Reached {
        Reached {
            id: String::new().into(),
            milestone,
            done_on,
            note: String::new(),
        }
    }

    #[test]
    fn milestones_are_counted_back_from_the_due_date() {
        let (rule, standing) = airport();
        let days = milestones(&rule, &standing, &[]);
        let on: Vec<_> = days.iter().map(|day| day.on).collect();
        let expected = [(3, 1), (6, 1), (8, 1), (10, 1)].map(|(m, d)| day(2026, m, d));
        assert_eq!(on, expected);
    }

    #[test]
    fn a_later_milestone_takes_the_earlier_ones_with_it_and_an_old_one_does_not_count() {
        let (rule, standing) = airport();
        let facts = [
            reached(Milestone::Board, day(2022, 11, 1)),
            reached(Milestone::Board, day(2022, 12, 1)),
            reached(Milestone::Inspection, day(2026, 9, 1)),
            reached(Milestone::Start, day(2026, 2, 1)),
        ];
        let days = milestones(&rule, &standing, &facts);
        let on: Vec<_> = days.iter().map(|day| day.reached_on).collect();
        assert_eq!(
            on,
            [
                Some(day(2026, 2, 1)),
                Some(day(2026, 9, 1)),
                Some(day(2026, 9, 1)),
                None
            ]
        );
    }

    #[test]
    fn a_revision_that_is_not_done_goes_on_after_a_review_and_begins_on_any_day() {
        let (rule, in_force) = airport();
        let standing = Standing {
            stage: Stage::InRevision,
            ..in_force
        };
        let on = |standing: &Standing, facts: &[Reached]| {
            let days = milestones(&rule, standing, facts);
            days.iter().map(|day| day.reached_on).collect::<Vec<_>>()
        };
        // The board of the revision before it, and the start of this one on the day of the adoption.
        let facts = [
            reached(Milestone::Board, day(2022, 11, 30)),
            reached(Milestone::Start, day(2022, 12, 1)),
        ];
        let begun = Some(day(2022, 12, 1));
        assert_eq!(on(&standing, &facts), [begun, None, None, None]);
        assert_eq!(on(&in_force, &facts), [None; 4]);
        let facts = [
            reached(Milestone::Start, day(2022, 9, 1)),
            reached(Milestone::Draft, day(2022, 10, 1)),
        ];
        let days = [day(2022, 9, 1), day(2022, 10, 1)].map(Some);
        assert_eq!(on(&standing, &facts), [days[0], days[1], None, None]);
    }

    proptest! {
        #[test]
        fn milestones_stand_in_order_and_one_more_fact_undoes_none(
            facts in prop::collection::vec((prop::sample::select(Milestone::ALL), 0..2_000i64), 0..6),
            more in (prop::sample::select(Milestone::ALL), 0..2_000i64),
        ) {
            let (rule, standing) = airport();
            let fact = |(milestone, days): (Milestone, i64)| {
                reached(milestone, day(2022, 1, 1) + chrono::Duration::days(days))
            };
            let mut facts: Vec<_> = facts.into_iter().map(fact).collect();
            let before = milestones(&rule, &standing, &facts);
            facts.push(fact(more));
            let after = milestones(&rule, &standing, &facts);
            prop_assert!(after.is_sorted_by_key(|day| day.on));
            for (before, after) in before.iter().zip(&after) {
                prop_assert!(before.reached_on.is_none() || after.reached_on.is_some());
            }
            // Never a gap: what comes before a reached milestone was reached no later.
            for pair in after.windows(2) {
                prop_assert!(pair[1].reached_on.is_none() || pair[0].reached_on <= pair[1].reached_on);
            }
        }
    }
}
