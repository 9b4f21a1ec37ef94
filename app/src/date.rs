//! Dates and times as people read them.
//!
//! Wall-clock times are those of the region's zone; converting to it is the server's work.

use crate::Locale;
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, Timelike};

const MONTHS_NL: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_MONTHS_NL: [&str; 12] = [
    "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
];
const WEEKDAYS_NL: [&str; 7] = [
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
];
const WEEKDAYS_EN: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The month's name: "december", "December".
#[must_use]
pub fn month_name(locale: Locale, date: NaiveDate) -> &'static str {
    let months = match locale {
        Locale::Nl => MONTHS_NL,
        Locale::En => MONTHS_EN,
    };
    months[date.month0() as usize]
}

/// The month's short name: "dec", "mrt".
#[must_use]
pub fn short_month_name(locale: Locale, date: NaiveDate) -> &'static str {
    match locale {
        Locale::Nl => SHORT_MONTHS_NL[date.month0() as usize],
        Locale::En => &MONTHS_EN[date.month0() as usize][..3],
    }
}

/// The weekday's name: "woensdag", "Wednesday".
#[must_use]
pub fn weekday_name(locale: Locale, date: NaiveDate) -> &'static str {
    let names = match locale {
        Locale::Nl => WEEKDAYS_NL,
        Locale::En => WEEKDAYS_EN,
    };
    names[date.weekday().num_days_from_monday() as usize]
}

/// The weekday's short name: "wo", "Wed".
#[must_use]
pub fn short_weekday_name(locale: Locale, date: NaiveDate) -> &'static str {
    match locale {
        Locale::Nl => &weekday_name(locale, date)[..2],
        Locale::En => &weekday_name(locale, date)[..3],
    }
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
