use crate::{
    Locale,
    choice::Choice,
    date,
    exercises::{ExerciseKind, ExerciseLine, Filter, Sort, StatusFilter, rules},
    form::{Errors, Values},
    organisations::Offer,
    page::{Content, Frame, Pages},
    text::{exercises as t, ui as tu},
    ui::{self, Html, Icon, form::Form},
};
use leptos::prelude::*;

/// The register. `years` are those in which there are exercises, the first and the last.
#[must_use]
pub fn index(
    frame: &Frame,
    filter: &Filter,
    offer: &Offer,
    years: Option<(i32, i32)>,
    lines: Vec<ExerciseLine>,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let action = frame
        .is_coordinator()
        .then(|| ui::button("/exercises/new", Icon::Plus, t::add(l)));
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), action)}
        {filters(l, filter, offer, years)}
        <div id="results">
            <p class="result-count">{t::found(l, pages.total)}</p>
            {if lines.is_empty() { ui::empty(t::none_found(l)) } else { register(frame, lines) }}
            {ui::pagination(l, pages, |page| address(filter, page))}
        </div>
    };
    Content::new(t::title(l), view)
}

fn year_code(filter: &Filter) -> String {
    filter
        .year
        .map_or_else(String::new, |year| year.to_string())
}

fn address(filter: &Filter, page: i64) -> String {
    let code = |code: Option<&'static str>| code.unwrap_or_default();
    let query = ui::query(&[
        ("q", &filter.q),
        (
            "organisation",
            filter.organisation.as_ref().map_or("", |id| id.as_str()),
        ),
        (
            "region",
            filter.region.as_ref().map_or("", |id| id.as_str()),
        ),
        ("kind", code(filter.kind.map(ExerciseKind::code))),
        ("status", code(filter.status.map(StatusFilter::code))),
        ("year", &year_code(filter)),
        ("sort", code(filter.sort.map(Sort::code))),
        ("page", &page.to_string()),
    ]);
    format!("/exercises{query}")
}

fn filters(
    l: Locale,
    filter: &Filter,
    offer: &Offer,
    years: Option<(i32, i32)>,
) -> impl IntoView + use<> {
    let values = Values::default()
        .with("q", &filter.q)
        .with(
            "organisation",
            filter.organisation.as_ref().map_or("", |id| id.as_str()),
        )
        .with(
            "region",
            filter.region.as_ref().map_or("", |id| id.as_str()),
        )
        .with("kind", filter.kind.map_or("", ExerciseKind::code))
        .with("status", filter.status.map_or("", StatusFilter::code))
        .with("year", year_code(filter))
        .with("sort", filter.sort.map_or("", Sort::code));
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let years: Vec<Choice> = years
        .into_iter()
        .flat_map(|(first, last)| (first..=last).rev())
        .map(|year| (year.to_string(), year.to_string()))
        .collect();
    let sort = |sort: Sort| match sort {
        Sort::Upcoming => t::sort_upcoming(l),
        Sort::Newest => t::sort_newest(l),
        Sort::Oldest => t::sort_oldest(l),
        Sort::Title => t::sort_title(l),
    };
    view! {
        <form class="filters" id="filters" method="get" action="/exercises" role="search">
            {form.typed("search", "q", tu::search(l), "")}
            {offer.fields(&form, t::organisation(l))}
            {form.select("kind", t::kind(l), "", Some(tu::all(l)), &ui::form::choices(ExerciseKind::ALL, |k| (k.code(), k.label(l))))}
            {form.select("status", t::status(l), "", Some(tu::all(l)), &ui::form::choices(StatusFilter::ALL, |s| (s.code(), s.label(l))))}
            {form.select("year", t::year(l), "", Some(tu::all(l)), &years)}
            {form.select("sort", tu::sort(l), "", None, &ui::form::choices(Sort::ALL, |s| (s.code(), sort(s))))}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

fn register(frame: &Frame, lines: Vec<ExerciseLine>) -> AnyView {
    let l = frame.locale;
    let row = |line: ExerciseLine| {
        let schedule = line.schedule;
        let late = rules::is_past_due(line.status, schedule.ends_at, frame.now);
        let late = if late { t::past_due(l) } else { "" };
        // Two names fit; of more the number says enough.
        let mut organisations = if line.organisation_count > 2 {
            t::organisation_count(l, line.organisation_count)
        } else {
            line.organisations
        };
        if organisations == line.owner {
            organisations.clear();
        }
        let status = line.status;
        let status = Html::status(status.tone(), status.code(), status.label(l));
        let day = date::with_weekday(l, schedule.starts_at.date());
        let place = if line.place.is_empty() {
            "–"
        } else {
            &line.place
        };
        [
            Html::link(&format!("/exercises/{}", line.id), &line.title)
                .and(Html::small(line.kind.label(l))),
            Html::time(&schedule.machine(), &day)
                .and(Html::small(&schedule.hours(l)))
                .div(),
            Html::text(place),
            Html::text(&line.owner)
                .and(Html::small(&organisations))
                .div(),
            status.and(Html::small(late)).div(),
        ]
    };
    ui::register(
        [
            t::exercise(l),
            t::when(l),
            t::place(l),
            t::organisations(l),
            t::status(l),
        ],
        lines.into_iter().map(row),
    )
}
