//! The calendar as a page.

use super::{
    Event, Filter, PlanDay, View, plan_days,
    rules::{Month, days},
};
use crate::{
    Locale, date,
    exercises::{ExerciseKind, ExerciseStatus},
    form::{Errors, Values},
    organisations::OrganisationName,
    page::{Content, Frame},
    text::{calendar as t, ui as tu},
    ui::{self, Icon, Tone, form::Form, icon},
};
use chrono::{Datelike, NaiveDate, NaiveTime};
use leptos::prelude::*;

/// The calendar in the view that the filter asks for. `events` and `days` in order of time; `cut`
/// when there are more than are shown.
#[must_use]
pub fn index(
    frame: &Frame,
    filter: &Filter,
    organisations: &[OrganisationName],
    events: &[Event],
    days: &[PlanDay],
    cut: bool,
) -> Content {
    let l = frame.locale;
    let actions = view! {
        {ui::quiet_button(download(filter), Icon::Download, t::download(l))}
        {ui::button("/me/calendar", Icon::Calendar, t::subscribe(l))}
    };
    let none = (events.is_empty() && days.is_empty()).then(|| match filter.view {
        View::Month => ui::notice(Tone::None, t::none_in_month(l)),
        View::List => ui::empty(t::none_in_year(l)),
    });
    let shown = match filter.view {
        View::Month => month(frame, filter.month, events, days),
        View::List => list(l, filter, events, days),
    };
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), actions)}
        {filters(frame, filter, organisations)}
        {bar(frame, filter)}
        {cut.then(|| ui::notice(Tone::Soon, t::cut(l)))}
        {none}
        {shown}
    };
    Content::new(format!("{} · {}", period(l, filter), t::title(l)), view)
}

fn address(filter: &Filter, month: Month, view: View) -> String {
    let query = ui::query(&[
        ("month", &month.to_string()),
        ("view", if view == View::Month { "" } else { view.code() }),
        ("organisation", organisation(filter)),
        ("kind", filter.kind.map_or("", ExerciseKind::code)),
        ("plans", plans(filter)),
    ]);
    format!("/calendar{query}")
}

/// The same exercises, and the days of the same plans, of all times as a file.
fn download(filter: &Filter) -> String {
    let query = ui::query(&[
        ("organisation", organisation(filter)),
        ("kind", filter.kind.map_or("", ExerciseKind::code)),
        ("plans", plans(filter)),
    ]);
    format!("/calendar.ics{query}")
}

fn organisation(filter: &Filter) -> &str {
    filter.organisation.as_ref().map_or("", |id| id.as_str())
}

fn plans(filter: &Filter) -> &'static str {
    if filter.all_plans { "all" } else { "" }
}

fn filters(
    frame: &Frame,
    filter: &Filter,
    organisations: &[OrganisationName],
) -> impl IntoView + use<> {
    let l = frame.locale;
    let all_plans = frame.is_coordinator().then(|| {
        view! {
            <label class="choice">
                <input type="checkbox" name="plans" value="all" checked=filter.all_plans />
                <span>{t::all_plans(l)}</span>
            </label>
        }
    });
    let values = Values::default()
        .with("month", filter.month)
        .with("view", filter.view)
        .with("organisation", organisation(filter))
        .with("kind", filter.kind.map_or("", ExerciseKind::code));
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let organisations = OrganisationName::choices(organisations);
    let kinds = ui::form::choices(ExerciseKind::ALL, |kind| (kind.code(), kind.label(l)));
    view! {
        <form class="filters" method="get" action="/calendar" role="search">
            {form.hidden("month")}
            {form.hidden("view")}
            {form.select("organisation", t::organisation(l), "", Some(tu::all(l)), &organisations)}
            {form.select("kind", t::kind(l), "", Some(tu::all(l)), &kinds)}
            {all_plans}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

/// Where one is, the way back and forth, and the other view.
fn bar(frame: &Frame, filter: &Filter) -> impl IntoView + use<> {
    let l = frame.locale;
    let Filter { month, view, .. } = *filter;
    let step = view.months();
    let now = Month::of(frame.today());
    let (before, after) = (month.earlier(step), month.later(step));
    let short = |month: Month| {
        let day = month.first();
        format!("{} {}", date::short_month_name(l, day), day.year())
    };
    let (earlier, later) = match view {
        View::Month => (short(before), short(after)),
        View::List => (t::earlier(l, step), t::later(l, step)),
    };
    let back = match view {
        View::Month => t::this_month(l),
        View::List => t::this_year(l),
    };
    let views: Vec<_> = View::ALL
        .iter()
        .map(|other| {
            let here = (*other == view).then_some("true");
            view! {
                <li><a class="button quiet small" href=address(filter, month, *other) aria-current=here>{other.label(l)}</a></li>
            }
        })
        .collect();
    view! {
        <div class="month-bar">
            <h2>{period(l, filter)}</h2>
            <nav aria-label=t::go_to(l)>
                <ul>
                    <li><a class="button quiet small" rel="prev" href=address(filter, before, view)>{icon(Icon::ArrowLeft)}{earlier}</a></li>
                    {(month != now).then(|| view! {
                        <li><a class="button quiet small" href=address(filter, now, view)>{back}</a></li>
                    })}
                    <li><a class="button quiet small" rel="next" href=address(filter, after, view)>{later}{icon(Icon::ArrowRight)}</a></li>
                </ul>
            </nav>
            <nav aria-label=t::view(l)><ul>{views}</ul></nav>
        </div>
    }
}

/// "December 2026", or from which month to which the list goes.
fn period(l: Locale, filter: &Filter) -> String {
    capital(match filter.view {
        View::Month => month_and_year(l, filter.month.first()),
        View::List => span(l, filter.month, filter.view.months()),
    })
}

fn month_and_year(l: Locale, day: NaiveDate) -> String {
    format!("{} {}", date::month_name(l, day), day.year())
}

fn span(l: Locale, from: Month, months: u32) -> String {
    let short = |day: NaiveDate| format!("{} {}", date::short_month_name(l, day), day.year());
    let last = from.later(months.saturating_sub(1));
    format!("{} – {}", short(from.first()), short(last.first()))
}

/// With a capital, since the names of months have none in Dutch and this begins a heading.
fn capital(text: String) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

fn month(frame: &Frame, month: Month, events: &[Event], plan_days: &[PlanDay]) -> AnyView {
    let l = frame.locale;
    let weeks = month.weeks();
    let heads: Vec<_> = weeks
        .iter()
        .flat_map(|week| week.iter().copied())
        .take(7)
        .map(|day| {
            view! {
                <th scope="col"><abbr title=date::weekday_name(l, day)>{date::short_weekday_name(l, day)}</abbr></th>
            }
        })
        .collect();
    let rows: Vec<_> = weeks
        .into_iter()
        .map(|week| {
            let cells: Vec<_> = week
                .into_iter()
                .map(|day| cell(frame, month, day, events, plan_days))
                .collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    view! {
        <table class="month">
            <caption class="visually-hidden">{month_and_year(l, month.first())}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn cell(
    frame: &Frame,
    month: Month,
    day: NaiveDate,
    events: &[Event],
    plan_days: &[PlanDay],
) -> AnyView {
    let l = frame.locale;
    let today = day == frame.today();
    let class = match (month.contains(day), today) {
        (false, _) => Some("outside"),
        (true, true) => Some("today"),
        (true, false) => None,
    };
    let label = date::without_year(l, day);
    let of_plans = plan_days
        .iter()
        .filter(|one| one.on == day)
        .map(|one| plan_days::entry(l, one));
    let items: Vec<_> = events
        .iter()
        .filter(|event| days(event.starts_at, event.ends_at, event.all_day).contains(&day))
        .map(|event| entry(l, event, day))
        .chain(of_plans)
        .map(|entry| view! { <li>{entry}</li> })
        .collect();
    view! {
        <td class=class data-label=label aria-current=today.then_some("date")>
            <time class="day" datetime=day.to_string()>{day.day()}</time>
            {today.then(|| view! { <span class="visually-hidden">" "{t::today(l)}</span> })}
            {(!items.is_empty()).then(|| view! { <ul>{items}</ul> })}
        </td>
    }
    .into_any()
}

/// An exercise on one of its days; the time stands on the first.
fn entry(l: Locale, event: &Event, day: NaiveDate) -> AnyView {
    let (class, word) = match event.status {
        ExerciseStatus::Draft => ("event draft", Some(event.status.label(l))),
        ExerciseStatus::Cancelled => ("event cancelled", Some(event.status.label(l))),
        _ => ("event", None),
    };
    let begins = !event.all_day && event.starts_at.date() == day;
    let time = begins.then(|| {
        view! {
            <time datetime=event.starts_at.format("%Y-%m-%dT%H:%M").to_string()>{date::time(event.starts_at)}</time>" "
        }
    });
    view! {
        <a class=class href=format!("/exercises/{}", event.id)>
            {time}<span>{event.title.clone()}</span>
            {word.map(|word| view! { " "<small>{word.to_lowercase()}</small> })}
        </a>
    }
    .into_any()
}

/// The months in which something happens, each with its exercises; one of several months stands
/// where it begins.
fn list(l: Locale, filter: &Filter, events: &[Event], plan_days: &[PlanDay]) -> AnyView {
    let months = (0..filter.view.months()).map(|n| filter.month.later(n));
    let sections: Vec<_> = months
        .filter_map(|month| {
            // What began before the list does stands at its top.
            let begins =
                |event: &&Event| Month::of(event.starts_at.date()).max(filter.month) == month;
            let events: Vec<_> = events.iter().filter(begins).collect();
            let plan_days: Vec<_> = plan_days
                .iter()
                .filter(|day| month.contains(day.on))
                .collect();
            let any = !(events.is_empty() && plan_days.is_empty());
            any.then(|| section(l, month, &events, &plan_days))
        })
        .collect();
    sections.into_any()
}

fn section(l: Locale, month: Month, events: &[&Event], plan_days: &[&PlanDay]) -> AnyView {
    let id = format!("m{month}");
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let found = [
        (!events.is_empty()).then(|| t::found(l, number(events.len()))),
        (!plan_days.is_empty()).then(|| t::found_plan_days(l, number(plan_days.len()))),
    ];
    let found: Vec<_> = found.into_iter().flatten().collect();
    let what = if plan_days.is_empty() {
        t::exercise(l)
    } else {
        t::exercise_or_milestone(l)
    };
    let of_plans = plan_days
        .iter()
        .map(|day| (day.on.and_time(NaiveTime::MIN), plan_days::row(l, day)));
    let mut rows: Vec<_> = events
        .iter()
        .map(|event| (event.starts_at, row(l, event)))
        .chain(of_plans)
        .collect();
    rows.sort_by_key(|(starts_at, _)| *starts_at);
    let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
    view! {
        <section class="month-list" aria-labelledby=id.clone()>
            <h3 id=id.clone()>{capital(month_and_year(l, month.first()))}" "<small>{found.join(", ")}</small></h3>
            {ui::table(&[what, t::when(l), t::organisation(l), t::place(l), t::status(l)], rows)}
        </section>
    }
    .into_any()
}

fn row(l: Locale, event: &Event) -> AnyView {
    let place = if event.place.is_empty() {
        "–".to_owned()
    } else {
        event.place.clone()
    };
    view! {
        <tr>
            <td><a href=format!("/exercises/{}", event.id)>{event.title.clone()}</a><small>{event.kind.label(l)}</small></td>
            <td data-label=t::when(l)><time datetime=event.starts_at.date().to_string()>{when(l, event)}</time></td>
            <td data-label=t::organisation(l)>{event.owner.clone()}</td>
            <td data-label=t::place(l)>{place}</td>
            <td data-label=t::status(l)>{ui::status(event.status.tone(), event.status.code(), event.status.label(l))}</td>
        </tr>
    }
    .into_any()
}

/// "wo 2 dec 14:00 – 16:30", "wo 2 dec, hele dag", "wo 2 dec 20:00 – do 3 dec 02:00".
fn when(l: Locale, event: &Event) -> String {
    let held = days(event.starts_at, event.ends_at, event.all_day);
    let (first, last) = (
        date::without_year(l, *held.start()),
        date::without_year(l, *held.end()),
    );
    let (from, to) = (date::time(event.starts_at), date::time(event.ends_at));
    match (event.all_day, held.start() == held.end()) {
        (true, true) => format!("{first}, {}", t::all_day(l)),
        (true, false) => format!("{first} – {last}"),
        (false, true) => format!("{first} {from} – {to}"),
        (false, false) => format!("{first} {from} – {last} {to}"),
    }
}
