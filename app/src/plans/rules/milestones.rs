//! What must be done before a plan's due date, and by when.

use super::Schedule;
use crate::{
    date::sub_months,
    plans::Reached,
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

/// How a milestone stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MilestoneState {
    /// It was reached.
    Reached,
    /// Its day has passed.
    Late,
    /// Its day is still to come.
    Ahead,
}

impl MilestoneDay {
    /// How it stands on a day.
    #[must_use]
    pub fn state(&self, today: NaiveDate) -> MilestoneState {
        match self.reached_on {
            Some(_) => MilestoneState::Reached,
            None if self.on < today => MilestoneState::Late,
            None => MilestoneState::Ahead,
        }
    }
}

/// The milestones before a plan's due date, in order.
///
/// Only what was reached after the day from which the rule counts belongs to this revision; and who
/// reached a later milestone has passed the earlier ones.
#[must_use]
pub fn milestones(rule: &ReviewRule, schedule: Schedule, reached: &[Reached]) -> Vec<MilestoneDay> {
    let of_this_revision = || {
        reached
            .iter()
            .filter(|one| one.done_on > schedule.counted_on)
    };
    rule.milestones()
        .map(|(milestone, months)| MilestoneDay {
            milestone,
            on: sub_months(schedule.due_on, months),
            reached_on: of_this_revision()
                .filter(|one| one.milestone >= milestone)
                .map(|one| one.done_on)
                .min(),
        })
        .collect()
}
