//! The days of plans as iCalendar.
//!
//! A day keeps its UID while the plan counts from the same adoption or review: when its rule
//! changes, or the plan is extended, the event moves. When the plan is adopted or reviewed anew, the
//! days of the new term are new events, and those of the old one leave the feed; a calendar that
//! subscribes to it lets them go, too. What was reached stays, on the day that was planned for it,
//! and says so: whoever looks back sees the term as it was.

use super::{line, text, utc};
use crate::sheets::planning::calendar::CalendarPlan;
use app::{
    Locale, date,
    sheets::planning::{Mark, PlanDate},
    text::calendar as t,
};
use chrono::{DateTime, NaiveDate, Utc};

/// A day of a plan as calendars get it.
#[derive(Clone, Debug)]
pub struct PlanDay {
    /// What stands for the day of this plan or annex, whatever it counts from; the UID follows from it
    /// and from `counted_on`.
    pub uid: String,
    /// The page.
    pub path: String,
    /// The plan's title.
    pub title: String,
    /// The organisation that owns the plan or keeps the annex.
    pub owner: String,
    /// What the day is.
    pub mark: Mark,
    /// The adoption, review or check from which the days of the plan count.
    pub counted_on: NaiveDate,
    /// The last good day for it.
    pub on: NaiveDate,
    /// When it was reached, if it was.
    pub reached_on: Option<NaiveDate>,
    /// Raised on every change of the plan, and when its rule moves it.
    pub sequence: i64,
    /// When that was last.
    pub changed_at: DateTime<Utc>,
}

impl PlanDay {
    /// The days of a plan; none when it was withdrawn.
    pub fn of(found: &CalendarPlan) -> impl Iterator<Item = Self> {
        let plan = &found.plan;
        let counted_on = plan.standing.schedule.map(|schedule| schedule.counted_on);
        let day = move |(counted_on, date): (NaiveDate, &PlanDate)| Self {
            uid: match date.mark {
                Mark::Check => format!("annex-{}-{}", plan.id, plan.owner.id),
                mark => format!("milestone-{}-{mark}", plan.id),
            },
            path: plan.path(),
            title: plan.title.clone(),
            owner: plan.owner.name.clone(),
            mark: date.mark,
            counted_on,
            on: date.on,
            reached_on: date.reached_on,
            sequence: found.sequence,
            changed_at: found.changed_at,
        };
        let dates = counted_on.into_iter().flat_map(|counted_on| {
            let dates = plan.dates.iter();
            dates.map(move |date| (counted_on, date))
        });
        dates.map(day)
    }
}

/// Writes a day as an event of a whole day, in which one is not busy.
pub(super) fn event(out: &mut String, l: Locale, day: &PlanDay, link: impl Fn(&str) -> String) {
    let url = link(&day.path);
    let changed = utc(day.changed_at);
    let what = day.mark.label(l);
    let summary = match day.reached_on {
        Some(_) => t::ics_milestone_reached(
            l,
            t::IcsMilestoneReached {
                plan: &day.title,
                what,
            },
        ),
        None => t::ics_milestone(
            l,
            t::IcsMilestone {
                plan: &day.title,
                what,
            },
        ),
    };
    let reached = day
        .reached_on
        .map(|on| t::ics_reached_on(l, date::long(l, on)));
    let owner = match day.mark {
        Mark::Check => t::ics_annex_of(l, &day.owner),
        _ => t::ics_plan_owner(l, &day.owner),
    };
    let parts: Vec<_> = reached.into_iter().chain([owner, url.clone()]).collect();
    let ical = |day: NaiveDate| day.format("%Y%m%d").to_string();
    line(out, "BEGIN", "VEVENT");
    line(
        out,
        "UID",
        &format!("{}-{}@paraat", day.uid, day.counted_on),
    );
    line(out, "DTSTAMP", &changed);
    line(out, "LAST-MODIFIED", &changed);
    line(out, "SEQUENCE", &day.sequence.to_string());
    line(out, "DTSTART;VALUE=DATE", &ical(day.on));
    let end = day.on.succ_opt().unwrap_or(day.on);
    line(out, "DTEND;VALUE=DATE", &ical(end));
    line(out, "TRANSP", "TRANSPARENT");
    line(out, "STATUS", "CONFIRMED");
    line(out, "SUMMARY", &text(&summary));
    line(out, "DESCRIPTION", &text(&parts.join("\n\n")));
    line(out, "CATEGORIES", &text(t::ics_milestone_category(l)));
    line(out, "URL", &url);
    line(out, "END", "VEVENT");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> PlanDay {
        PlanDay {
            uid: "milestone-0190-draft".into(),
            path: "/plans/0190".into(),
            title: "RBP; MAA, deel 2".into(),
            owner: "VRZL".into(),
            mark: Mark::Draft,
            counted_on: "2024-02-29".parse().expect("a day"),
            on: "2028-02-28".parse().expect("a day"),
            reached_on: None,
            sequence: 3002,
            changed_at: "2026-11-01T08:00:00Z".parse().expect("a moment"),
        }
    }

    fn written(day: &PlanDay) -> String {
        let mut out = String::new();
        event(&mut out, Locale::Nl, day, |path| {
            format!("https://p.example{path}")
        });
        out.replace("\r\n ", "")
    }

    #[test]
    fn a_day_says_all_that_a_calendar_needs() {
        let text = written(&day());
        for line in [
            "UID:milestone-0190-draft-2024-02-29@paraat\r\n",
            "DTSTAMP:20261101T080000Z\r\nLAST-MODIFIED:20261101T080000Z\r\nSEQUENCE:3002\r\n",
            "DTSTART;VALUE=DATE:20280228\r\nDTEND;VALUE=DATE:20280229\r\n",
            "STATUS:CONFIRMED\r\nSUMMARY:MIJLPAAL: Concept gereed – RBP\\; MAA\\, deel 2\r\n",
            "CATEGORIES:Mijlpaal\r\nURL:https://p.example/plans/0190\r\n",
        ] {
            assert!(text.contains(line), "{line} {text}");
        }
        assert_eq!(text, written(&day()));
    }

    #[test]
    fn the_end_of_a_year_and_a_leap_day_are_days_like_others() {
        for (on, end) in [
            ("2027-12-31", "20280101"),
            ("2028-02-29", "20280301"),
            ("2027-03-28", "20270329"),
            ("2027-10-31", "20271101"),
        ] {
            let day = PlanDay {
                on: on.parse().expect("a day"),
                ..day()
            };
            assert!(written(&day).contains(&format!("DTEND;VALUE=DATE:{end}\r\n")));
        }
    }

    #[test]
    fn what_was_reached_stays_where_it_was_planned_and_says_so() {
        let reached = PlanDay {
            reached_on: "2027-12-24".parse().ok(),
            ..day()
        };
        let text = written(&reached);
        assert!(text.contains("SUMMARY:MIJLPAAL GEHAALD: Concept gereed – RBP"));
        assert!(text.contains("DTSTART;VALUE=DATE:20280228\r\n"));
        assert!(text.contains("Gehaald op 24 december 2027"));
    }
}
