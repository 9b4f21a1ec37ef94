//! Who is asked to read a plan, and who has.

use super::confirm;
use crate::{
    Locale,
    choice::Choice,
    date,
    form::FormState,
    id::{OrganisationId, ReaderId},
    page::{Content, Frame},
    plans::{
        Plan, Stage,
        readings::{
            Asked, EndedReader, Reader, ReadersSheet, Tally, Who,
            rules::{decides, to_read},
        },
    },
    text::readings as t,
    ui::{self, Icon, Tone, form::Form, icon},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What the page of a plan's readers shows.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Who is asked, and how many have read.
    pub sheet: ReadersSheet,
    /// Those of whom the one who looks may know, by request; not always all of them.
    pub asked: BTreeMap<ReaderId, Vec<Asked>>,
    /// Requests that came to their end, the newest first.
    pub ended: Vec<EndedReader>,
    /// Whether the one who looks sees the names of the own organisations.
    pub names: bool,
    /// The roles that can be asked.
    pub roles: Vec<Choice>,
    /// The people who can be asked.
    pub people: Vec<Choice>,
    /// The organisations of which the one who looks may ask the people.
    pub organisations: Vec<Choice>,
    /// The form that asks.
    pub ask: FormState,
}

/// The panel on a plan's page: how many have read it, and one's own button.
#[must_use]
pub fn section(frame: &Frame, plan: &Plan, sheet: &ReadersSheet) -> AnyView {
    let l = frame.locale;
    let applies = plan.organisations.iter().map(|one| &one.id);
    let asks = applies
        .chain([&plan.owner.id])
        .any(|one| frame.can_edit(one));
    let mine = sheet.mine.as_ref().map(|request| match request.read_on {
        Some(day) => {
            view! { <p>{ui::chip(Tone::Ok, t::read_on(l, date::long(l, day)))}</p> }.into_any()
        }
        None => view! {
            <div class="to-read-here">
                <p><strong>{t::mine(l)}</strong></p>
                {confirm(l, request, format!("/plans/{}", plan.id))}
            </div>
        }
        .into_any(),
    });
    let body = match to_read(plan) {
        None => ui::empty(nothing(l, plan)),
        Some(_) if sheet.readers.is_empty() => {
            ui::empty(if asks { t::nobody_ask(l) } else { t::nobody(l) })
        }
        Some(_) => {
            let lines: Vec<_> = sheet
                .readers
                .iter()
                .filter(|reader| matches!(reader.who, Who::Role(..)))
                .map(|reader| {
                    let tally = reader.tally;
                    view! { <li><span>{name(l, &reader.who, reader.organisation.as_ref())}</span><span>{t::progress(l, t::Progress { asked: tally.asked, read: tally.read })}</span></li> }
                })
                .collect();
            view! {
                <div class="panel-body">{mine}{progress(l, sheet.tally)}</div>
                {(!lines.is_empty()).then(|| view! { <ul class="panel-list">{lines}</ul> })}
            }
            .into_any()
        }
    };
    let link = if asks && sheet.readers.is_empty() && to_read(plan).is_some() {
        t::ask(l)
    } else {
        t::to_page(l)
    };
    view! {
        <section class="span-6 panel" aria-labelledby="readers">
            <header>
                <h2 id="readers">{t::title(l)}</h2>
                <a href=format!("/plans/{}/readers", plan.id)>{link}</a>
            </header>
            {body}
        </section>
    }
    .into_any()
}

/// Why there is nothing to read.
fn nothing(l: Locale, plan: &Plan) -> &'static str {
    if plan.standing.stage == Stage::Withdrawn {
        t::withdrawn(l)
    } else {
        t::no_version(l)
    }
}

/// The page of a plan's readers.
#[must_use]
pub fn readers(frame: &Frame, plan: &Plan, shown: &Shown) -> Content {
    let l = frame.locale;
    let edits = frame.can_edit(&plan.owner.id);
    let asks = edits || !shown.organisations.is_empty();
    let back = format!("/plans/{}", plan.id);
    let sheet = &shown.sheet;
    let form = Form::new(l, &shown.ask);
    let version = to_read(plan);
    let lede = version.map_or_else(
        || t::lede_none(l).to_owned(),
        |version| {
            t::lede(
                l,
                t::Lede {
                    date: date::long(l, version.adopted_on),
                    label: &version.label,
                },
            )
        },
    );
    let top = match version {
        None => ui::notice(Tone::None, nothing(l, plan)),
        Some(_) if sheet.readers.is_empty() => {
            ui::empty(if asks { t::nobody_ask(l) } else { t::nobody(l) })
        }
        Some(_) => progress(l, sheet.tally),
    };
    let mine = sheet
        .mine
        .as_ref()
        .filter(|request| request.read_on.is_none())
        .map(|request| {
            view! {
                <div class="to-read-here">
                    <p><strong>{t::mine(l)}</strong></p>
                    {confirm(l, request, format!("{back}/readers"))}
                </div>
            }
        });
    let groups: Vec<_> = sheet
        .readers
        .iter()
        .enumerate()
        .map(|(index, reader)| {
            let asked = shown.asked.get(&reader.id).map_or(&[][..], Vec::as_slice);
            group(frame, plan, index, reader, asked)
        })
        .collect();
    let hidden = (!shown.names && !sheet.readers.is_empty())
        .then(|| view! { <p class="muted">{t::names_hidden(l)}</p> });
    let ask = (asks && (version.is_some() || shown.ask.failed())).then(|| {
        view! {
            <section class="panel ask-readers" aria-labelledby="ask">
                <header><h2 id="ask">{t::ask(l)}</h2></header>
                <div class="panel-body">
                    <p>{t::ask_hint(l)}</p>
                    <form class="form" method="post" action=format!("{back}/readers")>
                        {form.select("role", t::role(l), t::role_hint(l), Some(t::no_role(l)), &shown.roles)}
                        {form.select("person", t::person(l), "", Some(t::no_person(l)), &shown.people)}
                        {(!shown.organisations.is_empty()).then(|| form.select("organisation", t::organisation(l), t::organisation_hint(l), edits.then(|| t::all_organisations(l)), &shown.organisations))}
                        <div class="form-actions"><button class="button">{t::ask_button(l)}</button></div>
                    </form>
                </div>
            </section>
        }
    });
    let view = view! {
        {ui::head(Some((&back, &plan.title)), t::title(l), lede, "")}
        {form.summary()}
        <div class="readers">
            {mine}
            {top}
            {hidden}
            {groups}
            {ask}
            {ended(l, &shown.ended)}
        </div>
    };
    Content::new(format!("{}: {}", t::title(l), plan.title), view)
}

/// How many have read, as words, a bar and a number.
fn progress(l: Locale, tally: Tally) -> AnyView {
    let left = tally.asked - tally.read;
    let (tone, words) = if tally.is_done() {
        (Tone::Ok, t::all_read(l).to_owned())
    } else {
        (Tone::Soon, t::unread(l, left))
    };
    view! {
        <div class="reading-progress" data-asked=tally.asked.to_string() data-read=tally.read.to_string()>
            <p><b>{t::progress(l, t::Progress { asked: tally.asked, read: tally.read })}</b>" "{(tally.asked > 0).then(|| ui::chip(tone, words))}</p>
            {ui::bar(tone, tally.read, tally.asked)}
        </div>
    }
    .into_any()
}

/// Who is asked, in words, and by which organisation if that asks its own people alone.
#[must_use]
pub fn name(l: Locale, who: &Who, organisation: Option<&(OrganisationId, String)>) -> String {
    let name = match who {
        Who::Role(_, name) | Who::Person(Some((_, name))) => name,
        Who::Person(None) => t::somebody(l),
    };
    match organisation {
        Some((_, organisation)) => t::only(
            l,
            t::Only {
                organisation,
                who: name,
            },
        ),
        None => name.to_owned(),
    }
}

/// One request: who must read by it, as far as the one who looks may know.
fn group(frame: &Frame, plan: &Plan, index: usize, reader: &Reader, asked: &[Asked]) -> AnyView {
    let l = frame.locale;
    let id = format!("reader-{index}");
    let tally = reader.tally;
    let others = tally.asked - i64::try_from(asked.len()).unwrap_or_default();
    let rows: Vec<_> = asked.iter().map(|one| row(l, one)).collect();
    let table = (!rows.is_empty())
        .then(|| ui::table(&[t::reader(l), t::organisation(l), t::state(l)], rows));
    let organisation = reader.organisation.as_ref();
    let ends = frame.can_edit(decides(plan, organisation.map(|(id, _)| id)));
    let nobody = (tally.asked == 0).then(|| match organisation {
        Some(_) => ui::empty(t::no_own_holders(l)),
        None => ui::empty(t::no_holders(l)),
    });
    let others =
        (others > 0).then(|| view! { <p class="panel-body muted">{t::others(l, others)}</p> });
    let title = name(l, &reader.who, organisation);
    let end = ends.then(|| {
        let title = title.clone();
        view! {
            <footer>
                <form class="inline" method="post" action=format!("/plans/{}/readers/{}/delete", plan.id, reader.id)>
                    <button class="button quiet small">
                        {t::end(l)}<span class="visually-hidden">": "{title}</span>
                    </button>
                </form>
            </footer>
        }
    });
    let heading = match &reader.who {
        Who::Role(Some(role), _) => {
            view! { <a href=format!("/roles/{role}")>{title}</a> }.into_any()
        }
        Who::Role(None, _) | Who::Person(_) => title.into_any(),
    };
    let asked_on = t::asked_on(
        l,
        t::AskedOn {
            by: &reader.asked_by,
            date: date::long(l, reader.asked_on),
        },
    );
    view! {
        <section class="panel reader-group" aria-labelledby=id.clone()>
            <header>
                <h2 id=id.clone()>{heading}</h2>
                <p>{t::progress(l, t::Progress { asked: tally.asked, read: tally.read })}" · "{asked_on}</p>
            </header>
            {nobody}
            {table}
            {others}
            {end}
        </section>
    }
    .into_any()
}

fn row(l: Locale, asked: &Asked) -> AnyView {
    let state = match asked.read_on {
        Some(day) => ui::status(Tone::Ok, "read", t::read_on(l, date::long(l, day))),
        None => ui::status(Tone::Soon, "unread", t::not_read(l)),
    };
    let name = asked.name.clone();
    let name = if asked.known {
        view! { <a href=format!("/people/{}", asked.person)>{name}</a> }.into_any()
    } else {
        name.into_any()
    };
    view! {
        <tr>
            <td>{name}</td>
            <td data-label=t::organisation(l)>{asked.organisations.join(", ")}</td>
            <td data-label=t::state(l)>{state}</td>
        </tr>
    }
    .into_any()
}

fn ended(l: Locale, ended: &[EndedReader]) -> Option<AnyView> {
    let items: Vec<_> = ended
        .iter()
        .map(|one| {
            let (from, until) = (date::long(l, one.asked_on), date::long(l, one.ended_on));
            view! { <li><span>{name(l, &one.who, one.organisation.as_ref())}</span><small>{t::ended_on(l, t::EndedOn { from, until })}</small></li> }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="panel" aria-labelledby="ended">
                <header><h2 id="ended">{icon(Icon::Audit)}" "{t::ended(l)}</h2></header>
                <ul class="panel-list">{items}</ul>
            </section>
        }
        .into_any()
    })
}
