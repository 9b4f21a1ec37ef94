//! Dates as people type them in spreadsheets.

use crate::{
    Locale,
    date::{month_name, short_month_name, short_weekday_name, weekday_name},
};
use chrono::{Datelike, Days, NaiveDate, NaiveTime};

/// The first and the last year that a date in a file may have, as in forms.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;
/// The numbers of days that stand for a date: from May 1927, or May 1931 by the other system.
const SERIALS: std::ops::Range<f64> = 10_000.0..200_000.0;
/// What may stand behind the day of the month, in Dutch and in English.
const ORDINALS: [&str; 8] = ["", "e", "de", "ste", "st", "nd", "rd", "th"];

/// A date in Dutch or English form: `2-12-2026`, `02/12/2026`, `2.12.2026`, `2026-12-02`,
/// `2 december 2026`, `wo 2 dec. 2026`, `December 2, 2026`, each perhaps with a time after it. In
/// numbers the day comes before the month, as everywhere in Europe.
#[must_use]
pub fn read(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    // "2026-12-02T00:00:00" and "2026-12-02 00:00:00".
    let text = match text.split_once('T') {
        Some((day, time)) if time.get(..5).is_some_and(is_time) => day,
        _ => text,
    };
    let mut parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ','))
        .filter(|part| !part.is_empty())
        .collect();
    // A time at the end, and a weekday in front.
    if parts.len() > 3 && parts.last().is_some_and(|part| is_time(part)) {
        parts.pop();
    }
    if parts.len() == 4 && is_weekday(parts[0]) {
        parts.remove(0);
    }
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    let (year, month, day) = match (month(first), month(second)) {
        (Some(month), None) => (third, month, second),
        (None, Some(month)) if is_year(first) => (first, month, third),
        (None, Some(month)) => (third, month, first),
        (None, None) if is_year(first) => (first, number(second)?, third),
        (None, None) => (third, number(second)?, first),
        (Some(_), Some(_)) => return None,
    };
    // "26" could be any century.
    if !is_year(year) {
        return None;
    }
    let day = day.to_lowercase();
    let digits = day.trim_end_matches(char::is_alphabetic);
    if !ORDINALS.contains(&&day[digits.len()..]) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month, number(digits)?)
        .filter(|date| YEARS.contains(&date.year()))
}

/// A number of one or two digits.
fn number(text: &str) -> Option<u32> {
    let digits = text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// Whether this is a time of day, with or without seconds.
fn is_time(text: &str) -> bool {
    ["%H:%M", "%H:%M:%S"]
        .iter()
        .any(|format| NaiveTime::parse_from_str(text, format).is_ok())
}

/// Whether this is the name of a day of the week, in full or short, in either language.
fn is_weekday(word: &str) -> bool {
    let word = word.to_lowercase();
    let mut week = NaiveDate::default().iter_days().take(7);
    week.any(|day| {
        [Locale::Nl, Locale::En].iter().any(|l| {
            [weekday_name(*l, day), short_weekday_name(*l, day)]
                .iter()
                .any(|name| name.to_lowercase() == word)
        })
    })
}

/// The number of a month's name, in full or short, in either language.
fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    (1..=12).find(|number| {
        let Some(day) = NaiveDate::from_ymd_opt(2000, *number, 1) else {
            return false;
        };
        [Locale::Nl, Locale::En].iter().any(|l| {
            [month_name(*l, day), short_month_name(*l, day)]
                .iter()
                .any(|name| name.to_lowercase() == word)
        }) || (*number == 9 && word == "sept")
    })
}

/// The date of a spreadsheet's number of days, by the system that begins in 1904 or the usual one
/// that begins in 1900. A smaller number is none: it is a year, the number of a version that stands
/// one column off, or a day and a month such as 31.12, and not a day of long ago.
#[must_use]
pub fn serial(days: f64, from_1904: bool) -> Option<NaiveDate> {
    if !SERIALS.contains(&days) {
        return None;
    }
    let days = days as u64;
    let start = if from_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)?
    } else {
        // One day early, for the 29 February 1900 that spreadsheets count and that never was.
        NaiveDate::from_ymd_opt(1899, 12, 30)?
    };
    start
        .checked_add_days(Days::new(days))
        .filter(|date| YEARS.contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_date_is_read_as_people_here_and_there_write_it() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 2);
        for text in [
            "2-12-2026",
            "02-12-2026",
            "02/12/2026",
            "2.12.2026",
            "2026-12-02",
            "2026/12/02",
            " 2 december 2026 ",
            "2 DECEMBER 2026",
            "2 dec. 2026",
            "2-dec-2026",
            "woensdag 2 december 2026",
            "wo 2 dec 2026",
            "2 December 2026",
            "2nd December 2026",
            "2e december 2026",
            "2de december 2026",
            "Wednesday 2 December 2026",
            "02nd December 2026",
            "Dec 2, 2026",
            "December 2nd, 2026",
            "2026-12-02T00:00:00",
            "2026-12-02 00:00:00",
            "2-12-2026 09:30",
        ] {
            assert_eq!(read(text), day, "{text}");
        }
        assert_eq!(
            read("21ste december 2026"),
            NaiveDate::from_ymd_opt(2026, 12, 21)
        );
        assert_eq!(read("1 mrt 2026"), NaiveDate::from_ymd_opt(2026, 3, 1));
        assert_eq!(read("1 okt 2026"), NaiveDate::from_ymd_opt(2026, 10, 1));
        assert_eq!(read("1 Oct 2026"), NaiveDate::from_ymd_opt(2026, 10, 1));
    }

    #[test]
    fn what_is_no_date_or_could_be_two_is_none() {
        for text in [
            "",
            "2026",
            "december 2026",
            "12/25/2026",
            "30-2-2026",
            "29-2-2027",
            "2-12-26",
            "2-12-0026",
            "morgen",
            "2-12-2026 en later",
            "2 mei juni",
            "voor 2 december 2026",
            "niet 2-12-2026",
            "circa 2 december 2026",
            "2xx december 2026",
            "2-12-2026 zie:bijlage",
            "2-12-2026 25:00",
            "2026-12-02T1",
            "+2-12-2026",
            "002-12-2026",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_count_days_from_1900_or_from_1904() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 2);
        assert_eq!(serial(46_358.0, false), day);
        assert_eq!(serial(46_358.75, false), day);
        assert_eq!(serial(46_358.0 - 1_462.0, true), day);
        assert_eq!(
            serial(10_000.0, false),
            NaiveDate::from_ymd_opt(1927, 5, 18)
        );
    }

    #[test]
    fn a_small_number_is_no_day_of_a_century_ago() {
        let small = [1.0, 2.4, 3.1, 31.12, 61.0, 2026.0, 9_999.0];
        let odd = [0.0, -3.0, f64::NAN, f64::INFINITY, 1e9];
        for none in small.into_iter().chain(odd) {
            assert_eq!(serial(none, false), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn a_date_that_the_program_writes_is_read_again(days in 693_961..803_000_i32) {
            let day = NaiveDate::from_num_days_from_ce_opt(days).expect("a day");
            for l in [Locale::Nl, Locale::En] {
                prop_assert_eq!(read(&crate::date::long(l, day)), Some(day));
                prop_assert_eq!(read(&crate::date::with_weekday(l, day)), Some(day));
            }
            prop_assert_eq!(read(&day.to_string()), Some(day));
            prop_assert_eq!(read(&day.format("%d-%m-%Y").to_string()), Some(day));
        }

        #[test]
        fn no_text_is_too_strange_to_be_looked_at(text in "\\PC{0,40}") {
            let _ = read(&text);
        }
    }
}
