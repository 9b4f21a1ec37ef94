//! What follows from what is known of a person.

use super::Presence;
use chrono::NaiveDate;

/// Whether somebody works at the organisation on a day: up to and with the last day.
#[must_use]
pub fn presence(left_on: Option<NaiveDate>, today: NaiveDate) -> Presence {
    match left_on {
        Some(last) if last < today => Presence::Left,
        _ => Presence::Here,
    }
}

/// The number as a telephone dials it (RFC 3966): digits, and a plus in front of a country code.
/// The "(0)" that people write between country code and number is not dialled.
#[must_use]
pub fn dial(phone: &str) -> String {
    let phone = phone.trim();
    let international = phone.starts_with('+');
    let phone = if international {
        phone.replace("(0)", "")
    } else {
        phone.to_owned()
    };
    let digits = phone.chars().filter(char::is_ascii_digit);
    international
        .then_some('+')
        .into_iter()
        .chain(digits)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::is_phone;
    use proptest::prelude::*;

    #[test]
    fn the_last_day_still_counts() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a date that exists");
        assert_eq!(presence(Some(day(23)), day(23)), Presence::Here);
        assert_eq!(presence(Some(day(22)), day(23)), Presence::Left);
        assert_eq!(presence(None, day(23)), Presence::Here);
    }

    #[test]
    fn a_number_is_dialled_as_it_is_meant() {
        assert_eq!(dial("043-555 20 13"), "0435552013");
        assert_eq!(dial("+31 (0)43 555 20 13"), "+31435552013");
        assert_eq!(dial("(043) 5552013"), "0435552013");
    }

    proptest! {
        #[test]
        fn what_is_dialled_is_a_number_again(phone in "\\+?[0-9]{8}[0-9 ().-]{0,7}") {
            prop_assume!(is_phone(&phone));
            let dialled = dial(&phone);
            prop_assert_eq!(dial(&dialled), dialled.clone());
            prop_assert!(dialled.trim_start_matches('+').chars().all(|c| c.is_ascii_digit()));
        }
    }
}
