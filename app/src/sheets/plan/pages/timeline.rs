//! A plan's way to its due date: the milestones on a line, and in words below it.

use crate::{
    Locale, date,
    page::Frame,
    plans::{Plan, Schedule},
    sheets::planning::{
        self, DateState, PlanDate,
        rules::{dates, state},
    },
    text::plans as t,
    ui::{self, Tone, icon},
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// The width of the drawing, in its own units.
const WIDTH: i64 = 1_000;
/// What remains free at each end, so that no mark is cut off.
const EDGE: i64 = 20;

/// A day on the line.
struct Mark {
    on: NaiveDate,
    label: &'static str,
    /// What there is to say of it.
    words: String,
    tone: Tone,
}

/// The time line of a plan; none before its first adoption and after its withdrawal.
pub(super) fn timeline(frame: &Frame, plan: &Plan) -> Option<AnyView> {
    let l = frame.locale;
    let marks = marks(frame, plan);
    let schedule = plan.standing.schedule.filter(|_| !marks.is_empty())?;
    let items: Vec<_> = marks
        .iter()
        .zip(1..)
        .map(|(mark, number)| {
            view! {
                <li class=mark.tone.class()>
                    <span class="mark-number" aria-hidden="true">{number.to_string()}</span>
                    <div>
                        <b>{mark.label}</b>
                        <span>{ui::day(l, mark.on)}</span>
                        <span class="mark-state">{icon(mark.tone.icon())}{mark.words.clone()}</span>
                    </div>
                </li>
            }
        })
        .collect();
    Some(
        view! {
            {drawing(frame.today(), schedule, &marks, l)}
            <ol class="marks">{items}</ol>
        }
        .into_any(),
    )
}

fn marks(frame: &Frame, plan: &Plan) -> Vec<Mark> {
    let (l, today) = (frame.locale, frame.today());
    let mark = |day: PlanDate| {
        let state = state(&day, plan.standing.extended_until, today);
        let words = match (state, day.reached_on) {
            (_, Some(on)) => t::reached_on(l, date::short(l, on)),
            (DateState::Late, _) => t::days_late(l, (today - day.on).num_days()),
            (DateState::Extended, _) => state.label(l).to_owned(),
            _ => ahead(l, day.on, today),
        };
        Mark {
            on: day.on,
            label: day.mark.label(l),
            words,
            tone: state.tone(),
        }
    };
    let days = dates(&plan.rule, &plan.standing, &plan.reached);
    days.into_iter().map(mark).collect()
}

fn ahead(l: Locale, on: NaiveDate, today: NaiveDate) -> String {
    match (on - today).num_days() {
        0 => t::this_day(l).to_owned(),
        days if days < 60 => t::in_days(l, days),
        days => t::in_months(l, days / 30),
    }
}

/// The same as a picture, for those who see it; the list says it to all.
fn drawing(today: NaiveDate, schedule: Schedule, marks: &[Mark], l: Locale) -> AnyView {
    let days = marks.iter().map(|mark| mark.on);
    // Long before the first milestone there is nothing to see but the milestones themselves.
    let near = today >= schedule.warn_from - chrono::Duration::days(120);
    let shown = near.then_some(today);
    let first = days.clone().chain(shown).min().unwrap_or(today);
    let last = days.chain(shown).max().unwrap_or(today);
    let x = move |day| place(day, first, last);
    let passed = shown.map(|today| {
        view! { <line class="passed" x1=EDGE.to_string() x2=x(today).to_string() y1="30" y2="30" /> }
    });
    let now = shown.map(|today| {
        let at = x(today);
        let anchor = match at {
            ..100 => "start",
            900.. => "end",
            _ => "middle",
        };
        let at = at.to_string();
        view! {
            <g class="today">
                <line x1=at.clone() x2=at.clone() y1="14" y2="46" />
                <text x=at y="10" text-anchor=anchor>{t::today(l)}</text>
            </g>
        }
    });
    let dots: Vec<_> = marks
        .iter()
        .zip(1..)
        .map(|(mark, number)| {
            let at = x(mark.on).to_string();
            view! {
                <g class=mark.tone.class()>
                    <circle cx=at.clone() cy="30" r="11" />
                    <text x=at y="34.5" text-anchor="middle">{number.to_string()}</text>
                </g>
            }
        })
        .collect();
    view! {
        <svg class="plan-line" viewBox=format!("0 0 {WIDTH} 52") aria-hidden="true">
            <line class="track" x1=EDGE.to_string() x2=(WIDTH - EDGE).to_string() y1="30" y2="30" />
            {passed}{dots}{now}
        </svg>
    }
    .into_any()
}

/// Where a day stands between the first and the last one.
fn place(day: NaiveDate, first: NaiveDate, last: NaiveDate) -> i64 {
    let span = (last - first).num_days().max(1);
    EDGE + (day - first).num_days() * (WIDTH - 2 * EDGE) / span
}

/// What the head of the panel says: how many milestones were missed, or which one is next.
pub(super) fn next_words(frame: &Frame, plan: &Plan) -> Option<String> {
    let (l, today) = (frame.locale, frame.today());
    let mut days = dates(&plan.rule, &plan.standing, &plan.reached);
    days.retain(|day| day.mark < planning::Mark::Due);
    let late = |day: &&PlanDate| state(day, None, today) == DateState::Late;
    let missed = days.iter().filter(late).count();
    if missed > 0 {
        return Some(t::milestones_missed(l, i64::try_from(missed).unwrap_or(0)));
    }
    let next = days.iter().find(|day| day.reached_on.is_none())?;
    Some(t::next_milestone(
        l,
        t::NextMilestone {
            date: date::long(l, next.on),
            name: next.mark.label(l),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_stand_in_order_between_the_edges() {
        let day = |month, day| NaiveDate::from_ymd_opt(2028, month, day).unwrap_or_default();
        let x = |on| place(on, day(2, 28), day(3, 1));
        assert_eq!([x(day(2, 28)), x(day(2, 29)), x(day(3, 1))], [20, 500, 980]);
        assert_eq!(place(day(1, 1), day(1, 1), day(1, 1)), EDGE);
    }
}
