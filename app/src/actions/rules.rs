//! How far an action is. Every list, page and report asks here.

use super::ActionState;
use chrono::NaiveDate;

/// How far an action is on a day. Its last good day is not too late yet; what is done late is done.
#[must_use]
pub fn state(
    due_on: NaiveDate,
    done_on: Option<NaiveDate>,
    verified_on: Option<NaiveDate>,
    today: NaiveDate,
) -> ActionState {
    match (done_on, verified_on) {
        (Some(_), Some(_)) => ActionState::Verified,
        (Some(_), None) => ActionState::Done,
        (None, _) if due_on < today => ActionState::Overdue,
        (None, _) => ActionState::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(day: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date that exists")
            + chrono::Duration::days(day)
    }

    #[test]
    fn the_last_good_day_is_not_too_late() {
        assert_eq!(state(day(1), None, None, day(0)), ActionState::Open);
        assert_eq!(state(day(0), None, None, day(0)), ActionState::Open);
        assert_eq!(state(day(-1), None, None, day(0)), ActionState::Overdue);
    }

    #[test]
    fn what_is_done_is_no_longer_late_and_what_is_verified_is_finished() {
        let late = day(-30);
        assert_eq!(state(late, Some(day(-1)), None, day(0)), ActionState::Done);
        assert_eq!(
            state(late, Some(day(-1)), Some(day(0)), day(0)),
            ActionState::Verified
        );
    }

    proptest! {
        #[test]
        fn time_alone_only_ever_makes_an_action_overdue(
            due in -900..900i64, today in -900..900i64, later in 0..900i64,
        ) {
            let before = state(day(due), None, None, day(today));
            let after = state(day(due), None, None, day(today + later));
            // Overdue stands before Open.
            prop_assert!(after <= before);
        }
    }
}
