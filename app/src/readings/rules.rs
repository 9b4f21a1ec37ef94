//! Who must read what, since when, and how many have.

use super::Asked;
use crate::plans::{Plan, PlanVersion, Stage};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The version of a plan that can be asked to be read: the newest, as long as the plan was not
/// withdrawn. While a revision is under way the adopted version is still what holds.
#[must_use]
pub fn to_read(plan: &Plan) -> Option<&PlanVersion> {
    (plan.standing.stage != Stage::Withdrawn)
        .then(|| plan.versions.first())
        .flatten()
}

/// Since when somebody is asked to read a version: not before the request, not before the version
/// was adopted, and not before the person had the role from which it follows.
#[must_use]
pub fn asked_since(
    asked_on: NaiveDate,
    adopted_on: NaiveDate,
    role_since: Option<NaiveDate>,
) -> NaiveDate {
    let since = asked_on.max(adopted_on);
    role_since.map_or(since, |day| since.max(day))
}

/// How many are asked, and how many of them have read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// People who are asked.
    pub asked: i64,
    /// Those of them who have read.
    pub read: i64,
}

impl Tally {
    /// Whether nobody is left who still has to read.
    #[must_use]
    pub fn is_done(self) -> bool {
        self.read == self.asked
    }
}

/// Counts people; somebody with two of the roles that are asked is one reader.
#[must_use]
pub fn tally<'a>(asked: impl IntoIterator<Item = &'a Asked>) -> Tally {
    let people: BTreeMap<_, _> = asked
        .into_iter()
        .map(|one| (&one.person, one.read_on.is_some()))
        .collect();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Tally {
        asked: count(people.len()),
        read: count(people.values().filter(|read| **read).count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).expect("a date that exists")
    }

    fn asked(reader: &str, person: &str, read: bool) -> Asked {
        Asked {
            reader: reader.to_owned().into(),
            person: person.to_owned().into(),
            name: None,
            known: false,
            organisation: String::new(),
            read_on: read.then(|| day(1)),
        }
    }

    #[test]
    fn somebody_is_asked_from_the_last_of_what_makes_it_so() {
        assert_eq!(asked_since(day(1), day(2), None), day(2));
        assert_eq!(asked_since(day(3), day(2), None), day(3));
        assert_eq!(asked_since(day(1), day(2), Some(day(9))), day(9));
        assert_eq!(asked_since(day(10), day(2), Some(day(9))), day(10));
    }

    #[test]
    fn a_person_with_two_roles_is_one_reader() {
        let people = [
            asked("mayor", "an", true),
            asked("notes", "an", true),
            asked("notes", "bo", false),
        ];
        assert_eq!(tally(&people), Tally { asked: 2, read: 1 });
        assert!(!tally(&people).is_done());
        assert!(tally(&people[..2]).is_done());
        assert_eq!(tally(&[]), Tally::default());
    }

    proptest! {
        #[test]
        fn nobody_reads_who_is_not_asked(people in prop::collection::vec((0..4u8, 0..6u8), 0..20)) {
            let people: Vec<_> = people
                .into_iter()
                .map(|(reader, person)| asked(&reader.to_string(), &person.to_string(), person % 2 == 0))
                .collect();
            let Tally { asked, read } = tally(&people);
            prop_assert!(read <= asked && asked <= i64::try_from(people.len()).unwrap_or(0));
        }
    }
}
