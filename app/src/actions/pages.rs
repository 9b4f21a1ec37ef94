//! The pages about improvement actions.

use super::{Action, ActionLine, ActionState, Choices, Event, Filter, Rights, timeline::timeline};
use crate::{
    Locale, date,
    exercises::pages::linked,
    form::{Errors, FormState, Values},
    organisations::{Offer, OrganisationName},
    page::{Content, Frame, Pages},
    text::{actions as t, form as tf, ui as tu},
    ui::{
        self, Icon,
        form::{Field, Form},
    },
};
use leptos::prelude::*;

/// The chip that says how far an action is.
#[must_use]
pub fn state_chip(l: Locale, state: ActionState) -> AnyView {
    ui::status(state.tone(), state.code(), state.label(l))
}

/// The register.
#[must_use]
pub fn index(
    frame: &Frame,
    filter: &Filter,
    offer: &Offer,
    lines: Vec<ActionLine>,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let action = frame
        .is_coordinator()
        .then(|| ui::button("/actions/new", Icon::Plus, t::add(l)));
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), action)}
        {filters(frame, filter, offer)}
        <div id="results">
            <p class="result-count">{t::found(l, pages.total)}</p>
            {if lines.is_empty() { ui::empty(t::none_found(l)) } else { register(l, lines) }}
            {ui::pagination(l, pages, |page| address(filter, page))}
        </div>
    };
    Content::new(t::title(l), view)
}

fn organisation_code(filter: &Filter) -> &str {
    filter.organisation.as_ref().map_or("", |id| id.as_str())
}

fn region_code(filter: &Filter) -> &str {
    filter.region.as_ref().map_or("", |id| id.as_str())
}

fn address(filter: &Filter, page: i64) -> String {
    let query = ui::query(&[
        ("q", &filter.q),
        ("mine", if filter.mine { "yes" } else { "" }),
        ("region", region_code(filter)),
        ("organisation", organisation_code(filter)),
        ("state", filter.state.map_or("", ActionState::code)),
        ("page", &page.to_string()),
    ]);
    format!("/actions{query}")
}

fn filters(frame: &Frame, filter: &Filter, offer: &Offer) -> impl IntoView + use<> {
    let l = frame.locale;
    let values = Values::default()
        .with("q", &filter.q)
        .with("mine", if filter.mine { "yes" } else { "" })
        .with("region", region_code(filter))
        .with("organisation", organisation_code(filter))
        .with("state", filter.state.map_or("", ActionState::code));
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let states = ui::form::choices(ActionState::ALL, |state| (state.code(), state.label(l)));
    let is_person = frame.viewer.as_ref().is_some_and(|v| v.person.is_some());
    let mine = [("yes".to_owned(), t::mine(l).to_owned())];
    view! {
        <form class="filters" id="filters" method="get" action="/actions" role="search">
            {form.typed("search", "q", tu::search(l), "")}
            {is_person.then(|| form.select("mine", t::of_whom(l), "", Some(tu::all(l)), &mine))}
            {offer.fields(&form, t::organisation(l))}
            {form.select("state", t::status(l), "", Some(tu::all(l)), &states)}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

/// Actions as a table.
#[must_use]
pub fn register(l: Locale, lines: Vec<ActionLine>) -> AnyView {
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <td>
                        <a href=format!("/actions/{}", line.id)>{line.title}</a>
                        {line.exercise.map(|exercise| view! { <small>{exercise}</small> })}
                    </td>
                    <td data-label=t::organisation(l)>{line.organisation}</td>
                    <td data-label=t::owner(l)>{line.owner}</td>
                    <td data-label=t::due(l)>
                        {ui::short_day(l, line.due_on)}
                    </td>
                    <td data-label=t::status(l)>{state_chip(l, line.state)}</td>
                </tr>
            }
        })
        .collect();
    ui::table(
        &[
            t::action(l),
            t::organisation(l),
            t::owner(l),
            t::due(l),
            t::status(l),
        ],
        rows,
    )
}

/// An action's page. `form_state` is the form of its completion, or the step that was refused.
#[must_use]
pub fn show(
    frame: &Frame,
    action: &Action,
    rights: Rights,
    history: &[Event],
    form_state: &FormState,
) -> Content {
    let l = frame.locale;
    let state = action.state(frame.today());
    let actions = rights.edit.then(|| {
        ui::quiet_button(
            format!("/actions/{}/edit", action.id),
            Icon::Pencil,
            tu::edit(l),
        )
    });
    let form = Form::new(l, form_state);
    let kept = (!completes(state, rights)).then(|| {
        form.kept(&[
            ("done_on", t::done_on(l), &[]),
            ("done_note", t::done_note(l), &[]),
        ])
    });
    let lede = view! { {action.organisation.name.clone()}" · "{action.owner.name.clone()}" "{state_chip(l, state)} };
    let view = view! {
        {ui::head(Some(("/actions", t::title(l))), action.title.clone(), lede, actions)}
        {form.summary()}
        {kept}
        <div class="grid">
            <section class="span-6 panel" aria-labelledby="facts">
                <header><h2 id="facts">{t::facts(l)}</h2></header>
                <div class="panel-body">{facts(l, action)}</div>
            </section>
            <section class="span-6 panel" aria-labelledby="progress">
                <header><h2 id="progress">{t::progress(l)}</h2></header>
                <div class="panel-body">{progress(frame, action, state, rights, &form)}</div>
            </section>
            <section class="span-12 panel" aria-labelledby="history">
                <header><h2 id="history">{t::history(l)}</h2></header>
                <div class="panel-body">{timeline(l, action, history)}</div>
            </section>
        </div>
    };
    Content::new(action.title.clone(), view)
}

fn facts(l: Locale, action: &Action) -> AnyView {
    let lesson = match &action.lesson {
        None => view! { <dd>{t::no_lesson(l)}</dd> }.into_any(),
        Some(from) => view! {
            <dd>{linked("/lessons/", &from.lesson)}</dd>
            <dt>{t::exercise(l)}</dt>
            <dd>{linked("/exercises/", &from.exercise)}</dd>
        }
        .into_any(),
    };
    let unknown = |name: &Option<String>| {
        name.clone()
            .unwrap_or_else(|| t::unknown_person(l).to_owned())
    };
    let done = action.done.as_ref().map(|done| {
        view! {
            <dt>{t::done_on(l)}</dt>
            <dd>{ui::day(l, done.on)}</dd>
            <dt>{t::done_by(l)}</dt>
            <dd>{unknown(&done.by)}</dd>
            {(!done.note.is_empty()).then(|| view! { <dt>{t::done_note(l)}</dt><dd>{done.note.clone()}</dd> })}
        }
    });
    let verified = action.verified.as_ref().map(|(day, by)| {
        view! {
            <dt>{t::verified_on(l)}</dt>
            <dd>{ui::day(l, *day)}</dd>
            <dt>{t::verified_by(l)}</dt>
            <dd>{unknown(by)}</dd>
        }
    });
    view! {
        <dl class="facts">
            <dt>{t::due(l)}</dt>
            <dd><time datetime=action.due_on.to_string() data-field="due">{date::long(l, action.due_on)}</time></dd>
            <dt>{t::owner(l)}</dt>
            <dd>{linked("/people/", &action.owner)}</dd>
            <dt>{t::organisation(l)}</dt>
            <dd>{action.organisation.name.clone()}</dd>
            <dt>{t::lesson(l)}</dt>
            {lesson}
            {done}
            {verified}
        </dl>
    }
    .into_any()
}

/// Whether the reader can report the action as done.
fn completes(state: ActionState, rights: Rights) -> bool {
    matches!(state, ActionState::Open | ActionState::Overdue) && rights.complete
}

/// What the reader can do next; `form` is that of the completion as it was sent.
fn progress(
    frame: &Frame,
    action: &Action,
    state: ActionState,
    rights: Rights,
    form: &Form<'_>,
) -> AnyView {
    let l = frame.locale;
    let path = format!("/actions/{}", action.id);
    match state {
        ActionState::Verified => view! { <p>{t::closed(l)}</p> }.into_any(),
        ActionState::Done if rights.verify => {
            let reopen = view! {
                <form method="post" action=format!("{path}/completion/delete")>
                    <button class="button quiet">{t::reopen(l)}</button>
                </form>
            };
            let verify = (!rights.did_it).then(|| {
                view! {
                    <form method="post" action=format!("{path}/verification")>
                        <button class="button">{t::verify(l)}</button>
                    </form>
                }
            });
            let help = if rights.did_it {
                t::verify_other(l)
            } else {
                t::verify_help(l)
            };
            view! { <p>{help}</p><div class="button-row">{verify}{reopen}</div> }.into_any()
        }
        ActionState::Done => view! { <p>{t::waiting(l)}</p> }.into_any(),
        ActionState::Open | ActionState::Overdue if completes(state, rights) => {
            // Who reports it has mostly just done it.
            let today = Values::default().with("done_on", frame.today());
            let untouched = *form.values == Values::default();
            let form = Form {
                values: if untouched { &today } else { form.values },
                ..*form
            };
            view! {
                <form class="form" method="post" action=format!("{path}/completion")>
                    {form.date("done_on", t::done_on(l), "")}
                    {form.area("done_note", t::done_note(l), t::done_note_hint(l), 3)}
                    <div class="form-actions"><button class="button">{t::complete(l)}</button></div>
                </form>
            }
            .into_any()
        }
        _ => view! { <p>{t::nothing_to_do(l)}</p> }.into_any(),
    }
}

/// The fields of an action, for its own form and for the one on a lesson's page.
#[must_use]
pub fn fields(form: &Form<'_>, choices: &Choices) -> AnyView {
    let l = form.locale;
    let organisations = OrganisationName::choices(&choices.organisations);
    view! {
        {form.text("title", t::name(l), "")}
        {form.select("organisation", t::organisation(l), "", Some(tf::choose(l)), &organisations)}
        {choices.people.field(form, ("owner", t::owner(l), t::owner_hint(l)), tf::choose(l))}
        {form.date("due_on", t::due(l), "")}
    }
    .into_any()
}

/// The form of an action: a new one when `action` is none. Of one that is verified, what was typed.
#[must_use]
pub fn edit(
    frame: &Frame,
    action: Option<&Action>,
    form_state: &FormState,
    choices: &Choices,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let organisations = OrganisationName::choices(&choices.organisations);
    let names: [Field<'_>; 4] = [
        ("title", t::name(l), &[]),
        ("organisation", t::organisation(l), &organisations),
        ("owner", t::owner(l), &choices.people.listed),
        ("due_on", t::due(l), &[]),
    ];
    let (title, back, back_label) = match action {
        Some(action) => (
            t::edit(l),
            format!("/actions/{}", action.id),
            action.title.clone(),
        ),
        None => (t::add(l), "/actions".to_owned(), t::title(l).to_owned()),
    };
    let verified = action.is_some_and(|action| action.verified.is_some());
    let body = if verified {
        form.fixed(t::error_fixed(l), &names)
    } else {
        view! {
            {form.editor(form.conflict(&names), fields(&form, choices), &back)}
            {choices.people.more(&form, ui::form::EDITOR)}
        }
        .into_any()
    };
    let view = view! {
        {ui::head(Some((&back, &back_label)), title, "", "")}
        {body}
    };
    Content::new(title, view)
}
