//! How well a role is filled, and who wears too many hats. Every page and report asks here, so
//! they can't disagree.

use super::{Coverage, GripLevel};
use crate::{fold, id::PersonId};
use chrono::NaiveDate;
use std::{cmp::Reverse, collections::BTreeMap};

/// How well a role is filled: `own` people of the organisation and `pool` people of the region's
/// pool against the `minimum`.
///
/// A crisis runs day and night (Bvr 2.3.2 wants uninterrupted operation), so just the minimum is
/// *thin*: there is nobody for relief. A role with minimum 0 is one by need: nobody is missing, so
/// it counts as filled, with or without people. The pool helps where one's own people are too few;
/// it never turns a thin role into a filled one, because other municipalities call on it at the
/// same hour.
#[must_use]
pub fn coverage(minimum: i64, own: i64, pool: i64) -> Coverage {
    if minimum <= 0 || own > minimum {
        Coverage::Filled
    } else if own == minimum {
        Coverage::Thin
    } else if own + pool >= minimum {
        Coverage::Pooled
    } else if own + pool == 0 {
        Coverage::Vacant
    } else {
        Coverage::UnderMinimum
    }
}

/// Whether two periods have a day in common; the last day belongs to a period, and none means that
/// it is open.
#[must_use]
pub fn overlap(a: (NaiveDate, Option<NaiveDate>), b: (NaiveDate, Option<NaiveDate>)) -> bool {
    let begins_in_time =
        |start: NaiveDate, end: Option<NaiveDate>| end.is_none_or(|end| start <= end);
    begins_in_time(a.0, b.1) && begins_in_time(b.0, a.1)
}

/// One active role of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hat {
    /// The person.
    pub person: (PersonId, String),
    /// Whether the reader may open the person's page.
    pub known: bool,
    /// The role, in words.
    pub role: String,
    /// The organisation for which the person fills it.
    pub organisation: String,
    /// The levels at which it is called.
    pub grip_levels: Vec<GripLevel>,
}

/// A person who would have to be in two places at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubleHat {
    /// The person.
    pub person: (PersonId, String),
    /// Whether the reader may open the person's page.
    pub known: bool,
    /// Roles that clash with another one, with their organisations.
    pub roles: Vec<(String, String)>,
    /// The levels at which at least two of them are called.
    pub levels: Vec<GripLevel>,
}

/// The people with at least two active roles that are called at the same level: who has most roles
/// first, then by name. The same role for two organisations counts too: both call.
///
/// Why it matters: the evaluation of July 2021 found the local organisation vulnerable because
/// officials wore "dubbele petten".
#[must_use]
pub fn double_hats(hats: &[Hat]) -> Vec<DoubleHat> {
    let mut people: BTreeMap<&PersonId, Vec<&Hat>> = BTreeMap::new();
    for hat in hats {
        people.entry(&hat.person.0).or_default().push(hat);
    }
    let mut doubles: Vec<DoubleHat> = people
        .into_values()
        .filter_map(|own| {
            let called = |level: &GripLevel| {
                let hats = own.iter().filter(|hat| hat.grip_levels.contains(level));
                hats.count()
            };
            let levels: Vec<GripLevel> = GripLevel::ALL
                .iter()
                .filter(|level| called(level) > 1)
                .copied()
                .collect();
            let clashing = own
                .iter()
                .filter(|hat| hat.grip_levels.iter().any(|level| levels.contains(level)));
            let roles: Vec<_> = clashing
                .map(|hat| (hat.role.clone(), hat.organisation.clone()))
                .collect();
            let first = own.first()?;
            (!levels.is_empty()).then_some(DoubleHat {
                person: first.person.clone(),
                known: first.known,
                roles,
                levels,
            })
        })
        .collect();
    doubles.sort_by_cached_key(|double| {
        let most_first = Reverse(double.roles.len());
        (most_first, fold::person_key(&double.person.1))
    });
    doubles
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date that exists")
    }

    fn hat(person: &str, role: &str, grip_levels: &[GripLevel]) -> Hat {
        Hat {
            person: (person.to_owned().into(), person.to_owned()),
            known: true,
            role: role.to_owned(),
            organisation: "Vaals".to_owned(),
            grip_levels: grip_levels.to_vec(),
        }
    }

    #[test]
    fn just_the_minimum_is_thin_and_one_more_is_filled() {
        assert_eq!(coverage(2, 0, 0), Coverage::Vacant);
        assert_eq!(coverage(2, 1, 0), Coverage::UnderMinimum);
        assert_eq!(coverage(2, 2, 0), Coverage::Thin);
        assert_eq!(coverage(2, 3, 0), Coverage::Filled);
        assert_eq!(coverage(1, 1, 0), Coverage::Thin);
    }

    #[test]
    fn the_pool_covers_a_shortage_but_spares_nobody_from_being_thin() {
        assert_eq!(coverage(2, 0, 2), Coverage::Pooled);
        assert_eq!(coverage(2, 1, 1), Coverage::Pooled);
        assert_eq!(coverage(2, 0, 1), Coverage::UnderMinimum);
        assert_eq!(coverage(2, 2, 5), Coverage::Thin);
    }

    #[test]
    fn nobody_is_missing_in_a_role_by_need() {
        assert_eq!(coverage(0, 0, 0), Coverage::Filled);
        assert_eq!(coverage(0, 1, 0), Coverage::Filled);
    }

    #[test]
    fn periods_that_share_one_day_overlap() {
        let spring = (day(2026, 3, 1), Some(day(2026, 5, 31)));
        assert!(overlap(spring, (day(2026, 5, 31), None)));
        assert!(!overlap(spring, (day(2026, 6, 1), None)));
        assert!(overlap((day(2020, 1, 1), None), (day(2030, 1, 1), None)));
    }

    #[test]
    fn two_roles_are_a_double_hat_only_when_they_are_called_at_the_same_level() {
        use GripLevel::{NonAcute, One, Three, Two};
        let hats = [
            hat("An", "verslaglegger", &[Two, Three]),
            hat("An", "plotter", &[Three]),
            hat("An", "nafase", &[NonAcute]),
            hat("Bo", "verslaglegger", &[Two]),
            hat("Bo", "officier van dienst", &[One]),
        ];
        let doubles = double_hats(&hats);
        assert_eq!(doubles.len(), 1);
        assert_eq!(doubles[0].person.1, "An");
        assert_eq!(doubles[0].roles.len(), 2);
        assert_eq!(doubles[0].levels, [Three]);
    }

    proptest! {
        #[test]
        fn one_more_person_never_makes_coverage_worse(
            minimum in 0..10i64, own in 0..15i64, pool in 0..15i64,
        ) {
            let before = coverage(minimum, own, pool);
            prop_assert!(coverage(minimum, own + 1, pool) >= before);
            prop_assert!(coverage(minimum, own, pool + 1) >= before);
        }

        #[test]
        fn a_higher_minimum_above_none_never_makes_coverage_better(
            minimum in 1..10i64, own in 0..15i64, pool in 0..15i64,
        ) {
            prop_assert!(coverage(minimum + 1, own, pool) <= coverage(minimum, own, pool));
        }

        #[test]
        fn overlap_is_mutual(a in 0..400i64, b in 0..400i64, long in 0..100i64, open: bool) {
            let start = |n| day(2026, 1, 1) + chrono::Duration::days(n);
            let first = (start(a), Some(start(a + long)));
            let second = (start(b), (!open).then(|| start(b + long)));
            prop_assert_eq!(overlap(first, second), overlap(second, first));
            prop_assert!(overlap(first, first));
        }
    }
}
