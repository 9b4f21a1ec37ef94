//! The days of a month in weeks, and the days of an exercise.

use crate::{
    date::{add_months, sub_months},
    form::UnknownCode,
};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use std::{fmt, ops::RangeInclusive, str::FromStr};

/// A month of the calendar; "2026-12" in addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// The month in which a day lies.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.later(1).0.pred_opt().unwrap_or(self.0)
    }

    /// The month this many months later.
    #[must_use]
    pub fn later(self, months: u32) -> Self {
        Self::of(add_months(self.0, months))
    }

    /// The month this many months earlier.
    #[must_use]
    pub fn earlier(self, months: u32) -> Self {
        Self::of(sub_months(self.0, months))
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    /// Its days in weeks from Monday to Sunday, filled up with the days before and after it.
    #[must_use]
    pub fn weeks(self) -> Vec<Vec<NaiveDate>> {
        let before = Days::new(self.0.weekday().num_days_from_monday().into());
        let monday = self.0.checked_sub_days(before).unwrap_or(self.0);
        let last = self.last();
        let mondays = monday.iter_weeks().take_while(|day| *day <= last);
        mondays
            .map(|day| day.iter_days().take(7).collect())
            .collect()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = UnknownCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
        day.ok()
            .filter(|day| (1900..=2200).contains(&day.year()))
            .map(Self)
            // The one spelling that is ours: no "2026-1", no blanks.
            .filter(|month| month.to_string() == text)
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

/// The days on which an exercise is held, at least one.
///
/// An exercise of whole days lasts to the day of its end, that day included. One with times that
/// ends at midnight is over when that day begins.
#[must_use]
pub fn days(
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    all_day: bool,
) -> RangeInclusive<NaiveDate> {
    let first = starts_at.date();
    let last = if !all_day && ends_at.time() == NaiveTime::MIN {
        ends_at.date().pred_opt().unwrap_or(first)
    } else {
        ends_at.date()
    };
    first..=last.max(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Weekday;
    use proptest::prelude::*;

    fn moment(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment")
    }

    fn month(text: &str) -> Month {
        text.parse().expect("a month")
    }

    #[test]
    fn december_2026_begins_on_tuesday_and_needs_five_weeks() {
        let weeks = month("2026-12").weeks();
        assert_eq!(weeks.len(), 5);
        assert_eq!(weeks[0][0].to_string(), "2026-11-30");
        assert_eq!(weeks[4][6].to_string(), "2027-01-03");
    }

    #[test]
    fn a_february_that_begins_on_monday_needs_four_weeks() {
        let weeks = month("2027-02").weeks();
        assert_eq!(weeks.len(), 4);
        assert!(weeks.iter().flatten().all(|day| day.month() == 2));
    }

    #[test]
    fn only_one_spelling_is_a_month() {
        for text in [
            "",
            "2026",
            "2026-1",
            "2026-13",
            "2026-00",
            "2026-12-01",
            " 2026-12",
            "1899-12",
            "2201-01",
            "+2026-12",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_exercise_that_ends_at_midnight_is_over_when_the_day_begins() {
        let days = |from, to, all_day| {
            let days = days(moment(from), moment(to), all_day);
            (days.start().day(), days.end().day())
        };
        assert_eq!(days("2026-12-02 20:00", "2026-12-03 00:00", false), (2, 2));
        assert_eq!(days("2026-12-02 20:00", "2026-12-03 00:30", false), (2, 3));
        assert_eq!(days("2026-12-02 00:00", "2026-12-03 00:00", true), (2, 3));
        assert_eq!(days("2026-12-02 00:00", "2026-12-02 00:00", false), (2, 2));
    }

    fn any_month() -> impl Strategy<Value = Month> {
        (1900..2200i32, 1..=12u32)
            .prop_map(|(year, month)| format!("{year}-{month:02}").parse().expect("a month"))
    }

    proptest! {
        #[test]
        fn each_day_of_a_month_stands_once_in_weeks_of_seven_from_monday(month in any_month()) {
            let weeks = month.weeks();
            for week in &weeks {
                prop_assert_eq!(week.len(), 7);
                prop_assert_eq!(week[0].weekday(), Weekday::Mon);
                prop_assert!(week.iter().any(|day| month.contains(*day)));
            }
            let shown: Vec<_> = weeks.concat();
            prop_assert!(shown.windows(2).all(|pair| pair[0].succ_opt() == Some(pair[1])));
            let own: Vec<_> = shown.into_iter().filter(|day| month.contains(*day)).collect();
            let all: Vec<_> = month.first().iter_days().take_while(|day| *day <= month.last()).collect();
            prop_assert_eq!(own, all);
        }

        #[test]
        fn a_month_forward_and_back_is_the_same_and_so_is_its_text(month in any_month(), n in 0..200u32) {
            prop_assert_eq!(month.later(n).earlier(n), month);
            prop_assert_eq!(month.to_string().parse::<Month>(), Ok(month));
        }
    }
}
