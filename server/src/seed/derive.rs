//! What follows from the data, the same on every run: identifiers, addresses, working days.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use sha2::{Digest, Sha256};

/// The day of seeding, to which the data is relative.
#[derive(Clone, Copy, Debug)]
pub(super) struct Today(pub NaiveDate);

impl Today {
    /// The day this many days ago; negative lies ahead.
    pub fn ago(self, days: i64) -> NaiveDate {
        self.0 - Duration::days(days)
    }

    /// A moment on a day for what has no time of its own; at the latest yesterday, so that it is
    /// never later than the seeding itself.
    pub fn moment(self, day: NaiveDate) -> DateTime<Utc> {
        day.min(self.ago(1))
            .and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default())
            .and_utc()
    }
}

/// The identifier of an entry: a UUID (version 8) made from its kind and code, so that addresses
/// and calendars of two demonstrations are the same.
pub(super) fn id(kind: &str, code: &str) -> String {
    let digest = Sha256::digest(format!("{kind} {code}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// The e-mail address of an invented person: `first.rest@organisation.example`. None when the
/// name has a letter that we don't know how to write plainly.
pub(super) fn email(name: &str, organisation: &str) -> Option<String> {
    let mut local = String::new();
    let (first, rest) = name.split_once(' ')?;
    for c in first.chars().chain(['.']).chain(rest.chars()) {
        match c {
            ' ' | '\'' | '’' => {}
            c => local.push(plain(c)?),
        }
    }
    Some(format!("{local}@{organisation}.example"))
}

fn plain(c: char) -> Option<char> {
    let c = c.to_lowercase().next()?;
    Some(match c {
        'a'..='z' | '.' | '-' => c,
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'ğ' => 'g',
        'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ş' | 'š' => 's',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        'ž' => 'z',
        _ => return None,
    })
}

/// The day itself or, in a weekend, the Monday after it; the Friday before it when `before` says
/// that it lies in the past and that Monday doesn't.
pub(super) fn working_day(day: NaiveDate, before: Option<NaiveDate>) -> NaiveDate {
    let (back, on) = match day.weekday() {
        Weekday::Sat => (1, 2),
        Weekday::Sun => (2, 1),
        _ => return day,
    };
    let monday = day + Duration::days(on);
    match before {
        Some(today) if monday >= today => day - Duration::days(back),
        _ => monday,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).expect("a date that exists")
    }

    #[test]
    fn identifiers_are_valid_and_the_same_every_time() {
        let one = id("plan", "rbp-maa");
        assert_eq!(one, id("plan", "rbp-maa"));
        assert_ne!(one, id("role", "rbp-maa"));
        assert!(
            uuid::Uuid::parse_str(&one).is_ok_and(|u| u.get_version_num() == 8),
            "{one}"
        );
    }

    #[test]
    fn addresses_are_plain() {
        let address = |name| email(name, "vaals").unwrap_or_default();
        assert_eq!(address("Bas Vliegen"), "bas.vliegen@vaals.example");
        assert_eq!(
            address("Zoë van 't Hüls-Çelik"),
            "zoe.vanthuls-celik@vaals.example"
        );
        assert_eq!(email("Ødipus Ж", "vaals"), None);
    }

    #[test]
    fn a_weekend_moves_to_monday_unless_that_is_not_in_the_past() {
        assert_eq!(working_day(day(20), None), day(20));
        assert_eq!(working_day(day(21), None), day(23));
        assert_eq!(working_day(day(22), None), day(23));
        assert_eq!(working_day(day(22), Some(day(24))), day(23));
        assert_eq!(working_day(day(21), Some(day(23))), day(20));
        assert_eq!(working_day(day(22), Some(day(23))), day(20));
    }
}
