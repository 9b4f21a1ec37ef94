//! A plan's whole record on one page, to print or to keep.

mod life;
mod practice;
mod sharing;

use crate::{
    Locale, date,
    page::{Content, Frame},
    plans::{
        Plan,
        annexes::rules::has_annexes,
        documents::{Document, pages as files},
        pages::standing_chips,
    },
    rulebook::pages::{interval_words, rule_label},
    sheets::plan::Record,
    text::{
        annexes as ta, audit as tau, documents as td, dossier as t, plans as tp, readings as tr,
    },
    trail, ui,
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// A plan's dossier.
#[must_use]
pub fn dossier(frame: &Frame, plan: &Plan, record: &Record) -> Content {
    let l = frame.locale;
    let today = frame.today();
    let plan_address = format!("/plans/{}", plan.id);
    let title = t::of(l, &plan.title);
    let hint = view! { <p class="hint">{t::print_hint(l)}</p> };
    let history = view! {
        {trail::pages::in_full(l, &record.parts.history)}
        {(record.parts.history.len() >= Record::HISTORY).then(|| view! { <p class="hint">{tau::newest_only(l, Record::HISTORY)}</p> })}
    };
    let view = view! {
        {ui::head(Some((&plan_address, &plan.title)), title.clone(), t::lede(l, date::long(l, today)), hint)}
        <div class="dossier">
            {section("facts", t::facts(l), facts(l, plan, today))}
            {section("milestones", t::milestones(l), life::milestones(l, plan, today))}
            {section("versions", tp::versions(l), versions(l, plan))}
            {section("documents", td::documents(l), documents(l, plan, &record.parts.documents))}
            {section("reviews", tp::reviews(l), life::reviews(l, plan))}
            {section("extensions", t::extensions(l), life::extensions(l, plan))}
            {section("signals", t::signals(l), life::signals(l, plan, &record.parts.origins))}
            {section("recorded-milestones", t::recorded_milestones(l), life::reached(l, plan))}
            {section("duties", tp::duties(l), duties(l, plan, record, today))}
            {section("exercises", t::exercises(l), practice::exercises(l, &record.parts.exercises))}
            {section("lessons", t::lessons(l), practice::lessons(l, &record.lessons))}
            {section("actions", t::actions(l), practice::actions(l, &record.actions))}
            {section("readers", tr::title(l), sharing::readers(l, &record.parts.readers))}
            {has_annexes(plan, &record.parts.annexes).then(|| section("annexes", ta::title(l), sharing::annexes(l, &record.parts.annexes, today)))}
            {section("history", t::history(l), history.into_any())}
        </div>
    };
    Content::new(title, view)
}

/// A part of a dossier under a heading of its own; `id` is unique on the page.
fn section(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! { <section aria-labelledby=id><h2 id=id>{title}</h2>{body}</section> }.into_any()
}

/// A table of what a dossier records; where there is nothing it says so.
fn table(l: Locale, heads: &[&'static str], rows: Vec<Vec<AnyView>>) -> AnyView {
    if rows.is_empty() {
        return view! { <p>{t::nothing(l)}</p> }.into_any();
    }
    let row = |cells: Vec<AnyView>| {
        let cells: Vec<_> = cells
            .into_iter()
            .zip(heads.iter().enumerate())
            .map(|(cell, (at, head))| {
                view! { <td data-label=(at > 0).then_some(*head)>{cell}</td> }
            })
            .collect();
        view! { <tr>{cells}</tr> }
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    ui::table(heads, rows)
}

fn duties(l: Locale, plan: &Plan, record: &Record, today: NaiveDate) -> AnyView {
    match record.parts.duties.as_slice() {
        [] => table(l, &[], Vec::new()),
        duties => super::duties::table(l, plan, duties, &record.parts.exercises, today),
    }
}

/// A text as it was typed, or a dash.
fn text(words: &str) -> AnyView {
    match words {
        "" => "–".into_any(),
        words => view! { <span class="as-typed">{words.to_owned()}</span> }.into_any(),
    }
}

fn facts(l: Locale, plan: &Plan, today: NaiveDate) -> AnyView {
    let standing = &plan.standing;
    let rule = &plan.rule;
    let organisations: Vec<_> = plan
        .organisations
        .iter()
        .map(|organisation| view! { <li>{organisation.name.clone()}</li> })
        .collect();
    let steward = match &plan.steward {
        Some((_, name)) => name.clone().into_any(),
        None => tp::no_steward(l).into_any(),
    };
    let due = match standing.due_on() {
        Some(due) => ui::day(l, due),
        None => tp::no_due(l).into_any(),
    };
    let only = |label: &'static str, day: Option<NaiveDate>| {
        day.map(|day| view! { <dt>{label}</dt><dd>{ui::day(l, day)}</dd> })
    };
    let successor = plan.replaced_by.as_ref().map(|plan| {
        view! { <dt>{t::replaced_by(l)}</dt><dd>{super::life::successor(plan)}</dd> }
    });
    let summary = (!plan.summary.is_empty()).then(
        || view! { <dt>{tp::summary(l)}</dt><dd class="as-typed">{plan.summary.clone()}</dd> },
    );
    view! {
        <dl class="facts">
            <dt>{tp::status(l)}</dt>
            <dd>{standing_chips(l, standing.currency(today), standing.extended_until, standing.asked_on)}</dd>
            <dt>{tp::due(l)}</dt>
            <dd>{due}</dd>
            {only(t::extended_until(l), standing.extended_until)}
            {only(t::asked_on(l), standing.asked_on)}
            {only(tp::warn_from(l), standing.schedule.map(|schedule| schedule.warn_from))}
            {only(t::counted_on(l), standing.schedule.map(|schedule| schedule.counted_on))}
            <dt>{tp::rule(l)}</dt>
            <dd>
                {rule.name.clone()}
                <small>{rule.source.clone()}" "{rule_label(l, rule.label)}" "{tp::as_of(l, date::long(l, rule.as_of))}" "{ui::unverified(l, rule.checked)}</small>
            </dd>
            <dt>{t::interval(l)}</dt>
            <dd>{interval_words(l, rule.interval_months)}", "{rule.counted_from.label(l)}</dd>
            <dt>{tp::kind(l)}</dt>
            <dd>{plan.kind.label(l)}</dd>
            <dt>{tp::stage(l)}</dt>
            <dd>{plan.stage_words(l)}</dd>
            {successor}
            <dt>{tp::owner(l)}</dt>
            <dd>{plan.owner.name.clone()}</dd>
            <dt>{tp::applies_to(l)}</dt>
            <dd><ul class="plain-list">{organisations}</ul></dd>
            <dt>{tp::steward(l)}</dt>
            <dd>{steward}</dd>
            {summary}
        </dl>
    }
    .into_any()
}

fn versions(l: Locale, plan: &Plan) -> AnyView {
    let heads = [
        tp::version(l),
        tp::adopted_on(l),
        tp::adopted_by(l),
        tp::in_force_on(l),
        tp::what_changed(l),
    ];
    let rows = plan.versions.iter().map(|version| {
        let address = format!("/plans/{}/versions/{}", plan.id, version.id);
        vec![
            view! { <a href=address>{version.label.clone()}</a> }.into_any(),
            ui::day(l, version.adopted_on),
            text(&version.adopted_by),
            ui::day(l, version.in_force_on),
            text(&version.note),
        ]
    });
    table(l, &heads, rows.collect())
}

fn documents(l: Locale, plan: &Plan, documents: &[Document]) -> AnyView {
    let heads = [td::name(l), tp::version(l), td::sha256(l)];
    let of_version = |id| documents.iter().filter(move |one| one.version == id);
    let rows = plan.versions.iter().flat_map(|version| {
        of_version(version.id.clone()).map(|document| {
            vec![
                view! { {files::link(document)}<small>{files::particulars(l, document)}</small> }
                    .into_any(),
                text(&version.label),
                view! { <code class="fingerprint">{document.sha256.clone()}</code> }.into_any(),
            ]
        })
    });
    table(l, &heads, rows.collect())
}
