//! How an exercise goes from concept to closed, and what each status allows. The pages offer what
//! these rules allow and the server refuses what they don't.

use super::{ExerciseStatus, Schedule};
use chrono::NaiveDateTime;

codes! {
    /// A step in the life of an exercise; its code is the sub-resource that is posted.
    pub enum Step {
        /// Date and place are fixed.
        Planning = "planning",
        /// It was held.
        Holding = "holding",
        /// The evaluation is written.
        Evaluation = "evaluation",
        /// Nothing remains to be done.
        Closing = "closing",
        /// It is called off.
        Cancellation = "cancellation",
    }
}

/// Why a step can't be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The status doesn't lead there.
    Status,
    /// It has not begun.
    NotBegun,
}

/// The status after a step.
///
/// Concept → gepland → uitgevoerd → geëvalueerd → afgesloten; or geannuleerd, as long as it was
/// not held. Nothing goes back: what was recorded stays.
///
/// # Errors
/// Why the step can't be taken now.
pub fn after(
    status: ExerciseStatus,
    step: Step,
    starts_at: NaiveDateTime,
    now: NaiveDateTime,
) -> Result<ExerciseStatus, Refusal> {
    use ExerciseStatus as S;
    match (status, step) {
        (S::Draft, Step::Planning) => Ok(S::Planned),
        (S::Planned, Step::Holding) if starts_at > now => Err(Refusal::NotBegun),
        (S::Planned, Step::Holding) => Ok(S::Held),
        (S::Held, Step::Evaluation) => Ok(S::Evaluated),
        (S::Evaluated, Step::Closing) => Ok(S::Closed),
        (S::Draft | S::Planned, Step::Cancellation) => Ok(S::Cancelled),
        _ => Err(Refusal::Status),
    }
}

/// The steps that can be taken now.
#[must_use]
pub fn next_steps(
    status: ExerciseStatus,
    starts_at: NaiveDateTime,
    now: NaiveDateTime,
) -> Vec<Step> {
    let allowed = |step: &Step| after(status, *step, starts_at, now).is_ok();
    Step::ALL.iter().copied().filter(allowed).collect()
}

/// Whether it is still to come as far as anybody said: participants come, go and answer.
#[must_use]
pub fn is_ahead(status: ExerciseStatus) -> bool {
    matches!(status, ExerciseStatus::Draft | ExerciseStatus::Planned)
}

/// Whether its facts and objectives may still change: what is closed or cancelled stays as it is.
#[must_use]
pub fn may_change(status: ExerciseStatus) -> bool {
    !matches!(status, ExerciseStatus::Closed | ExerciseStatus::Cancelled)
}

/// Whether its date passed without anybody saying that it was held or cancelled.
#[must_use]
pub fn is_past_due(status: ExerciseStatus, ends_at: NaiveDateTime, now: NaiveDateTime) -> bool {
    is_ahead(status) && ends_at < now
}

/// Whether people must look into their calendars again, so that the sequence of RFC 5545 rises:
/// another time or another place. (A change of status raises it too.)
#[must_use]
pub fn moves_calendar(before: (&Schedule, &str), after: (&Schedule, &str)) -> bool {
    let ((was, was_at), (is, is_at)) = (before, after);
    let days = |s: &Schedule| (s.starts_at.date(), s.ends_at.date());
    let same_time = match (was.all_day, is.all_day) {
        (true, true) => days(was) == days(is),
        (false, false) => was == is,
        _ => false,
    };
    !same_time || was_at != is_at
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn at(day: u32, hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, day)
            .and_then(|day| day.and_hms_opt(hour, 0, 0))
            .expect("a moment that exists")
    }

    fn steps(status: ExerciseStatus, now: NaiveDateTime) -> Vec<Step> {
        next_steps(status, at(20, 14), now)
    }

    #[test]
    fn an_exercise_goes_one_way() {
        use ExerciseStatus as S;
        let now = at(23, 9);
        assert_eq!(steps(S::Draft, now), [Step::Planning, Step::Cancellation]);
        assert_eq!(steps(S::Planned, now), [Step::Holding, Step::Cancellation]);
        assert_eq!(steps(S::Held, now), [Step::Evaluation]);
        assert_eq!(steps(S::Evaluated, now), [Step::Closing]);
        assert_eq!(steps(S::Closed, now), []);
        assert_eq!(steps(S::Cancelled, now), []);
    }

    #[test]
    fn it_is_held_from_the_minute_it_starts_and_not_before() {
        let held = |now| after(ExerciseStatus::Planned, Step::Holding, at(20, 14), now);
        assert_eq!(held(at(20, 13)), Err(Refusal::NotBegun));
        assert_eq!(held(at(20, 14)), Ok(ExerciseStatus::Held));
        assert_eq!(
            after(ExerciseStatus::Draft, Step::Holding, at(20, 14), at(20, 13)),
            Err(Refusal::Status)
        );
    }

    #[test]
    fn a_date_that_passed_in_silence_is_noticed() {
        assert!(is_past_due(ExerciseStatus::Planned, at(20, 16), at(21, 9)));
        assert!(!is_past_due(
            ExerciseStatus::Planned,
            at(20, 16),
            at(20, 15)
        ));
        assert!(!is_past_due(ExerciseStatus::Held, at(20, 16), at(21, 9)));
        assert!(!is_past_due(
            ExerciseStatus::Cancelled,
            at(20, 16),
            at(21, 9)
        ));
    }

    #[test]
    fn the_hours_of_a_whole_day_do_not_count() {
        let schedule = |hour, all_day| Schedule {
            starts_at: at(20, hour),
            ends_at: at(20, 23),
            all_day,
        };
        let moved = |a: Schedule, b: Schedule| moves_calendar((&a, "Vaals"), (&b, "Vaals"));
        assert!(!moved(schedule(0, true), schedule(8, true)));
        assert!(moved(schedule(0, false), schedule(8, false)));
        assert!(moved(schedule(8, true), schedule(8, false)));
        assert!(moves_calendar(
            (&schedule(8, false), "Vaals"),
            (&schedule(8, false), "Meerssen")
        ));
    }

    proptest! {
        #[test]
        fn no_step_leads_back(
            status in prop::sample::select(ExerciseStatus::ALL),
            step in prop::sample::select(Step::ALL),
            hours in -1_000..1_000i64,
        ) {
            let start = at(20, 14);
            if let Ok(next) = after(status, step, start, start + chrono::Duration::hours(hours)) {
                // The variants stand in the order of an exercise's life.
                prop_assert!(next > status);
                prop_assert!(may_change(status));
            }
        }
    }
}
