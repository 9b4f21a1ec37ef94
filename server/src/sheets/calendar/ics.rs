//! Exercises and the days of plans as iCalendar (RFC 5545, RFC 7986).
//!
//! The same entries give the same bytes: nothing here knows what time it is. Written by hand
//! rather than with the crate `icalendar` (0.17), which can't write a time zone without a DTSTAMP
//! of now and a random UID in it, folds some lines at 76 octets, and escapes neither NAME nor CR.

mod plan_day;

pub use plan_day::PlanDay;

use app::{
    Locale,
    exercises::{ExerciseKind, ExerciseStatus},
    fold,
    sheets::calendar::rules::days,
    text::calendar as t,
};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// How long a cancelled exercise stays in a calendar, so that everyone's own calendar hears of it.
pub const CANCELLED_STAYS: TimeDelta = TimeDelta::days(90);

/// The most octets in a line, without its end (RFC 5545, 3.1).
const WIDTH: usize = 75;

/// The zone of all wall-clock times, with the rule that the European Union has had since 1996.
const TIMEZONE: &str = "BEGIN:VTIMEZONE\r\n\
    TZID:Europe/Amsterdam\r\n\
    BEGIN:DAYLIGHT\r\n\
    DTSTART:19960331T020000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    TZNAME:CEST\r\n\
    TZOFFSETFROM:+0100\r\n\
    TZOFFSETTO:+0200\r\n\
    END:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\n\
    DTSTART:19961027T030000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    TZNAME:CET\r\n\
    TZOFFSETFROM:+0200\r\n\
    TZOFFSETTO:+0100\r\n\
    END:STANDARD\r\n\
    END:VTIMEZONE\r\n";

/// An exercise as calendars get it: no people, no phone numbers, no injects.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Exercise {
    /// Its identifier; the UID follows from it and from nothing else.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    #[sqlx(try_from = "String")]
    pub kind: ExerciseKind,
    /// How far it is.
    #[sqlx(try_from = "String")]
    pub status: ExerciseStatus,
    /// The beginning, on the clocks of the region.
    pub starts_at: NaiveDateTime,
    /// The end, on the clocks of the region.
    pub ends_at: NaiveDateTime,
    /// Whether it takes whole days.
    pub all_day: bool,
    /// Where it is held; may be empty.
    pub place: String,
    /// The scenario; may be empty.
    pub scenario: String,
    /// What it is about; may be empty.
    pub description: String,
    /// Why it was cancelled; may be empty.
    pub cancelled_because: String,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Raised on every change of time, place or status.
    pub sequence: i64,
    /// The last change of the record.
    pub updated_at: DateTime<Utc>,
    /// The organisations that take part, a line each; none when there are none.
    pub organisations: Option<String>,
}

impl Exercise {
    /// The moment until which it stands in calendars, if it was cancelled.
    #[must_use]
    pub fn stays_until(&self) -> Option<DateTime<Utc>> {
        (self.status == ExerciseStatus::Cancelled)
            .then(|| self.cancelled_at.unwrap_or(self.updated_at) + CANCELLED_STAYS)
    }
}

/// What stands in a calendar.
#[derive(Clone, Debug)]
pub enum Entry {
    /// An exercise.
    Exercise(Exercise),
    /// A day by which something must be done for a plan.
    PlanDay(PlanDay),
}

impl Entry {
    /// When it begins, on the clocks of the region.
    #[must_use]
    pub fn starts_at(&self) -> NaiveDateTime {
        match self {
            Self::Exercise(exercise) => exercise.starts_at,
            Self::PlanDay(day) => day.on.and_time(NaiveTime::MIN),
        }
    }
}

/// A calendar with these entries in this order. `link` makes the public address of a path.
#[must_use]
pub fn calendar(l: Locale, name: &str, entries: &[Entry], link: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(1024 + entries.len() * 768);
    let name = text(name);
    line(&mut out, "BEGIN", "VCALENDAR");
    line(&mut out, "VERSION", "2.0");
    line(&mut out, "PRODID", "-//Paraat//Paraat//NL");
    line(&mut out, "CALSCALE", "GREGORIAN");
    line(&mut out, "METHOD", "PUBLISH");
    line(&mut out, "NAME", &name);
    line(&mut out, "X-WR-CALNAME", &name);
    line(&mut out, "REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    line(&mut out, "X-PUBLISHED-TTL", "PT1H");
    out.push_str(TIMEZONE);
    for entry in entries {
        match entry {
            Entry::Exercise(exercise) => event(&mut out, l, exercise, &link),
            Entry::PlanDay(day) => plan_day::event(&mut out, l, day, &link),
        }
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

fn event(out: &mut String, l: Locale, exercise: &Exercise, link: impl Fn(&str) -> String) {
    let url = link(&format!("/exercises/{}", exercise.id));
    let changed = utc(exercise.updated_at);
    let (status, summary) = match exercise.status {
        ExerciseStatus::Cancelled => ("CANCELLED", t::ics_summary_cancelled(l, &exercise.title)),
        ExerciseStatus::Draft => ("TENTATIVE", t::ics_summary(l, &exercise.title)),
        _ => ("CONFIRMED", t::ics_summary(l, &exercise.title)),
    };
    line(out, "BEGIN", "VEVENT");
    line(out, "UID", &format!("{}@paraat", exercise.id));
    line(out, "DTSTAMP", &changed);
    line(out, "LAST-MODIFIED", &changed);
    line(out, "SEQUENCE", &exercise.sequence.to_string());
    times(out, exercise);
    line(out, "STATUS", status);
    line(out, "SUMMARY", &text(&summary));
    if !exercise.place.is_empty() {
        line(out, "LOCATION", &text(&exercise.place));
    }
    line(out, "DESCRIPTION", &text(&description(l, exercise, &url)));
    line(out, "CATEGORIES", &text(exercise.kind.label(l)));
    line(out, "URL", &url);
    line(out, "END", "VEVENT");
}

fn times(out: &mut String, exercise: &Exercise) {
    let (from, to) = (exercise.starts_at, exercise.ends_at);
    if exercise.all_day {
        let held = days(from, to, true);
        let end = held.end().checked_add_days(Days::new(1));
        let date = |day: NaiveDate| day.format("%Y%m%d").to_string();
        line(out, "DTSTART;VALUE=DATE", &date(*held.start()));
        line(out, "DTEND;VALUE=DATE", &date(end.unwrap_or(*held.end())));
        return;
    }
    let wall = |moment: NaiveDateTime| moment.format("%Y%m%dT%H%M%S").to_string();
    line(out, "DTSTART;TZID=Europe/Amsterdam", &wall(from));
    // The end must be later than the beginning, or not be there at all.
    if to > from {
        line(out, "DTEND;TZID=Europe/Amsterdam", &wall(to));
    }
}

/// What it is about, in paragraphs; the address too, as many calendars hide the property URL.
fn description(l: Locale, exercise: &Exercise, url: &str) -> String {
    let mut organisations: Vec<_> = exercise
        .organisations
        .iter()
        .flat_map(|o| o.lines())
        .collect();
    organisations.sort_by_cached_key(|name| fold::key(name));
    let cancelled = exercise.status == ExerciseStatus::Cancelled;
    let parts = [
        cancelled.then(|| {
            t::ics_cancelled(l, &exercise.cancelled_because)
                .trim()
                .to_owned()
        }),
        Some(exercise.description.trim().to_owned()),
        (!exercise.scenario.is_empty()).then(|| t::ics_scenario(l, &exercise.scenario)),
        (!organisations.is_empty()).then(|| t::ics_organisations(l, organisations.join(", "))),
        Some(url.to_owned()),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("\n\n")
}

fn utc(moment: DateTime<Utc>) -> String {
    moment.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value (RFC 5545, 3.3.11). Control characters, which may not stand in one, are left
/// out.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A content line, folded at [`WIDTH`] octets and never inside a character (RFC 5545, 3.1).
fn line(out: &mut String, name: &str, value: &str) {
    let mut room = WIDTH;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = WIDTH - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, Offset, Weekday};
    use chrono_tz::Europe::Amsterdam;

    fn moment(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment")
    }

    fn exercise(from: &str, to: &str) -> Exercise {
        Exercise {
            id: "0190".into(),
            title: "Hoog water".into(),
            kind: ExerciseKind::TableTop,
            status: ExerciseStatus::Planned,
            starts_at: moment(from),
            ends_at: moment(to),
            all_day: false,
            place: String::new(),
            scenario: String::new(),
            description: String::new(),
            cancelled_because: String::new(),
            cancelled_at: None,
            sequence: 3,
            updated_at: moment("2026-11-01 08:00").and_utc(),
            organisations: None,
        }
    }

    fn written(exercise: &Exercise) -> String {
        let link = |path: &str| format!("https://paraat.example{path}");
        let entry = Entry::Exercise(exercise.clone());
        calendar(Locale::Nl, "Proef", &[entry], link)
    }

    fn unfolded(exercise: &Exercise) -> Vec<String> {
        let whole = written(exercise).replace("\r\n ", "");
        whole.split_terminator("\r\n").map(str::to_owned).collect()
    }

    fn value(lines: &[String], name: &str) -> String {
        let line = lines.iter().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().to_owned()
    }

    #[test]
    fn a_line_is_folded_at_75_octets_outside_of_characters_whatever_its_length() {
        for filler in ["a", "ë", "€", "🌊", "aë€🌊"] {
            for length in 0..120 {
                let text: String = filler.chars().cycle().take(length).collect();
                let mut out = String::new();
                line(&mut out, "SUMMARY", &text);
                assert!(out.ends_with("\r\n"));
                let lines: Vec<_> = out.split_terminator("\r\n").collect();
                assert!(lines.iter().all(|line| line.len() <= 75), "{out}");
                // No line is broken before it must be: the next character didn't fit.
                for pair in lines.windows(2) {
                    let next = pair[1].chars().nth(1).map_or(0, char::len_utf8);
                    assert!(
                        pair[0].len() + next > 75 && pair[1].starts_with(' '),
                        "{out}"
                    );
                }
                assert_eq!(out.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
            }
        }
    }

    #[test]
    fn what_means_something_in_a_text_is_escaped() {
        assert_eq!(
            text("a, b; c\\d\r\ne\rf\ng\u{0}\u{7f}: \"ë\" 🌊"),
            "a\\, b\\; c\\\\d\\ne\\nf\\ng: \"ë\" 🌊"
        );
    }

    #[test]
    fn an_event_says_all_that_a_calendar_needs() {
        let mut e = exercise("2026-12-02 14:00", "2026-12-02 16:30");
        e.title = "Hoog water, deel 2; Geul \\ Gulp\nën 🌊".into();
        e.place = "Raadzaal, Vaals".into();
        e.organisations = Some("Vaals\nMeerssen".into());
        let lines = unfolded(&e);
        assert_eq!(value(&lines, "UID:"), "0190@paraat");
        assert_eq!(value(&lines, "DTSTAMP:"), "20261101T080000Z");
        assert_eq!(value(&lines, "LAST-MODIFIED:"), "20261101T080000Z");
        assert_eq!(value(&lines, "SEQUENCE:"), "3");
        assert_eq!(
            value(&lines, "DTSTART;TZID=Europe/Amsterdam:"),
            "20261202T140000"
        );
        assert_eq!(
            value(&lines, "DTEND;TZID=Europe/Amsterdam:"),
            "20261202T163000"
        );
        assert_eq!(value(&lines, "STATUS:"), "CONFIRMED");
        assert_eq!(
            value(&lines, "SUMMARY:"),
            "OEFENING: Hoog water\\, deel 2\\; Geul \\\\ Gulp\\nën 🌊"
        );
        assert_eq!(value(&lines, "LOCATION:"), "Raadzaal\\, Vaals");
        assert_eq!(value(&lines, "CATEGORIES:"), "Table-top");
        assert_eq!(
            value(&lines, "URL:"),
            "https://paraat.example/exercises/0190"
        );
        assert!(value(&lines, "DESCRIPTION:").contains("Organisaties: Meerssen\\, Vaals"));
        assert_eq!(written(&e), written(&e.clone()));
    }

    #[test]
    fn a_draft_is_tentative_and_a_cancelled_one_says_so_for_ninety_days() {
        let mut e = exercise("2026-12-02 14:00", "2026-12-02 16:30");
        assert_eq!(e.stays_until(), None);
        e.status = ExerciseStatus::Draft;
        assert_eq!(value(&unfolded(&e), "STATUS:"), "TENTATIVE");
        e.status = ExerciseStatus::Cancelled;
        e.cancelled_at = Some(moment("2026-11-01 12:00").and_utc());
        assert_eq!(e.stays_until(), Some(moment("2027-01-30 12:00").and_utc()));
        let lines = unfolded(&e);
        assert_eq!(value(&lines, "STATUS:"), "CANCELLED");
        assert_eq!(
            value(&lines, "SUMMARY:"),
            "OEFENING: [GEANNULEERD] Hoog water"
        );
    }

    #[test]
    fn whole_days_end_on_the_day_after() {
        let mut e = exercise("2026-12-30 08:30", "2026-12-31 17:00");
        e.all_day = true;
        let lines = unfolded(&e);
        assert_eq!(value(&lines, "DTSTART;VALUE=DATE:"), "20261230");
        assert_eq!(value(&lines, "DTEND;VALUE=DATE:"), "20270101");
    }

    #[test]
    fn without_a_later_end_there_is_none() {
        let e = exercise("2026-12-02 14:00", "2026-12-02 14:00");
        assert!(!written(&e).contains("DTEND"));
    }

    /// Across the nights on which the clocks change, times stay those of the wall, and the zone's
    /// rules are those of the zone's own history: the last Sundays of March and October, at 1:00
    /// UTC.
    #[test]
    fn the_clocks_change_as_the_zone_says() {
        let e = exercise("2026-03-28 22:00", "2026-03-29 06:00");
        let lines = unfolded(&e);
        assert_eq!(
            value(&lines, "DTSTART;TZID=Europe/Amsterdam:"),
            "20260328T220000"
        );
        assert_eq!(
            value(&lines, "DTEND;TZID=Europe/Amsterdam:"),
            "20260329T060000"
        );
        let hours = |day: NaiveDate, hour| {
            let at = day.and_hms_opt(hour, 0, 0).expect("a time").and_utc();
            let local = at.with_timezone(&Amsterdam);
            local.offset().fix().local_minus_utc() / 3600
        };
        for year in 1996..2100 {
            for (month, before, after) in [(3, 1, 2), (10, 2, 1)] {
                let mut days = (1..=31).filter_map(|day| NaiveDate::from_ymd_opt(year, month, day));
                let sunday = days.rfind(|day| day.weekday() == Weekday::Sun);
                let sunday = sunday.expect("a month has Sundays");
                assert_eq!(
                    (hours(sunday, 0), hours(sunday, 1)),
                    (before, after),
                    "{sunday}"
                );
            }
        }
    }
}
