//! The register of people and the page of one.

use super::{Filter, PartIn, PersonLine, PersonRole};
use crate::{
    Locale, date,
    form::{Errors, FormState, Values},
    islands::LiveFilter,
    organisations::OrganisationName,
    page::{Content, Frame, Pages},
    people::{
        Person, Presence,
        pages::{email_link, phone_link},
        rules,
    },
    text::{imports as ti, people as t, ui as tu},
    trail::{self, AuditLine},
    ui::{self, Icon, Tone, form::Form, icon},
};
use leptos::prelude::*;

/// The register.
#[must_use]
pub fn index(
    frame: &Frame,
    filter: &Filter,
    organisations: &[OrganisationName],
    lines: Vec<PersonLine>,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let action = frame.is_coordinator().then(|| {
        view! {
            {ui::quiet_button("/people/import", Icon::Upload, ti::import(l))}
            {ui::button("/people/new", Icon::Plus, t::add(l))}
        }
    });
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), action)}
        {filters(l, filter, organisations)}
        <LiveFilter form="filters".to_owned() results="results".to_owned() />
        <div id="results">
            <p class="result-count">{t::found(l, pages.total)}</p>
            {if lines.is_empty() { ui::empty(t::none_found(l)) } else { register(frame, lines) }}
            {ui::pagination(l, pages, |page| address(filter, page))}
        </div>
    };
    Content::new(t::title(l), view)
}

fn address(filter: &Filter, page: i64) -> String {
    let organisation = filter.organisation.as_ref().map_or("", |id| id.as_str());
    let query = ui::query(&[
        ("q", &filter.q),
        ("organisation", organisation),
        ("status", filter.presence.map_or("", Presence::code)),
        ("page", &page.to_string()),
    ]);
    format!("/people{query}")
}

fn filters(
    l: Locale,
    filter: &Filter,
    organisations: &[OrganisationName],
) -> impl IntoView + use<> {
    let organisation = filter.organisation.as_ref().map_or("", |id| id.as_str());
    let values = Values::default()
        .with("q", &filter.q)
        .with("organisation", organisation)
        .with("status", filter.presence.unwrap_or(Presence::Here));
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let organisations = OrganisationName::choices(organisations);
    let presences = ui::form::choices(Presence::ALL, |p| (p.code(), p.label(l)));
    view! {
        <form class="filters" id="filters" method="get" action="/people" role="search">
            {form.typed("search", "q", tu::search(l), "")}
            {form.select("organisation", t::organisation(l), "", Some(tu::all(l)), &organisations)}
            {form.select("status", t::status(l), "", None, &presences)}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

fn register(frame: &Frame, lines: Vec<PersonLine>) -> AnyView {
    let l = frame.locale;
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let left = departure_chip(frame, line.left_on);
            view! {
                <tr>
                    <td><a href=format!("/people/{}", line.id)>{line.name}</a><small>{line.function}</small>{left}</td>
                    <td data-label=t::organisation(l)>{line.organisation}</td>
                    <td data-label=t::email(l)>{email_link(&line.email)}</td>
                    <td data-label=t::work_phone(l)>{phone_link(&line.work_phone)}</td>
                    <td class="num" data-label=t::roles_now(l)>{line.roles}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="register">
            <thead>
                <tr>
                    <th scope="col">{t::person(l)}</th>
                    <th scope="col">{t::organisation(l)}</th>
                    <th scope="col">{t::email(l)}</th>
                    <th scope="col">{t::work_phone(l)}</th>
                    <th scope="col" class="num">{t::roles_now(l)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn departure_chip(frame: &Frame, left_on: Option<chrono::NaiveDate>) -> Option<AnyView> {
    let l = frame.locale;
    left_on.map(|day| {
        let words = date::short(l, day);
        match rules::presence(left_on, frame.today()) {
            Presence::Left => ui::status(Tone::None, "left", t::left_since(l, words)),
            Presence::Here => ui::status(Tone::Soon, "leaving", t::leaves_on(l, words)),
        }
    })
}

/// What else the page of a person shows.
#[derive(Debug)]
pub struct Around {
    /// Crisis roles now and later.
    pub roles: Vec<PersonRole>,
    /// Exercises, the newest first.
    pub exercises: Vec<PartIn>,
    /// What the audit trail says, for those who may know.
    pub history: Option<Vec<AuditLine>>,
}

/// A person's page. `departure` is the small form on it.
#[must_use]
pub fn show(frame: &Frame, person: &Person, departure: &FormState, around: Around) -> Content {
    let l = frame.locale;
    let edits = frame.can_edit(&person.organisation.id);
    let own = is_own(frame, person);
    let actions = (edits || own).then(|| {
        let label = if edits { tu::edit(l) } else { t::edit_own(l) };
        ui::quiet_button(format!("/people/{}/edit", person.id), Icon::Pencil, label)
    });
    let organisation = &person.organisation;
    let lede = view! {
        {person.function.clone()}" · "
        <a href=format!("/organisations/{}", organisation.id)>{organisation.name.clone()}</a>" "
        {departure_chip(frame, person.left_on)}
    };
    let (past, coming): (Vec<_>, Vec<_>) = around
        .exercises
        .iter()
        .partition(|exercise| exercise.starts_at.date() < frame.today());
    let coming: Vec<_> = coming.into_iter().rev().collect();
    let view = view! {
        {ui::head(Some(("/people", t::title(l))), person.name.clone(), lede, actions)}
        {Form::new(l, departure).conflict(&[("left_on", t::left_on(l), &[])])}
        {Form::new(l, departure).summary()}
        <div class="grid">
            <section class="span-6 panel" aria-labelledby="contact">
                <header><h2 id="contact">{t::contact(l)}</h2></header>
                <div class="panel-body">{contact(l, person)}</div>
            </section>
            <section class="span-6 panel" aria-labelledby="roles">
                <header><h2 id="roles">{t::roles(l)}</h2></header>
                {roles(frame, &around.roles)}
            </section>
            <section class="span-6 panel" aria-labelledby="coming">
                <header><h2 id="coming">{t::coming(l)}</h2></header>
                {exercises(l, &coming, t::no_coming(l))}
            </section>
            <section class="span-6 panel" aria-labelledby="past">
                <header><h2 id="past">{t::past(l)}</h2></header>
                {exercises(l, &past, t::no_past(l))}
            </section>
            {edits.then(|| view! { <section class="span-12" aria-label=t::departure(l)>{departure_form(l, person, departure)}</section> })}
            {around.history.map(|lines| trail::history(frame, &lines, None))}
        </div>
    };
    Content::new(person.name.clone(), view)
}

fn is_own(frame: &Frame, person: &Person) -> bool {
    frame
        .viewer
        .as_ref()
        .is_some_and(|viewer| viewer.person.as_ref() == Some(&person.id))
}

fn contact(l: Locale, person: &Person) -> impl IntoView + use<> {
    let private = match person.private_phone.as_deref() {
        None => view! { <span class="muted">{icon(Icon::Lock)}" "{t::private_hidden(l)}</span> }
            .into_any(),
        Some("") => t::unknown(l).into_any(),
        Some(phone) => phone_link(phone),
    };
    let work = if person.work_phone.is_empty() {
        t::unknown(l).into_any()
    } else {
        phone_link(&person.work_phone)
    };
    let account = if person.account {
        ui::chip(Tone::Ok, t::account_yes(l))
    } else {
        ui::chip(Tone::None, t::account_no(l))
    };
    view! {
        <dl class="facts">
            <dt>{t::work_phone(l)}</dt>
            <dd>{work}</dd>
            <dt>{t::private_phone(l)}</dt>
            <dd data-field="private-phone">{private}</dd>
            <dt>{t::email(l)}</dt>
            <dd>{email_link(&person.email)}</dd>
            <dt>{t::account(l)}</dt>
            <dd>{account}</dd>
        </dl>
    }
}

fn roles(frame: &Frame, roles: &[PersonRole]) -> AnyView {
    let l = frame.locale;
    if roles.is_empty() {
        return ui::empty(t::no_roles(l));
    }
    let items: Vec<_> = roles
        .iter()
        .map(|role| {
            let from = (role.starts_on > frame.today())
                .then(|| ui::chip(Tone::Soon, t::from_on(l, date::short(l, role.starts_on))));
            let until = role.ends_on.map(|day| {
                let until = t::until_on(l, date::long(l, day));
                view! { <small>{until}</small> }
            });
            view! {
                <li>
                    <a href=format!("/roles/{}", role.role)>{role.name.clone()}</a>
                    {from}
                    <small>{t::position(l, t::Position { organisation: &role.organisation, position: role.position })}</small>
                    {until}
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}

fn exercises(l: Locale, exercises: &[&PartIn], none: &'static str) -> AnyView {
    if exercises.is_empty() {
        return ui::empty(none);
    }
    let items: Vec<_> = exercises
        .iter()
        .map(|exercise| {
            let status = exercise.status;
            view! {
                <li>
                    <a href=format!("/exercises/{}", exercise.id)>{exercise.title.clone()}</a>
                    {ui::status(status.tone(), status.code(), status.label(l))}
                    <small>
                        <time datetime=exercise.starts_at.format("%Y-%m-%dT%H:%M").to_string()>{date::with_time(l, exercise.starts_at)}</time>
                    </small>
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}

fn departure_form(l: Locale, person: &Person, form_state: &FormState) -> impl IntoView + use<> {
    let form = Form::new(l, form_state);
    let label = if person.left_on.is_some() {
        t::change_departure(l)
    } else {
        t::record_departure(l)
    };
    view! {
        <details class="disclosure" open=form_state.failed() || form_state.stored.is_some()>
            <summary>{icon(Icon::LogOut)}{label}</summary>
            <form class="form" method="post" action=format!("/people/{}/departure", person.id)>
                <p>{t::departure_help(l)}</p>
                {form.hidden("version")}
                {form.date("left_on", t::left_on(l), "")}
                <div class="form-actions"><button class="button">{label}</button></div>
            </form>
        </details>
    }
}
