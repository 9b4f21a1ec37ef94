//! Whether the exercises that a plan asks for were held.

use crate::{
    date::{add_months, sub_months},
    exercises::{ExerciseKind, ExerciseStatus},
    id::ExerciseId,
    rulebook::Duty,
    ui::Tone,
};
use chrono::NaiveDate;

/// An exercise of a plan, as far as its duties ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyExercise {
    /// Which one.
    pub id: ExerciseId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: ExerciseKind,
    /// How far it is.
    pub status: ExerciseStatus,
    /// The day on which it begins.
    pub on: NaiveDate,
    /// Whether the reader may open its page.
    pub visible: bool,
}

codes! {
    /// Whether a duty is met on a day.
    pub enum DutyState {
        /// An exercise meets it.
        Met = "met",
        /// The next exercise should be planned, and none is.
        Soon = "soon",
        /// The interval has passed since the last exercise, or since the plan was first adopted.
        Late = "late",
        /// No exercise met it yet, and the first one has time.
        Open = "open",
    }
}

impl DutyState {
    /// Its colour and icon.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::Met => Tone::Ok,
            Self::Soon => Tone::Soon,
            Self::Late => Tone::Late,
            Self::Open => Tone::None,
        }
    }
}

/// How a plan stands with a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DutyStanding<'a> {
    /// The last exercise that fulfils it.
    pub met_by: Option<&'a DutyExercise>,
    /// The next one that is planned before or after the due day, if any is.
    pub planned: Option<&'a DutyExercise>,
    /// The last good day for the next one.
    pub due_on: Option<NaiveDate>,
    /// Whether it is met.
    pub state: DutyState,
}

/// How a plan, first adopted on `adopted_on`, stands with a duty on a day.
#[must_use]
pub fn duty<'a>(
    duty: &Duty,
    adopted_on: Option<NaiveDate>,
    exercises: &'a [DutyExercise],
    today: NaiveDate,
) -> DutyStanding<'a> {
    let fulfil = || {
        exercises
            .iter()
            .filter(|exercise| duty.kinds.contains(&exercise.kind))
    };
    let met_by = fulfil()
        .filter(|exercise| exercise.status.took_place() && exercise.on <= today)
        .max_by_key(|exercise| exercise.on);
    let planned = fulfil()
        .filter(|exercise| {
            matches!(
                exercise.status,
                ExerciseStatus::Draft | ExerciseStatus::Planned
            ) && exercise.on >= today
        })
        .min_by_key(|exercise| exercise.on);
    let due_on = met_by
        .map(|exercise| exercise.on)
        .or(adopted_on)
        .map(|day| add_months(day, duty.interval_months));
    let in_time = |due_on| planned.is_some_and(|exercise| exercise.on <= due_on);
    let state = match due_on {
        None => DutyState::Open,
        Some(due_on) if due_on < today => DutyState::Late,
        Some(due_on) if sub_months(due_on, duty.lead_months) <= today && !in_time(due_on) => {
            DutyState::Soon
        }
        Some(_) if met_by.is_some() => DutyState::Met,
        Some(_) => DutyState::Open,
    };
    DutyStanding {
        met_by,
        planned,
        due_on,
        state,
    }
}
