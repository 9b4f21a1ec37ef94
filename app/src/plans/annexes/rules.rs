//! When an annex must be checked, and which annexes ask for attention first.

use super::{AnnexLine, AnnexStatus};
use crate::{
    fold,
    plans::{Currency, Plan, Schedule, rules::schedule_after},
    rulebook::ReviewRule,
};
use chrono::NaiveDate;

/// Whether a plan has local annexes: it applies to more than one organisation.
#[must_use]
pub fn is_shared(plan: &Plan) -> bool {
    plan.organisations.len() > 1
}

/// Whether there is anything to show of a plan's annexes: it is shared, or one was made. A plan that
/// now applies to one organisation keeps what that has.
#[must_use]
pub fn has_annexes(plan: &Plan, lines: &[AnnexLine]) -> bool {
    is_shared(plan) || lines.iter().any(|line| line.standing.is_some())
}

/// The dates of an annex: its rule counts from the last check; none until the first.
#[must_use]
pub fn schedule(rule: &ReviewRule, checked_on: Option<NaiveDate>) -> Option<Schedule> {
    Some(schedule_after(rule, checked_on?))
}

/// The annexes in the order in which they ask for attention, then by organisation.
pub fn by_urgency(lines: &mut [AnnexLine], today: NaiveDate) {
    lines.sort_by_cached_key(|line| {
        let urgency = urgency(line.status(today));
        (urgency, fold::key(&line.organisation.name))
    });
}

fn urgency(status: AnnexStatus) -> u8 {
    match status {
        AnnexStatus::Missing => 0,
        AnnexStatus::Stands(Currency::Overdue) => 1,
        AnnexStatus::Stands(Currency::NeverReviewed) => 2,
        AnnexStatus::Stands(Currency::DueSoon) => 3,
        AnnexStatus::Stands(Currency::InRevision | Currency::Current) => 4,
        AnnexStatus::Stands(Currency::Withdrawn) => 5,
    }
}

/// How many annexes have each status, the most urgent first, without those that none has.
#[must_use]
pub fn counts(lines: &[AnnexLine], today: NaiveDate) -> Vec<(AnnexStatus, i64)> {
    let mut statuses: Vec<_> = lines.iter().map(|line| line.status(today)).collect();
    statuses.sort_by_key(|status| (urgency(*status), status.code()));
    let groups = statuses.chunk_by(|a, b| a == b);
    groups
        .filter_map(|group| {
            Some((
                *group.first()?,
                i64::try_from(group.len()).unwrap_or(i64::MAX),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        organisations::{OrganisationKind, OrganisationName},
        plans::{PlanKind, Stage, Standing},
        rulebook::{CountedFrom, RuleFacts, RuleLabel, RuleScope},
        source::Checked,
    };
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date that exists")
    }

    fn rule(counted_from: CountedFrom) -> ReviewRule {
        ReviewRule {
            id: "rule".to_owned().into(),
            facts: RuleFacts {
                name: String::new(),
                plan_kind: PlanKind::Annex,
                interval_months: 12,
                counted_from,
                series_start: Some(day(2024, 10, 1)),
                lead_months: 3,
                draft_months: None,
                inspection_months: None,
                board_months: None,
                source: String::new(),
                label: RuleLabel::Advice,
                as_of: day(2026, 1, 1),
                checked: Checked::No,
                in_use: true,
            },
            scope: RuleScope::default(),
            version: 1,
        }
    }

    fn line(name: &str, standing: Option<Standing>) -> AnnexLine {
        AnnexLine {
            organisation: OrganisationName {
                id: name.to_owned().into(),
                kind: OrganisationKind::Municipality,
                name: name.to_owned(),
            },
            standing,
            last: None,
        }
    }

    fn standing(checked_on: Option<NaiveDate>) -> Standing {
        Standing {
            stage: Stage::InForce,
            schedule: schedule(&rule(CountedFrom::Review), checked_on),
            extended_until: None,
            asked_on: None,
        }
    }

    #[test]
    fn an_annex_is_due_a_year_after_its_last_check_and_never_checked_until_the_first() {
        let due = standing(Some(day(2024, 2, 29)));
        assert_eq!(due.due_on(), Some(day(2025, 2, 28)));
        assert_eq!(due.currency(day(2024, 11, 27)), Currency::Current);
        assert_eq!(due.currency(day(2024, 11, 28)), Currency::DueSoon);
        assert_eq!(due.currency(day(2025, 2, 28)), Currency::DueSoon);
        assert_eq!(due.currency(day(2025, 3, 1)), Currency::Overdue);
        let never = standing(None);
        assert_eq!(never.currency(day(2026, 1, 1)), Currency::NeverReviewed);
    }

    #[test]
    fn a_check_counts_under_every_kind_of_rule() {
        let due = |from| schedule(&rule(from), Some(day(2026, 9, 1))).map(|s| s.due_on);
        assert_eq!(due(CountedFrom::Review), Some(day(2027, 9, 1)));
        assert_eq!(due(CountedFrom::Adoption), Some(day(2027, 9, 1)));
        assert_eq!(due(CountedFrom::Series), Some(day(2027, 10, 1)));
    }

    #[test]
    fn what_is_missing_comes_first_and_what_is_current_last() {
        let today = day(2026, 11, 23);
        let mut lines = [
            line("Vaals", Some(standing(Some(day(2026, 9, 1))))),
            line("Beek", None),
            line("Meerssen", Some(standing(Some(day(2025, 9, 1))))),
            line("Gulpen", Some(standing(None))),
            line("Aken", Some(standing(Some(day(2026, 9, 1))))),
        ];
        by_urgency(&mut lines, today);
        let names = lines.each_ref().map(|line| line.organisation.name.as_str());
        assert_eq!(names, ["Beek", "Meerssen", "Gulpen", "Aken", "Vaals"]);
        let counts: Vec<_> = counts(&lines, today)
            .into_iter()
            .map(|(status, count)| (status.code(), count))
            .collect();
        assert_eq!(
            counts,
            [
                ("missing", 1),
                ("overdue", 1),
                ("never-reviewed", 1),
                ("current", 2)
            ]
        );
    }

    proptest! {
        #[test]
        fn a_later_check_never_makes_an_annex_due_earlier(
            checked in 0..20_000i64,
            later in 0..5_000i64,
            from in prop::sample::select(CountedFrom::ALL),
        ) {
            let on = |n: i64| day(1990, 1, 1) + chrono::Duration::days(n);
            let due = |n| schedule(&rule(from), Some(on(n))).map(|s| s.due_on);
            prop_assert!(due(checked + later) >= due(checked));
        }
    }
}
