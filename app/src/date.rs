//! Dates and times as people read them.
//!
//! Wall-clock times are those of the region's zone; converting to it is the server's work.

use crate::{Locale, Text, text::date as t};
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, Timelike};

const MONTHS: [Text; 12] = [
    t::january,
    t::february,
    t::march,
    t::april,
    t::may,
    t::june,
    t::july,
    t::august,
    t::september,
    t::october,
    t::november,
    t::december,
];
const SHORT_MONTHS: [Text; 12] = [
    t::jan,
    t::feb,
    t::mar,
    t::apr,
    t::may_short,
    t::jun,
    t::jul,
    t::aug,
    t::sep,
    t::oct,
    t::nov,
    t::dec,
];
const WEEKDAYS: [Text; 7] = [
    t::monday,
    t::tuesday,
    t::wednesday,
    t::thursday,
    t::friday,
    t::saturday,
    t::sunday,
];
const SHORT_WEEKDAYS: [Text; 7] = [t::mon, t::tue, t::wed, t::thu, t::fri, t::sat, t::sun];

/// The month's name: "december", "December".
#[must_use]
pub fn month_name(locale: Locale, date: NaiveDate) -> &'static str {
    MONTHS[date.month0() as usize](locale)
}

/// The month's short name: "dec", "mrt".
#[must_use]
pub fn short_month_name(locale: Locale, date: NaiveDate) -> &'static str {
    SHORT_MONTHS[date.month0() as usize](locale)
}

/// The weekday's name: "woensdag", "Wednesday".
#[must_use]
pub fn weekday_name(locale: Locale, date: NaiveDate) -> &'static str {
    WEEKDAYS[date.weekday().num_days_from_monday() as usize](locale)
}

/// The weekday's short name: "wo", "Wed".
#[must_use]
pub fn short_weekday_name(locale: Locale, date: NaiveDate) -> &'static str {
    SHORT_WEEKDAYS[date.weekday().num_days_from_monday() as usize](locale)
}

/// "2 december 2026", "2 December 2026".
#[must_use]
pub fn long(locale: Locale, date: NaiveDate) -> String {
    format!(
        "{} {} {}",
        date.day(),
        month_name(locale, date),
        date.year()
    )
}

/// "2 dec 2026", "2 Dec 2026".
#[must_use]
pub fn short(locale: Locale, date: NaiveDate) -> String {
    format!(
        "{} {} {}",
        date.day(),
        short_month_name(locale, date),
        date.year()
    )
}

/// "wo 2 dec 2026", "Wed 2 Dec 2026".
#[must_use]
pub fn with_weekday(locale: Locale, date: NaiveDate) -> String {
    format!(
        "{} {}",
        short_weekday_name(locale, date),
        short(locale, date)
    )
}

/// "wo 2 dec", "Wed 2 Dec": where the year is plain.
#[must_use]
pub fn without_year(locale: Locale, date: NaiveDate) -> String {
    format!(
        "{} {} {}",
        short_weekday_name(locale, date),
        date.day(),
        short_month_name(locale, date)
    )
}

/// "wo 2 dec 2026 14:00", "Wed 2 Dec 2026 14:00".
#[must_use]
pub fn with_time(locale: Locale, moment: NaiveDateTime) -> String {
    format!("{} {}", with_weekday(locale, moment.date()), time(moment))
}

/// "14:00".
#[must_use]
pub fn time(moment: NaiveDateTime) -> String {
    format!("{:02}:{:02}", moment.hour(), moment.minute())
}

/// The same day this many months later; the last day of the month where that day does not exist
/// (31 January and one month: 28 or 29 February). Saturates at the end of the calendar.
#[must_use]
pub fn add_months(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX)
}

/// The same day this many months earlier, by the same rule as [`add_months`].
#[must_use]
pub fn sub_months(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months))
        .unwrap_or(NaiveDate::MIN)
}
