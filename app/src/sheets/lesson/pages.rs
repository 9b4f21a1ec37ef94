//! The register of lessons and the page of one.

use super::{Counts, Filter, LessonLine};
use crate::{
    Locale,
    actions::{self, ActionLine},
    exercises::pages::{rating_box, rating_words},
    form::{Errors, FormState, Values},
    lessons::{Lesson, LessonKind, pages::kind_chip},
    organisations::OrganisationName,
    page::{Content, Frame, Pages},
    people::choose,
    text::{actions as ta, lessons as t, ui as tu},
    ui::{self, Icon, Tone, form::Form, icon},
};
use leptos::prelude::*;

/// The register.
#[must_use]
pub fn index(
    frame: &Frame,
    filter: &Filter,
    organisations: &[OrganisationName],
    lines: Vec<LessonLine>,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), "")}
        {filters(l, filter, organisations)}
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

fn address(filter: &Filter, page: i64) -> String {
    let query = ui::query(&[
        ("q", &filter.q),
        ("organisation", organisation_code(filter)),
        ("kind", filter.kind.map_or("", LessonKind::code)),
        ("page", &page.to_string()),
    ]);
    format!("/lessons{query}")
}

fn filters(
    l: Locale,
    filter: &Filter,
    organisations: &[OrganisationName],
) -> impl IntoView + use<> {
    let values = Values::default()
        .with("q", &filter.q)
        .with("organisation", organisation_code(filter))
        .with("kind", filter.kind.map_or("", LessonKind::code));
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let organisations = OrganisationName::choices(organisations);
    let kinds = ui::form::choices(LessonKind::ALL, |kind| (kind.code(), kind.label(l)));
    view! {
        <form class="filters" id="filters" method="get" action="/lessons" role="search">
            {form.typed("search", "q", tu::search(l), "")}
            {form.select("organisation", t::organisation(l), "", Some(tu::all(l)), &organisations)}
            {form.select("kind", t::kind(l), "", Some(tu::all(l)), &kinds)}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

/// What is most urgent among a lesson's actions.
fn state(l: Locale, counts: Counts) -> AnyView {
    match counts {
        Counts { overdue: 1.., .. } => {
            ui::status(Tone::Late, "overdue", t::overdue(l, counts.overdue))
        }
        Counts { open: 1.., .. } => ui::status(Tone::Soon, "open", t::open(l, counts.open)),
        Counts { done: 1.., .. } => ui::status(Tone::Busy, "done", t::to_verify(l, counts.done)),
        Counts { verified: 1.., .. } => ui::status(Tone::Ok, "verified", t::all_verified(l)),
        _ => ui::chip(Tone::None, t::no_actions_short(l)),
    }
}

fn register(l: Locale, lines: Vec<LessonLine>) -> AnyView {
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let (exercise, title) = line.exercise;
            view! {
                <tr>
                    <td><a href=format!("/lessons/{}", line.id)>{line.text}</a></td>
                    <td data-label=t::kind(l)>{kind_chip(l, line.kind)}</td>
                    <td data-label=t::exercise(l)>
                        <a href=format!("/exercises/{exercise}#lesson-{}", line.id)>{title}</a>
                    </td>
                    <td data-label=t::recorded_on(l)>
                        {ui::short_day(l, line.recorded_on)}
                    </td>
                    <td data-label=t::actions(l)>{state(l, line.actions)}</td>
                </tr>
            }
        })
        .collect();
    ui::table(
        &[
            t::lesson(l),
            t::kind(l),
            t::exercise(l),
            t::recorded_on(l),
            t::actions(l),
        ],
        rows,
    )
}

/// A lesson's page, with what is done about it as far as the reader may see it. `choices` are those
/// of the form of an action; none for who may add none.
#[must_use]
pub fn show(
    frame: &Frame,
    lesson: &Lesson,
    mut lines: Vec<ActionLine>,
    choices: Option<&actions::Choices>,
    form_state: &FormState,
) -> Content {
    let l = frame.locale;
    let lede = view! { {kind_chip(l, lesson.kind)} };
    let list = if lines.is_empty() {
        ui::empty(t::no_actions(l))
    } else {
        // The page itself names the exercise.
        lines.iter_mut().for_each(|line| line.exercise = None);
        actions::pages::register(l, lines)
    };
    let form = Form::new(l, form_state);
    let add = choices.map(|choices| {
        view! {
            <footer>
                <details class="disclosure" id="add-action" open=form_state.failed() || choose::asks(&form_state.values)>
                    <summary>{icon(Icon::Plus)}{ta::add(l)}</summary>
                    <form class="form" id="new-action" method="post" action=format!("/lessons/{}/actions", lesson.id)>
                        {actions::pages::fields(&form, choices)}
                        <div class="form-actions"><button class="button">{ta::add(l)}</button></div>
                    </form>
                    {choices.people.more(&form, "new-action")}
                </details>
            </footer>
        }
    });
    let view = view! {
        {ui::head(Some(("/lessons", t::title(l))), lesson.text.clone(), lede, "")}
        {form.summary()}
        <div class="grid">
            <section class="span-12 panel" aria-labelledby="facts">
                <header><h2 id="facts">{t::facts(l)}</h2></header>
                <div class="panel-body">{facts(l, lesson)}</div>
            </section>
            <section class="span-12 panel" aria-labelledby="actions">
                <header><h2 id="actions">{t::actions(l)}</h2></header>
                {list}
                {add}
            </section>
        </div>
    };
    Content::new(lesson.text.clone(), view)
}

fn facts(l: Locale, lesson: &Lesson) -> AnyView {
    let (exercise, title) = &lesson.exercise;
    let objective = lesson.objective.as_ref().map_or_else(
        || t::no_objective(l).into_any(),
        |objective| {
            view! {
                <div class="objective">
                    {rating_box(objective.rating)}
                    <div>
                        <p><strong>{objective.text.clone()}</strong></p>
                        <p>{rating_words(l, objective)}</p>
                    </div>
                </div>
            }
            .into_any()
        },
    );
    view! {
        <dl class="facts">
            <dt>{t::exercise(l)}</dt>
            <dd>
                <a href=format!("/exercises/{exercise}#lesson-{}", lesson.id)>{title.clone()}</a>
                <small>{lesson.schedule.words(l)}</small>
            </dd>
            <dt>{t::objective(l)}</dt>
            <dd>{objective}</dd>
            <dt>{t::recorded_on(l)}</dt>
            <dd>{ui::day(l, lesson.recorded_on)}</dd>
        </dl>
    }
    .into_any()
}
