//! The year as a picture: a row a plan, with a drawing of its days.
//!
//! Each row is a drawing of its own in a table, so that a sheet of paper breaks between rows and
//! repeats the months, and so that plans are links. Places are percentages: marks and letters keep
//! their size, however wide the sheet is.

use super::{
    DateState, Filter, Mark, PlanDate, PlanDates,
    rules::{Place, Year, lanes},
};
use crate::{Locale, date, organisations::OrganisationName, page::Frame, text::planning as t};
use chrono::{Days, NaiveDate};
use leptos::prelude::*;

/// The height of one line of marks, in pixels.
const LINE: usize = 30;

/// The picture of a year; the plans of one organisation stand together.
pub(super) fn chart(frame: &Frame, filter: &Filter, plans: &[PlanDates]) -> AnyView {
    let l = frame.locale;
    let year = filter.year;
    let groups: Vec<_> = plans
        .chunk_by(|one, other| one.owner.id == other.owner.id)
        .map(|plans| group(frame, year, &plans[0].owner, plans))
        .collect();
    view! {
        <div class="year-chart">
            {legend(l, year)}
            <table class="year">
                <thead>
                    <tr>
                        <th scope="col">{t::plan(l)}</th>
                        <th scope="col"><span class="visually-hidden">{t::months(l, year)}</span>{head(frame, year)}</th>
                    </tr>
                </thead>
                {groups}
            </table>
        </div>
    }
    .into_any()
}

fn group(frame: &Frame, year: Year, owner: &OrganisationName, plans: &[PlanDates]) -> AnyView {
    let rows: Vec<_> = plans.iter().map(|plan| row(frame, year, plan)).collect();
    view! {
        <tbody>
            <tr class="group"><th scope="rowgroup" colspan="2">{owner.name.clone()}</th></tr>
            {rows}
        </tbody>
    }
    .into_any()
}

/// The names of the months, the lines between them that every row draws, and the word at today.
fn head(frame: &Frame, year: Year) -> AnyView {
    let l = frame.locale;
    let months = year.months();
    let names: Vec<_> = months
        .iter()
        .filter_map(|first| {
            let middle = year.middle(first.checked_add_days(Days::new(14))?)?;
            let name = date::short_month_name(l, *first);
            Some(view! { <text x=middle.to_string() y="16" text-anchor="middle">{name}</text> })
        })
        .collect();
    let lines: Vec<_> = months
        .iter()
        .map(|first| {
            let x = year.begin(*first).to_string();
            view! { <line x1=x.clone() x2=x y1="0" y2="100%"></line> }
        })
        .collect();
    let today = year.middle(frame.today()).map(|place| {
        view! { <text class="today" x=place.to_string() y="31" text-anchor="middle">{t::today(l)}</text> }
    });
    view! {
        <svg class="year-head" height="36" aria-hidden="true">
            <defs><g id="year-grid" class="year-grid">{lines}</g></defs>
            {names}
            {today}
        </svg>
    }
    .into_any()
}

fn row(frame: &Frame, year: Year, plan: &PlanDates) -> AnyView {
    let l = frame.locale;
    let today = frame.today();
    let mut shown: Vec<(PlanDate, Place)> = plan
        .dates
        .iter()
        .filter_map(|date| Some((*date, year.middle(date.on)?)))
        .collect();
    shown.sort_by_key(|(date, place)| (*place, date.mark));
    let places: Vec<Place> = shown.iter().map(|(_, place)| *place).collect();
    let lanes = lanes(&places);
    let lines = lanes.iter().max().map_or(1, |lane| lane + 1);
    let marks: Vec<_> = shown
        .iter()
        .zip(&lanes)
        .map(|((date, place), lane)| {
            let middle = lane * LINE + LINE / 2;
            mark(
                l,
                date.mark,
                plan.state(date, today),
                Some((*place, middle)),
            )
        })
        .collect();
    let earlier = open_from_before(plan, year, today)
        .next()
        .map(|_| view! { <path class="earlier" d="M-9 15l8 -7v14z"></path> });
    let now = year.middle(today).map(|place| {
        let x = place.to_string();
        view! { <line class="today" x1=x.clone() x2=x y1="0" y2="100%"></line> }
    });
    view! {
        <tr>
            <th scope="row"><a href=plan.path()>{plan.title.clone()}</a></th>
            <td>
                <svg class="year-row" height=(lines * LINE).to_string() role="img" aria-label=words(l, year, plan, today)>
                    <use href="#year-grid"></use>
                    {spans(year, plan)}
                    {now}
                    {earlier}
                    {marks}
                </svg>
            </td>
        </tr>
    }
    .into_any()
}

/// From the first milestone to the due date, and on to the end of an extension.
fn spans(year: Year, plan: &PlanDates) -> Vec<AnyView> {
    let on = |mark| {
        plan.dates
            .iter()
            .find(|date| date.mark == mark)
            .map(|date| date.on)
    };
    let first = plan.dates.iter().map(|date| date.on).min();
    let work = first.zip(on(Mark::Due)).map(|days| ("work", days));
    let extension = on(Mark::Due)
        .zip(on(Mark::Extended))
        .map(|days| ("extension", days));
    [work, extension]
        .into_iter()
        .flatten()
        .filter_map(|(class, (from, to))| {
            let from = year.middle(from).unwrap_or(year.begin(from));
            let width = from.until(year.middle(to).unwrap_or(year.end(to)));
            (width > year.begin(year.first())).then(|| {
                view! { <rect class=class x=from.to_string() width=width.to_string() y="12" height="6"></rect> }.into_any()
            })
        })
        .collect()
}

/// The days before this year on which something was to be done that still is not.
pub(super) fn open_from_before(
    plan: &PlanDates,
    year: Year,
    today: NaiveDate,
) -> impl Iterator<Item = &PlanDate> {
    plan.dates
        .iter()
        .filter(move |date| date.on < year.first() && plan.state(date, today) == DateState::Late)
}

/// What the drawing of a row shows.
fn words(l: Locale, year: Year, plan: &PlanDates, today: NaiveDate) -> String {
    let before = open_from_before(plan, year, today).map(|open| {
        t::earlier_in_words(
            l,
            t::EarlierInWords {
                date: date::short(l, open.on),
                what: open.mark.label(l),
                year,
            },
        )
    });
    let within = plan
        .dates
        .iter()
        .filter(|date| year.contains(date.on))
        .map(|open| {
            let state = plan.state(open, today).label(l).to_lowercase();
            t::in_words(
                l,
                t::InWords {
                    date: date::short(l, open.on),
                    state,
                    what: open.mark.label(l),
                },
            )
        });
    let words: Vec<_> = before.chain(within).collect();
    if words.is_empty() {
        return t::no_words(l, year);
    }
    words.join("; ")
}

/// A mark: its shape and its letter say what it is, a tick or an exclamation mark how it stands.
/// Around the origin, or around a place and a height in pixels.
fn mark(l: Locale, mark: Mark, state: DateState, at: Option<(Place, usize)>) -> AnyView {
    let shape = match mark {
        Mark::Start => "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z",
        Mark::Draft => "M-9 -9h18v18h-18z",
        Mark::Inspection => "M0 -12l12 12l-12 12l-12 -12z",
        Mark::Board => "M-6 -10h12l6 10l-6 10h-12l-6 -10z",
        Mark::Due => "M-10 -10h20v13l-10 9l-10 -9z",
        Mark::Check => "M0 -13l13 21h-26z",
        Mark::Extended => "M-10 -9h13l9 9l-9 9h-13z",
    };
    let badge = match state {
        DateState::Reached => Some("M5 -8l3 3l6 -7"),
        DateState::Late => Some("M11 -14v6m0 3.5v0.1"),
        DateState::Extended | DateState::Ahead => None,
    };
    // The same line twice: the lower one, wider, sets it off from the shape.
    let badge =
        badge.map(|d| view! { <path class="badge" d=d></path><path class="badge" d=d></path> });
    let (x, y) = at
        .map(|(place, y)| (place.to_string(), y.to_string()))
        .unzip();
    view! {
        <svg class=format!("mark {} {} {}", mark.code(), state.code(), state.tone().class())
            x=x y=y width="1" height="1" overflow="visible">
            <path d=shape></path>
            <text y="4.5" text-anchor="middle">{mark.letter(l)}</text>
            {badge}
        </svg>
    }
    .into_any()
}

fn legend(l: Locale, year: Year) -> AnyView {
    let what = Mark::ALL.iter().map(|one| {
        (
            mark(l, *one, DateState::Ahead, None),
            one.label(l).to_owned(),
        )
    });
    let stands = [DateState::Reached, DateState::Late]
        .into_iter()
        .map(|state| {
            let word = match state {
                DateState::Reached => t::legend_reached(l),
                _ => t::legend_late(l),
            };
            (mark(l, Mark::Draft, state, None), word.to_owned())
        });
    let lines = [
        (
            view! { <path class="earlier" d="M-5 0l8 -7v14z"></path> }.into_any(),
            t::legend_earlier(l, year),
        ),
        (
            view! { <rect class="extension" x="-10" y="-3" width="20" height="6"></rect> }
                .into_any(),
            t::legend_extension(l).to_owned(),
        ),
        (
            view! { <line class="today" x1="0" x2="0" y1="-11" y2="11"></line> }.into_any(),
            t::legend_today(l).to_owned(),
        ),
    ];
    let items: Vec<_> = what
        .chain(stands)
        .chain(lines)
        .map(|(drawing, words)| {
            view! {
                <li>
                    <svg class="year-sign" viewBox="-15 -15 30 30" aria-hidden="true">{drawing}</svg>
                    {words}
                </li>
            }
        })
        .collect();
    view! { <ul class="year-legend" aria-label=t::legend(l)>{items}</ul> }.into_any()
}
