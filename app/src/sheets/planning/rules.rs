//! Which days a plan has, how each stands, and where it stands in a year.

use super::{DateState, Mark, PlanDate};
use crate::{
    form::UnknownCode,
    plans::{Reached, Stage, Standing, rules::milestones},
    rulebook::ReviewRule,
};
use chrono::{Datelike, NaiveDate};
use std::{fmt, str::FromStr};

/// The days by which something must be done for a plan, in the order of [`Mark`]; none for a plan
/// that was withdrawn, or that has no due date.
#[must_use]
pub fn dates(rule: &ReviewRule, standing: &Standing, reached: &[Reached]) -> Vec<PlanDate> {
    let (Some(schedule), false) = (standing.schedule, standing.stage == Stage::Withdrawn) else {
        return Vec::new();
    };
    let before = milestones(rule, standing, reached)
        .into_iter()
        .map(|day| PlanDate {
            mark: day.milestone.into(),
            on: day.on,
            reached_on: day.reached_on,
        });
    let open = |mark, on| PlanDate {
        mark,
        on,
        reached_on: None,
    };
    before
        .chain([open(Mark::Due, schedule.due_on)])
        .chain(standing.extended_until.map(|on| open(Mark::Extended, on)))
        .collect()
}

/// The day by which an annex must be checked; none when its plan was withdrawn, or nobody has checked
/// it yet.
#[must_use]
pub fn check(standing: &Standing) -> Option<PlanDate> {
    let live = standing.stage != Stage::Withdrawn;
    Some(PlanDate {
        mark: Mark::Check,
        on: standing.schedule.filter(|_| live)?.due_on,
        reached_on: None,
    })
}

/// How a day stands for a plan that was extended until then. An extension keeps the due date from
/// being late, and nothing else: the milestones stand as they did.
#[must_use]
pub fn state(date: &PlanDate, extended_until: Option<NaiveDate>, today: NaiveDate) -> DateState {
    let extended = extended_until.is_some_and(|until| today <= until);
    match date.mark {
        _ if date.reached_on.is_some() => DateState::Reached,
        _ if today <= date.on => DateState::Ahead,
        Mark::Due if extended => DateState::Extended,
        _ => DateState::Late,
    }
}

/// A calendar year, as a sheet from edge to edge. Every day is equally wide: places count days, so
/// neither a leap day nor a change of clocks shifts anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Year(i32);

impl Year {
    /// The year in which a day lies.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year())
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 1, 1).unwrap_or(NaiveDate::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 12, 31).unwrap_or(NaiveDate::MAX)
    }

    /// The year before, as far as addresses name years.
    #[must_use]
    pub fn earlier(self) -> Option<Self> {
        Self(self.0 - 1).named()
    }

    /// The year after, as far as addresses name years.
    #[must_use]
    pub fn later(self) -> Option<Self> {
        Self(self.0 + 1).named()
    }

    fn named(self) -> Option<Self> {
        (1900..=2200).contains(&self.0).then_some(self)
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    /// The number of its days.
    #[must_use]
    pub fn days(self) -> u32 {
        self.last().ordinal()
    }

    /// The first days of its months.
    #[must_use]
    pub fn months(self) -> Vec<NaiveDate> {
        (1..=12)
            .filter_map(|month| NaiveDate::from_ymd_opt(self.0, month, 1))
            .collect()
    }

    /// Where a day begins; a day before the year at its left edge, one after it at its right edge.
    #[must_use]
    pub fn begin(self, day: NaiveDate) -> Place {
        match day {
            day if day < self.first() => Place(0),
            day if day > self.last() => Place(Place::WHOLE),
            day => self.place(day.ordinal0() * 2),
        }
    }

    /// Where a day ends, by the same rule.
    #[must_use]
    pub fn end(self, day: NaiveDate) -> Place {
        day.succ_opt()
            .map_or(Place(Place::WHOLE), |next| self.begin(next))
    }

    /// The middle of a day of this year.
    #[must_use]
    pub fn middle(self, day: NaiveDate) -> Option<Place> {
        self.contains(day)
            .then(|| self.place(day.ordinal0() * 2 + 1))
    }

    fn place(self, half_days: u32) -> Place {
        Place(half_days * Place::WHOLE / (self.days() * 2))
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Year {
    type Err = UnknownCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let year = text.parse().ok().map(Self).and_then(Self::named);
        year.filter(|year| year.to_string() == text)
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

/// A place between the left edge of a year and its right edge, in hundredths of a percent; written
/// as a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(u32);

impl Place {
    /// The right edge.
    const WHOLE: u32 = 10_000;

    /// How far another place lies to the right of this one; nothing when it does not.
    #[must_use]
    pub fn until(self, later: Self) -> Self {
        Self(later.0.saturating_sub(self.0))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// The closest that two marks may stand on one line.
const APART: Place = Place(400);

/// The line on which each mark stands, so that those close together don't cover each other. The
/// places come in order.
#[must_use]
pub fn lanes(places: &[Place]) -> Vec<usize> {
    let mut ends: Vec<Place> = Vec::new();
    let lane = |place: &Place| {
        let free = ends.iter().position(|end| end.until(*place) >= APART);
        match free {
            Some(lane) => {
                ends[lane] = *place;
                lane
            }
            None => {
                ends.push(*place);
                ends.len() - 1
            }
        }
    };
    places.iter().map(lane).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plans::{PlanKind, Schedule},
        rulebook::{CountedFrom, Milestone, RuleFacts, RuleLabel, RuleScope},
        source::Checked,
    };
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn year(number: i32) -> Year {
        Year(number)
    }

    /// The rule of the airport plan: four years, and nine, six, four and two months before.
    fn rule() -> ReviewRule {
        ReviewRule {
            id: "rule".to_owned().into(),
            facts: RuleFacts {
                name: String::new(),
                plan_kind: PlanKind::DisasterPlan,
                interval_months: 48,
                counted_from: CountedFrom::Adoption,
                series_start: None,
                lead_months: 9,
                draft_months: Some(6),
                inspection_months: Some(4),
                board_months: Some(2),
                source: String::new(),
                label: RuleLabel::Law,
                as_of: day("2017-05-01"),
                checked: Checked::Yes,
                in_use: true,
            },
            scope: RuleScope::default(),
            version: 1,
        }
    }

    fn airport() -> Standing {
        Standing {
            stage: Stage::InForce,
            schedule: Some(Schedule {
                counted_on: day("2022-12-01"),
                due_on: day("2026-12-01"),
                warn_from: day("2026-03-01"),
            }),
            extended_until: None,
            asked_on: None,
        }
    }

    fn states(standing: &Standing, reached: &[Reached], today: &str) -> Vec<(Mark, DateState)> {
        dates(&rule(), standing, reached)
            .iter()
            .map(|date| {
                let state = state(date, standing.extended_until, day(today));
                (date.mark, state)
            })
            .collect()
    }

    #[test]
    fn the_airport_plan_is_late_with_all_its_milestones_but_not_yet_with_its_due_date() {
        use DateState::{Ahead, Late};
        let all: Vec<_> = dates(&rule(), &airport(), &[])
            .iter()
            .map(|date| date.on.to_string())
            .collect();
        let expected = ["2026-03-01", "2026-06-01", "2026-08-01", "2026-10-01"];
        assert_eq!(all[..4], expected);
        assert_eq!(all[4..], ["2026-12-01"]);
        let on = |today| -> Vec<_> {
            let states = states(&airport(), &[], today);
            states.into_iter().map(|(_, state)| state).collect()
        };
        assert_eq!(on("2026-11-23"), [Late, Late, Late, Late, Ahead]);
        // The last good day is a good day.
        assert_eq!(on("2026-12-01")[4], Ahead);
        assert_eq!(on("2026-12-02")[4], Late);
    }

    #[test]
    fn an_extension_spares_the_due_date_alone_and_only_until_its_end() {
        use DateState::{Ahead, Extended, Late, Reached as Done};
        let standing = Standing {
            extended_until: Some(day("2027-03-01")),
            ..airport()
        };
        let reached = [Reached {
            id: String::new().into(),
            milestone: Milestone::Draft,
            done_on: day("2026-09-01"),
            note: String::new(),
        }];
        let on = |today| states(&standing, &reached, today);
        let expected = [
            (Mark::Start, Done),
            (Mark::Draft, Done),
            (Mark::Inspection, Late),
            (Mark::Board, Late),
        ];
        assert_eq!(on("2026-11-23")[..4], expected);
        let last = |today| on(today)[4..].to_vec();
        let both = |due, until| [(Mark::Due, due), (Mark::Extended, until)];
        assert_eq!(last("2026-12-01"), both(Ahead, Ahead));
        assert_eq!(last("2026-12-02"), both(Extended, Ahead));
        assert_eq!(last("2027-03-01"), both(Extended, Ahead));
        assert_eq!(last("2027-03-02"), both(Late, Late));
    }

    #[test]
    fn a_withdrawn_plan_and_one_without_a_due_date_have_no_days() {
        let withdrawn = Standing {
            stage: Stage::Withdrawn,
            ..airport()
        };
        let draft = Standing {
            stage: Stage::Draft,
            schedule: None,
            ..airport()
        };
        assert!(dates(&rule(), &withdrawn, &[]).is_empty());
        assert!(dates(&rule(), &draft, &[]).is_empty());
    }

    #[test]
    fn a_year_has_its_days_and_the_leap_day_is_one_of_them() {
        assert_eq!((year(2026).days(), year(2028).days()), (365, 366));
        let middle = |text| {
            let place = Year::of(day(text)).middle(day(text));
            place.expect("a day of the year").to_string()
        };
        assert_eq!(middle("2026-01-01"), "0.13%");
        assert_eq!(middle("2026-07-02"), "50.00%");
        assert_eq!(middle("2028-02-29"), "16.25%");
        assert_eq!(middle("2028-12-31"), "99.86%");
        assert_eq!(year(2026).begin(day("2026-03-01")).to_string(), "16.16%");
        assert_eq!(year(2028).begin(day("2028-03-01")).to_string(), "16.39%");
    }

    #[test]
    fn what_lies_outside_of_the_year_stands_at_its_edges() {
        let y = year(2026);
        assert_eq!(y.begin(day("2025-12-31")).to_string(), "0.00%");
        assert_eq!(y.begin(day("2027-01-01")).to_string(), "100.00%");
        assert_eq!(y.end(day("2026-12-31")).to_string(), "100.00%");
        assert_eq!(y.end(NaiveDate::MAX).to_string(), "100.00%");
        assert_eq!(y.middle(day("2027-01-01")), None);
    }

    #[test]
    fn only_years_that_forms_take_are_years() {
        for text in [
            "",
            "26",
            "1899",
            "2201",
            "+2026",
            " 2026",
            "2026.0",
            "99999999999",
        ] {
            assert!(text.parse::<Year>().is_err(), "{text:?}");
        }
        assert_eq!("2026".parse(), Ok(year(2026)));
        assert_eq!(year(2200).later(), None);
        assert_eq!(year(1900).earlier(), None);
    }

    #[test]
    fn marks_that_are_close_stand_on_lines_of_their_own() {
        let lanes = |places: &[u32]| lanes(&places.iter().map(|n| Place(*n)).collect::<Vec<_>>());
        assert_eq!(lanes(&[0, 400, 800]), [0, 0, 0]);
        assert_eq!(lanes(&[100, 100, 300, 500, 510]), [0, 1, 2, 0, 1]);
        assert!(lanes(&[]).is_empty());
    }

    proptest! {
        /// Equal steps from day to day, whatever the clocks do, to within the rounding.
        #[test]
        fn the_days_of_a_year_stand_in_order_and_equally_far_apart(number in 1900..2200i32) {
            let y = year(number);
            let places: Vec<u32> = y.first().iter_days().take_while(|day| y.contains(*day))
                .map(|day| y.middle(day).expect("a day of the year").0)
                .collect();
            prop_assert_eq!(places.len(), y.days() as usize);
            for pair in places.windows(2) {
                prop_assert!((27..=28).contains(&(pair[1] - pair[0])), "{:?}", pair);
            }
            let months = y.months();
            prop_assert_eq!(months.len(), 12);
            prop_assert!(months.windows(2).all(|pair| y.begin(pair[0]) < y.begin(pair[1])));
        }
    }
}
