//! The pages of the audit trail.

use super::{AuditLine, Change, Filter, RegisterLine, Subject, words};
use crate::{
    Locale, date,
    form::{Errors, Values},
    page::{Content, Frame, Pages},
    text::{audit as t, ui as tu},
    ui::{self, Icon, form::Form, icon},
};
use leptos::prelude::*;

/// So many differences stand in sight in the history of a record; more are folded away.
const IN_SIGHT: usize = 5;

/// The most that the page of a record shows of its history.
pub const SHOWN: usize = 30;

/// A longer value is cut here: the trail shows what happened, the record has the text.
const LONGEST: usize = 400;

/// The trail.
#[must_use]
pub fn index(frame: &Frame, filter: &Filter, lines: &[RegisterLine], pages: Pages) -> Content {
    let l = frame.locale;
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), "")}
        {filters(l, filter)}
        <p class="result-count">{t::found(l, pages.total)}</p>
        {if lines.is_empty() { ui::empty(t::none_found(l)) } else { register(l, lines) }}
        {ui::pagination(l, pages, |page| address(filter, page))}
    };
    Content::new(t::title(l), view)
}

fn address(filter: &Filter, page: i64) -> String {
    let query = ui::query(&[
        ("subject", filter.subject.map_or("", Subject::code)),
        ("actor", &filter.actor),
        ("page", &page.to_string()),
    ]);
    format!("/audit{query}")
}

fn filters(l: Locale, filter: &Filter) -> impl IntoView + use<> {
    let values = Values::default()
        .with("subject", filter.subject.map_or("", Subject::code))
        .with("actor", &filter.actor);
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let subjects = ui::form::choices(Subject::ALL, |subject| (subject.code(), subject.label(l)));
    view! {
        <form class="filters" method="get" action="/audit" role="search">
            {form.typed("search", "actor", t::actor(l), "")}
            {form.select("subject", t::subject(l), "", Some(tu::all(l)), &subjects)}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

fn register(l: Locale, lines: &[RegisterLine]) -> AnyView {
    let rows: Vec<_> = lines
        .iter()
        .map(|of| {
            let line = &of.line;
            view! {
                <tr>
                    <td>{record(l, of)}<small>{deed(l, line)}</small></td>
                    <td data-label=t::actor(l)>{line.actor.clone()}</td>
                    <td data-label=t::at(l)>{moment(l, line)}</td>
                    <td data-label=t::changes(l)>{changes(l, line)}</td>
                </tr>
            }
        })
        .collect();
    ui::table(&[t::record(l), t::actor(l), t::at(l), t::changes(l)], rows)
}

/// The record, as a link when it has a page.
fn record(l: Locale, of: &RegisterLine) -> AnyView {
    let Some(title) = of.title.clone() else {
        return t::gone(l).into_any();
    };
    let words = of.line.words;
    match words.and_then(|words| words.address(&of.page_id)) {
        Some(address) => view! { <a href=address>{title}</a> }.into_any(),
        None => view! { <b>{title}</b> }.into_any(),
    }
}

/// What was done to what: "Plan: gewijzigd".
fn deed(l: Locale, line: &AuditLine) -> String {
    let subject = line
        .words
        .map_or(t::subject_other(l), |words| words.subject.label(l));
    format!("{subject}: {}", action(l, line))
}

fn action(l: Locale, line: &AuditLine) -> &'static str {
    words::action(l, line.words, &line.action).unwrap_or(t::action_edit(l))
}

fn moment(l: Locale, line: &AuditLine) -> AnyView {
    let machine = line.at.format("%Y-%m-%dT%H:%M").to_string();
    view! { <time datetime=machine>{date::with_time(l, line.at)}</time> }.into_any()
}

/// The differences, folded away; nothing where the deed says it all.
fn changes(l: Locale, line: &AuditLine) -> Option<AnyView> {
    let count = i64::try_from(line.changes.len()).unwrap_or(i64::MAX);
    let facts = facts(l, line)?;
    Some(
        view! {
            <details class="changes">
                <summary>{t::fields(l, count)}</summary>
                {facts}
            </details>
        }
        .into_any(),
    )
}

/// The differences in sight.
fn facts(l: Locale, line: &AuditLine) -> Option<AnyView> {
    let facts: Vec<_> = line
        .changes
        .iter()
        .map(|change| fact(l, line, change))
        .collect();
    (!facts.is_empty()).then(|| view! { <dl class="facts">{facts}</dl> }.into_any())
}

fn fact(l: Locale, line: &AuditLine, change: &Change) -> impl IntoView + use<> {
    let words = |values: &[String]| {
        let words = values
            .iter()
            .map(|raw| words::value(l, line.words, &change.field, raw));
        shorten(words.collect::<Vec<_>>().join(", "))
    };
    let (before, after) = (words(&change.before), words(&change.after));
    let now = if after.is_empty() {
        t::nothing(l).to_owned()
    } else {
        after
    };
    let was = (!before.is_empty()).then(|| view! { <small>{t::was(l, before)}</small> });
    view! {
        <dt>{words::field(l, line.words, &change.field)}</dt>
        <dd>{now}{was}</dd>
    }
}

fn shorten(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// What happened to one record with every difference in sight, the newest first: a table to print.
#[must_use]
pub fn in_full(l: Locale, lines: &[AuditLine]) -> AnyView {
    if lines.is_empty() {
        return ui::empty(t::no_history(l));
    }
    let rows: Vec<_> = lines
        .iter()
        .map(|line| {
            view! {
                <tr>
                    <td>{moment(l, line)}</td>
                    <td data-label=t::actor(l)>{line.actor.clone()}</td>
                    <td data-label=t::record(l)>{action(l, line)}</td>
                    <td data-label=t::changes(l)>{facts(l, line)}</td>
                </tr>
            }
        })
        .collect();
    ui::table(&[t::at(l), t::actor(l), t::record(l), t::changes(l)], rows)
}

/// What happened to one record, the newest first: a panel for its page. When there is more than it
/// shows it says so, with a link to where more stands, if `more` has one: address and words.
#[must_use]
pub fn history(frame: &Frame, lines: &[AuditLine], more: Option<(&str, &'static str)>) -> AnyView {
    let l = frame.locale;
    let items: Vec<_> = lines
        .iter()
        .take(SHOWN)
        .map(|line| {
            let differences = if line.changes.len() > IN_SIGHT {
                changes(l, line)
            } else {
                facts(l, line)
            };
            view! {
                <li>
                    {moment(l, line)}
                    <p>{t::done_by(l, t::DoneBy { action: action(l, line), actor: &line.actor })}</p>
                    {differences}
                </li>
            }
        })
        .collect();
    let rest = (lines.len() > SHOWN).then(|| {
        let link = more.map(|(address, words)| view! { " "<a href=address>{words}</a> });
        view! { <footer>{t::newest_only(l, items.len())}{link}</footer> }
    });
    let body = if items.is_empty() {
        ui::empty(t::no_history(l))
    } else {
        view! { <div class="panel-body"><ol class="timeline">{items}</ol></div>{rest} }.into_any()
    };
    view! {
        <section class="span-12 panel" aria-labelledby="history">
            <header><h2 id="history">{icon(Icon::Audit)}" "{t::history(l)}</h2></header>
            {body}
        </section>
    }
    .into_any()
}
