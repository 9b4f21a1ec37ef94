//! The register of plans.

use super::{next_words, standing_html};
use crate::{
    Locale,
    form::{Errors, Values},
    id::OrganisationId,
    islands::LiveFilter,
    organisations::Offer,
    page::{Content, Frame, Pages},
    plans::{Currency, Filter, PlanKind, PlanLine, Sort, StatusFilter},
    rulebook::pages::{interval_words, rule_label_html},
    text::{imports as ti, planning as tl, plans as t, rulebook as tr, ui as tu},
    ui::{self, Html, Icon, form::Form},
};
use leptos::prelude::*;

/// The register.
#[must_use]
pub fn index(
    frame: &Frame,
    filter: &Filter,
    offer: &Offer,
    lines: Vec<PlanLine>,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let add = frame
        .is_coordinator()
        .then(|| ui::button("/plans/new", Icon::Plus, t::add(l)));
    let import = frame
        .is_coordinator()
        .then(|| ui::quiet_button("/plans/import", Icon::Upload, ti::import(l)));
    let actions = view! {
        {ui::quiet_button("/plans/planning", Icon::Calendar, tl::title(l))}
        {ui::quiet_button("/plans/rules", Icon::Playbooks, tr::title(l))}
        {import}
        {add}
    };
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), actions)}
        {filters(l, filter, offer)}
        <LiveFilter form="filters".to_owned() results="results".to_owned() />
        <div id="results">
            <p class="result-count">{t::found(l, pages.total)}</p>
            {if lines.is_empty() { ui::empty(t::none_found(l)) } else { register(frame, lines) }}
            {ui::pagination(l, pages, |page| address("/plans", filter, page))}
            {(pages.total > 0).then(|| exports(l, filter))}
        </div>
    };
    Content::new(t::title(l), view)
}

/// The list as a file, by the filter of this moment.
fn exports(l: Locale, filter: &Filter) -> AnyView {
    let link =
        |path: &str, label| ui::quiet_button(address(path, filter, 0), Icon::Download, label);
    view! {
        <p class="button-row">
            {link("/plans.xlsx", ti::export_xlsx(l))}
            {link("/plans.csv", ti::export_csv(l))}
        </p>
    }
    .into_any()
}

/// The filter as it stands in addresses and in its form.
fn typed<'a>(filter: &'a Filter) -> Vec<(&'static str, &'a str)> {
    let code = |id: &'a Option<OrganisationId>| id.as_ref().map_or("", |id| id.as_str());
    vec![
        ("q", filter.q.as_str()),
        ("region", code(&filter.region)),
        ("organisation", code(&filter.organisation)),
        ("kind", filter.kind.map_or("", PlanKind::code)),
        ("status", filter.status.map_or("", StatusFilter::code)),
        ("sort", filter.sort.map_or("", Sort::code)),
    ]
}

/// The address of a page of the list, or of all of it when `page` is 0.
fn address(path: &str, filter: &Filter, page: i64) -> String {
    let page = if page == 0 {
        String::new()
    } else {
        page.to_string()
    };
    let mut query = typed(filter);
    query.push(("page", &page));
    format!("{path}{}", ui::query(&query))
}

fn filters(l: Locale, filter: &Filter, offer: &Offer) -> impl IntoView + use<> {
    let typed = typed(filter).into_iter();
    let values = typed.fold(Values::default(), |values, (name, value)| {
        values.with(name, value)
    });
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let mut statuses = ui::form::choices(Currency::ALL, |c| (c.code(), c.label(l)));
    let extended = StatusFilter::Extended.code().to_owned();
    statuses.push((extended, t::extended(l).to_owned()));
    let sort = |sort: Sort| match sort {
        Sort::Urgency => t::sort_urgency(l),
        Sort::Title => t::sort_title(l),
        Sort::Owner => t::sort_owner(l),
        Sort::Due => t::sort_due(l),
    };
    view! {
        <form class="filters" id="filters" method="get" action="/plans" role="search">
            {form.typed("search", "q", tu::search(l), "")}
            {offer.fields(&form, t::organisation(l))}
            {form.select("kind", t::kind(l), "", Some(tu::all(l)), &ui::form::choices(PlanKind::ALL, |k| (k.code(), k.label(l))))}
            {form.select("status", t::status(l), "", Some(tu::all(l)), &statuses)}
            {form.select("sort", tu::sort(l), "", None, &ui::form::choices(Sort::ALL, |s| (s.code(), sort(s))))}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

fn register(frame: &Frame, lines: Vec<PlanLine>) -> AnyView {
    let l = frame.locale;
    let row = |line: PlanLine| {
        let next = next_words(l, &line, frame.today()).unwrap_or_default();
        let chips = standing_html(l, line.currency, line.extended_until, line.asked_on);
        let version = line.version.map(|version| format!(" · {version}"));
        let kind = [line.kind.label(l), version.as_deref().unwrap_or_default()].concat();
        let interval = Html::text(&interval_words(l, line.interval_months)).and(Html::text(" "));
        [
            Html::link(&format!("/plans/{}", line.id), &line.title).and(Html::small(&kind)),
            Html::text(&line.owner),
            interval
                .and(rule_label_html(l, line.label))
                .and(Html::small(&line.source))
                .div(),
            line.due_on
                .map_or_else(|| Html::text("–"), |due| Html::short_day(l, due)),
            chips.and(Html::small(&next)).div(),
        ]
    };
    ui::register(
        [t::plan(l), t::owner(l), t::rule(l), t::due(l), t::status(l)],
        lines.into_iter().map(row),
    )
}
