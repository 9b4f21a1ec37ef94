//! Whether the exercises that a plan asks for were held.

use crate::{
    Locale,
    date::{add_months, sub_months},
    exercises::ExerciseStatus,
    id::ExerciseId,
    rulebook::{Duty, ExerciseKind},
    text::plans as t,
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
    /// The word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Met => t::duty_met(l),
            Self::Soon => t::duty_soon(l),
            Self::Late => t::duty_late(l),
            Self::Open => t::duty_open(l),
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rulebook::{DutyFacts, RuleLabel},
        source::Checked,
    };
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date that exists")
    }

    fn every_two_years() -> Duty {
        Duty {
            id: "duty".to_owned().into(),
            facts: DutyFacts {
                name: String::new(),
                interval_months: 24,
                lead_months: 6,
                kinds: vec![ExerciseKind::StaffExercise, ExerciseKind::FieldExercise],
                source: String::new(),
                label: RuleLabel::Law,
                as_of: day(2017, 5, 1),
                checked: Checked::Yes,
            },
        }
    }

    fn exercise(kind: ExerciseKind, status: ExerciseStatus, on: NaiveDate) -> DutyExercise {
        DutyExercise {
            id: "exercise".to_owned().into(),
            title: String::new(),
            kind,
            status,
            on,
            visible: true,
        }
    }

    fn state(exercises: &[DutyExercise], today: NaiveDate) -> DutyState {
        duty(&every_two_years(), Some(day(2022, 12, 1)), exercises, today).state
    }

    #[test]
    fn an_exercise_of_the_right_kind_meets_the_duty_until_the_interval_has_passed() {
        let held = [exercise(
            ExerciseKind::FieldExercise,
            ExerciseStatus::Closed,
            day(2024, 6, 1),
        )];
        assert_eq!(state(&held, day(2025, 11, 30)), DutyState::Met);
        assert_eq!(state(&held, day(2025, 12, 1)), DutyState::Soon);
        assert_eq!(state(&held, day(2026, 6, 1)), DutyState::Soon);
        assert_eq!(state(&held, day(2026, 6, 2)), DutyState::Late);
    }

    #[test]
    fn one_that_is_planned_in_time_is_all_that_can_be_asked() {
        let planned = |on| {
            [
                exercise(
                    ExerciseKind::StaffExercise,
                    ExerciseStatus::Held,
                    day(2024, 6, 1),
                ),
                exercise(ExerciseKind::StaffExercise, ExerciseStatus::Planned, on),
            ]
        };
        let today = day(2026, 3, 1);
        assert_eq!(state(&planned(day(2026, 5, 1)), today), DutyState::Met);
        assert_eq!(state(&planned(day(2026, 7, 1)), today), DutyState::Soon);
    }

    #[test]
    fn other_kinds_cancelled_ones_and_those_to_come_meet_nothing() {
        let today = day(2024, 1, 1);
        let none = [
            exercise(
                ExerciseKind::Workshop,
                ExerciseStatus::Closed,
                day(2023, 6, 1),
            ),
            exercise(
                ExerciseKind::StaffExercise,
                ExerciseStatus::Cancelled,
                day(2023, 6, 1),
            ),
            exercise(
                ExerciseKind::StaffExercise,
                ExerciseStatus::Planned,
                day(2024, 6, 1),
            ),
        ];
        assert_eq!(state(&none, today), DutyState::Open);
        assert_eq!(state(&none, day(2024, 12, 2)), DutyState::Late);
        let never_adopted = duty(&every_two_years(), None, &none, today);
        assert_eq!(never_adopted.state, DutyState::Open);
        assert_eq!(never_adopted.due_on, None);
    }

    proptest! {
        #[test]
        fn one_more_exercise_never_makes_the_next_one_due_earlier(
            days in prop::collection::vec(0..3_000i64, 0..5),
            more in 0..3_000i64,
            today in 0..3_000i64,
        ) {
            let on = |days| day(2022, 12, 1) + chrono::Duration::days(days);
            let held = |days| exercise(ExerciseKind::StaffExercise, ExerciseStatus::Held, on(days));
            let mut exercises: Vec<_> = days.into_iter().map(held).collect();
            let due = |exercises: &[DutyExercise]| {
                duty(&every_two_years(), Some(on(0)), exercises, on(today)).due_on
            };
            let before = due(&exercises);
            exercises.push(held(more));
            prop_assert!(due(&exercises) >= before);
        }
    }
}
