//! The year of all plans as a page.

use super::{
    DateState, Filter, PlanDate, PlanDates,
    chart::{chart, open_from_before},
    rules::Year,
};
use crate::{
    Locale, date,
    form::{Errors, Values},
    organisations::OrganisationName,
    page::{Content, Frame, Pages},
    plans::Currency,
    text::{planning as t, plans as tp, ui as tu},
    ui::{self, Icon, Tone, form::Form, icon},
};
use leptos::prelude::*;

/// The way to the year from other pages.
#[must_use]
pub fn link(l: Locale) -> AnyView {
    ui::quiet_button("/plans/planning", Icon::Calendar, t::title(l))
}

/// The year. `plans` are the plans of the page that have something to do in it, those of one
/// organisation together; `undated` counts the plans that have no due date yet.
#[must_use]
pub fn year(
    frame: &Frame,
    filter: &Filter,
    organisations: &[OrganisationName],
    plans: &[PlanDates],
    undated: i64,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let parts = (pages.count() > 1).then(|| {
        ui::notice(
            Tone::None,
            t::parts(
                l,
                t::Parts {
                    shown: plans.len(),
                    total: pages.total,
                },
            ),
        )
    });
    let shown = if plans.is_empty() {
        ui::empty(t::none(l))
    } else {
        view! {
            {chart(frame, filter, plans)}
            <h2>{t::list(l)}</h2>
            {list(frame, filter.year, plans)}
        }
        .into_any()
    };
    let view = view! {
        <div class="landscape planning">
            {ui::head(Some(("/plans", tp::title(l))), t::title(l), t::lede(l), "")}
            {filters(l, filter, organisations)}
            {bar(frame, filter)}
            <p class="result-count">{t::found(l, pages.total)}{left_out(l, filter, undated)}</p>
            {parts}
            {shown}
            {ui::pagination(l, pages, |page| address(filter, filter.year, page))}
        </div>
    };
    Content::new(t::title_of(l, filter.year), view)
}

fn address(filter: &Filter, year: Year, page: i64) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    let query = ui::query(&[
        ("year", &year.to_string()),
        ("organisation", organisation(filter)),
        ("page", &page),
    ]);
    format!("/plans/planning{query}")
}

fn organisation(filter: &Filter) -> &str {
    filter.organisation.as_ref().map_or("", |id| id.as_str())
}

fn filters(
    l: Locale,
    filter: &Filter,
    organisations: &[OrganisationName],
) -> impl IntoView + use<> {
    let values = Values::default()
        .with("year", filter.year)
        .with("organisation", organisation(filter));
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let organisations = OrganisationName::choices(organisations);
    view! {
        <form class="filters" method="get" action="/plans/planning" role="search">
            {form.select("organisation", t::organisation(l), "", Some(tu::all(l)), &organisations)}
            {form.number("year", t::year(l), "")}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

/// The year, and the way to those beside it.
fn bar(frame: &Frame, filter: &Filter) -> impl IntoView + use<> {
    let l = frame.locale;
    let year = filter.year;
    let now = Year::of(frame.today());
    let to = |year: Year| address(filter, year, 1);
    view! {
        <div class="month-bar">
            <h2>{year.to_string()}</h2>
            <nav aria-label=t::other_year(l)>
                <ul>
                    {year.earlier().map(|before| view! {
                        <li><a class="button quiet small" rel="prev" href=to(before)>{icon(Icon::ArrowLeft)}{before.to_string()}</a></li>
                    })}
                    {(year != now).then(|| view! {
                        <li><a class="button quiet small" href=to(now)>{t::this_year(l)}</a></li>
                    })}
                    {year.later().map(|after| view! {
                        <li><a class="button quiet small" rel="next" href=to(after)>{after.to_string()}{icon(Icon::ArrowRight)}</a></li>
                    })}
                </ul>
            </nav>
        </div>
    }
}

/// The plans without a date, and the way to them.
fn left_out(l: Locale, filter: &Filter, undated: i64) -> Option<AnyView> {
    let query = ui::query(&[
        ("organisation", organisation(filter)),
        ("status", Currency::NeverReviewed.code()),
    ]);
    (undated > 0).then(|| {
        view! { " · "<a href=format!("/plans{query}")>{t::undated(l, undated)}</a> }.into_any()
    })
}

/// The same days as a list in order of time, for those who read rather than look, and for phones.
fn list(frame: &Frame, year: Year, plans: &[PlanDates]) -> AnyView {
    let l = frame.locale;
    let today = frame.today();
    let mut rows: Vec<(&PlanDate, &PlanDates)> = plans
        .iter()
        .flat_map(|plan| {
            let within = plan.dates.iter().filter(|date| year.contains(date.on));
            let all = open_from_before(plan, year, today).chain(within);
            all.map(move |date| (date, plan))
        })
        .collect();
    rows.sort_by_key(|(date, _)| date.on);
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(date, plan)| row(l, date, plan, plan.state(date, today)))
        .collect();
    ui::table(
        &[t::plan(l), t::date(l), t::what(l), t::owner(l), t::state(l)],
        rows,
    )
}

fn row(l: Locale, day: &PlanDate, plan: &PlanDates, state: DateState) -> AnyView {
    let reached = day
        .reached_on
        .map(|on| view! { <small>{t::reached_on(l, date::short(l, on))}</small> });
    view! {
        <tr>
            <td><a href=plan.path()>{plan.title.clone()}</a></td>
            <td data-label=t::date(l)>{ui::short_day(l, day.on)}</td>
            <td data-label=t::what(l) data-mark=day.mark.code()>{day.mark.label(l)}</td>
            <td data-label=t::owner(l)>{plan.owner.name.clone()}</td>
            <td data-label=t::state(l)><div>{ui::status(state.tone(), state.code(), state.label(l))}{reached}</div></td>
        </tr>
    }
    .into_any()
}
