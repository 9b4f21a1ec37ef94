//! The page for management: every figure links to the rows behind it.

mod regions;

use super::{Figures, OrganisationFigures, Readiness};
use crate::{
    Locale, date,
    id::OrganisationId,
    page::{Content, Frame},
    plans::{Currency, StatusFilter},
    roles::Coverage,
    text::{plans as tp, readiness as t, roles as tr},
    ui::{self, Icon, Tone},
};
use leptos::prelude::*;

/// A figure that is a part of a whole, with its bar and its evidence.
fn figure(
    part: i64,
    whole: i64,
    tone: Tone,
    label: &'static str,
    href: String,
    evidence: String,
) -> AnyView {
    view! {
        <div class="figure">
            <b>{part}" / "{whole}</b>
            <span>{label}</span>
            {ui::bar(tone, part, whole)}
            <a href=href>{evidence}</a>
        </div>
    }
    .into_any()
}

/// The tone of a share: all of it is well, less than three quarters is too little. A way of
/// drawing the eye, no norm of the field.
fn share_tone(part: i64, whole: i64) -> Tone {
    if part == whole {
        Tone::Ok
    } else if part * 4 >= whole * 3 {
        Tone::Soon
    } else {
        Tone::Late
    }
}

/// The four figures for a whole reach or for a region of it, on this page and on the overview.
#[must_use]
pub fn figures(
    l: Locale,
    year: i32,
    figures: &Figures,
    region: Option<&OrganisationId>,
) -> AnyView {
    let region = region.map_or("", |id| id.as_str());
    let to = |path: &str, filter: (&str, &str)| {
        format!("{path}{}", ui::query(&[("region", region), filter]))
    };
    let current = figures.plans_that_are(Currency::Current);
    let (plans, filled, roles) = (
        figures.all_plans(),
        figures.filled_roles(),
        figures.all_roles(),
    );
    let exercises = figures.held + figures.ahead;
    let late = figures.plans_that_are(Currency::Overdue);
    let mut late = t::plans_evidence(
        l,
        t::PlansEvidence {
            overdue: late,
            soon: figures.plans_that_are(Currency::DueSoon),
        },
    );
    if figures.extended > 0 {
        late = format!("{late}, {}", t::plans_extended(l, figures.extended));
    }
    view! {
        <div class="figures">
            {figure(current, plans, share_tone(current, plans), t::plans_current(l), to("/plans", ("", "")), late)}
            {figure(filled, roles, share_tone(filled, roles), t::roles_filled(l), to("/roles/coverage", ("", "")),
                t::roles_evidence(l, t::RolesEvidence { thin: figures.roles_that_are(Coverage::Thin), vacant: figures.roles_that_are(Coverage::Vacant) }))}
            {figure(figures.held, exercises, Tone::Ok, t::exercises_held(l), to("/exercises", ("year", &year.to_string())),
                t::exercises_evidence(l, figures.ahead))}
            <div class="figure">
                <b>{figures.overdue}</b>
                <span>{t::actions_overdue(l, figures.overdue)}</span>
                <a href=to("/actions", ("state", "overdue"))>{t::actions_evidence(l)}</a>
            </div>
        </div>
    }
    .into_any()
}

/// The page.
#[must_use]
pub fn show(frame: &Frame, readiness: &Readiness) -> Content {
    let l = frame.locale;
    if !readiness.regions.is_empty() {
        return regions::show(frame, readiness);
    }
    let today = date::long(l, frame.today());
    let (back, lede) = match &readiness.region {
        Some(region) => (
            Some(("/readiness", t::all_regions(l))),
            t::lede_region(
                l,
                t::LedeRegion {
                    day: today,
                    region: &region.name,
                },
            ),
        ),
        None => (None, t::lede(l, today)),
    };
    let within = readiness.region.as_ref().map(|region| &region.id);
    let view = view! {
        <div class="readiness">
            {ui::head(back, t::title(l), lede, "")}
            {figures(l, readiness.year, &readiness.together, within)}
            <section aria-labelledby="objective-1">
                <h2 id="objective-1">{t::objective_plans(l)}</h2>
                {plans_table(l, readiness)}
                <p class="page-actions">{crate::sheets::planning::pages::link(l)}</p>
            </section>
            <section aria-labelledby="objective-2">
                <h2 id="objective-2">{t::objective_organisation(l)}</h2>
                {organisation_table(l, readiness)}
            </section>
            <section aria-labelledby="objective-3">
                <h2 id="objective-3">{t::objective_partners(l)}</h2>
                {partners(l, readiness)}
            </section>
            <p class="muted">{t::explanation(l)}</p>
        </div>
    };
    let title = match &readiness.region {
        Some(region) => format!("{} · {}", region.name, t::title(l)),
        None => t::title(l).to_owned(),
    };
    Content::new(title, view)
}

/// A number that leads to the rows behind it; a nought that leads nowhere.
fn evidence(count: i64, href: String, label: String) -> AnyView {
    if count == 0 {
        return view! { <span class="muted">"0"</span> }.into_any();
    }
    view! { <a href=href aria-label=label>{count}</a> }.into_any()
}

/// The part of an address that narrows to an organisation or, for all together, to the region of the
/// page.
fn narrowed<'a>(
    readiness: &'a Readiness,
    organisation: Option<&'a OrganisationId>,
) -> (&'static str, &'a str) {
    match (organisation, &readiness.region) {
        (Some(id), _) => ("organisation", id.as_str()),
        (None, Some(region)) => ("region", region.id.as_str()),
        (None, None) => ("", ""),
    }
}

/// How plans can stand, as columns.
fn plan_columns(l: Locale) -> Vec<(StatusFilter, &'static str)> {
    let columns = [
        Currency::Current,
        Currency::DueSoon,
        Currency::InRevision,
        Currency::Overdue,
        Currency::NeverReviewed,
    ];
    let columns = columns.map(|currency| (StatusFilter::Is(currency), currency.label(l)));
    let extended = (StatusFilter::Extended, t::of_which_extended(l));
    columns.into_iter().chain([extended]).collect()
}

/// How many of the plans stand so.
fn plans_that(figures: &Figures, status: StatusFilter) -> i64 {
    match status {
        StatusFilter::Is(currency) => figures.plans_that_are(currency),
        StatusFilter::Extended => figures.extended,
    }
}

fn plans_table(l: Locale, readiness: &Readiness) -> AnyView {
    let columns = plan_columns(l);
    let heads: Vec<_> = columns
        .iter()
        .map(|(_, head)| view! { <th scope="col" class="num">{*head}</th> })
        .collect();
    let row = |name: String, id: Option<&OrganisationId>, figures: &Figures| {
        let cells: Vec<_> = columns
            .iter()
            .map(|(status, head)| {
                let count = plans_that(figures, *status);
                let query = ui::query(&[narrowed(readiness, id), ("status", status.code())]);
                let label = t::plans_of(l, t::PlansOf { name: &name, plans: count, status: head });
                view! { <td class="num" data-label=*head>{evidence(count, format!("/plans{query}"), label)}</td> }
            })
            .collect();
        let (current, all) = (
            figures.plans_that_are(Currency::Current),
            figures.all_plans(),
        );
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                {cells}
                <td class="num" data-label=t::share(l)>{share(l, current, all)}</td>
            </tr>
        }
    };
    view! {
        <table class="register">
            <thead><tr><th scope="col">{tp::organisation(l)}</th>{heads}<th scope="col" class="num">{t::share(l)}</th></tr></thead>
            <tbody>
                {rows(readiness).map(|line| row(line.organisation.name.clone(), Some(&line.organisation.id), &line.figures)).collect::<Vec<_>>()}
                {row(t::together(l).to_owned(), None, &readiness.together)}
            </tbody>
        </table>
    }
    .into_any()
}

fn organisation_table(l: Locale, readiness: &Readiness) -> AnyView {
    let year = readiness.year.to_string();
    let row = |name: String, id: Option<&OrganisationId>, figures: &Figures| {
        let narrowed = narrowed(readiness, id);
        let cover = |coverage: Coverage| {
            let count = figures.roles_that_are(coverage);
            let query = ui::query(&[narrowed, ("coverage", coverage.code())]);
            let label = t::roles_of(
                l,
                t::RolesOf {
                    coverage: coverage.label(l),
                    name: &name,
                    roles: count,
                },
            );
            view! { <td class="num" data-label=coverage.label(l)>{evidence(count, format!("/roles/coverage{query}"), label)}</td> }
        };
        let exercises = |status: &'static str, head: &'static str, count: i64| {
            let query = ui::query(&[narrowed, ("year", &year), ("status", status)]);
            let label = t::exercises_of(
                l,
                t::ExercisesOf {
                    exercises: count,
                    head,
                    name: &name,
                },
            );
            view! { <td class="num" data-label=head>{evidence(count, format!("/exercises{query}"), label)}</td> }
        };
        let overdue = ui::query(&[narrowed, ("state", "overdue")]);
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                <td class="num" data-label=t::roles_filled(l)>{share(l, figures.filled_roles(), figures.all_roles())}</td>
                {cover(Coverage::Vacant)}
                {cover(Coverage::UnderMinimum)}
                {cover(Coverage::Thin)}
                {exercises("took-place", t::held(l), figures.held)}
                {exercises("ahead", t::ahead(l), figures.ahead)}
                <td class="num" data-label=t::overdue(l)>
                    {evidence(figures.overdue, format!("/actions{overdue}"), t::actions_of(l, t::ActionsOf { actions: figures.overdue, name: &name }))}
                </td>
            </tr>
        }
    };
    view! {
        <table class="register">
            <thead>
                <tr>
                    <th scope="col">{tp::organisation(l)}</th>
                    <th scope="col" class="num">{t::roles_filled(l)}</th>
                    <th scope="col" class="num">{tr::vacant(l)}</th>
                    <th scope="col" class="num">{tr::under_minimum(l)}</th>
                    <th scope="col" class="num">{tr::thin(l)}</th>
                    <th scope="col" class="num">{t::held(l)}</th>
                    <th scope="col" class="num">{t::ahead(l)}</th>
                    <th scope="col" class="num">{t::overdue(l)}</th>
                </tr>
            </thead>
            <tbody>
                {rows(readiness).map(|line| row(line.organisation.name.clone(), Some(&line.organisation.id), &line.figures)).collect::<Vec<_>>()}
                {row(t::together(l).to_owned(), None, &readiness.together)}
            </tbody>
        </table>
    }
    .into_any()
}

fn rows(readiness: &Readiness) -> impl Iterator<Item = &OrganisationFigures> {
    readiness.municipalities.iter()
}

fn share(l: Locale, part: i64, whole: i64) -> String {
    if whole == 0 {
        t::none(l).to_owned()
    } else {
        format!("{part} / {whole} ({}%)", part * 100 / whole)
    }
}

fn partners(l: Locale, readiness: &Readiness) -> AnyView {
    if readiness.partners.is_empty() {
        return ui::empty(t::no_partners(l));
    }
    let this_year = |day: Option<chrono::NaiveDate>| {
        use chrono::Datelike;
        day.is_some_and(|day| day.year() == readiness.year)
    };
    let practised = readiness
        .partners
        .iter()
        .filter(|partner| this_year(partner.last))
        .count();
    let lines: Vec<_> = readiness
        .partners
        .iter()
        .map(|partner| {
            let words = match (partner.last, partner.next) {
                (Some(last), Some(next)) => t::last_and_next(l, t::LastAndNext { last: date::short(l, last), next: date::short(l, next) }),
                (Some(last), None) => t::last_only(l, date::short(l, last)),
                (None, Some(next)) => t::next_only(l, date::short(l, next)),
                (None, None) => t::never(l).to_owned(),
            };
            let tone = if this_year(partner.last) {
                Tone::Ok
            } else if partner.next.is_some() {
                Tone::Soon
            } else {
                Tone::Late
            };
            let word = if this_year(partner.last) {
                t::practised(l)
            } else if partner.next.is_some() {
                t::planned(l)
            } else {
                t::not_planned(l)
            };
            view! {
                <li>
                    <a href=format!("/exercises?organisation={}", partner.id)>{partner.name.clone()}</a>
                    {ui::chip(tone, word)}
                    <small>{words}</small>
                </li>
            }
        })
        .collect();
    view! {
        <p>{t::partners_practised(l, t::PartnersPractised { partners: readiness.partners.len(), practised })}</p>
        <ul class="panel-list partner-list">{lines}</ul>
    }
    .into_any()
}

/// The link to this page for those who may see it.
#[must_use]
pub fn link(l: Locale) -> AnyView {
    ui::quiet_button("/readiness", Icon::Readiness, t::title(l))
}
