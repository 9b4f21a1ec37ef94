//! The lists on an exercise's page, each with the form that adds to it.

use super::kept::objectives as objective_choices;
use crate::{
    Locale,
    actions::{self, ActionLine},
    exercises::{
        Answer, Exercise, ExerciseStatus, Linked, Part,
        pages::{linked, rating_box, rating_words},
        rules,
    },
    form::FormState,
    id::PlanId,
    lessons::{self, Lesson, LessonKind},
    page::Frame,
    people::choose::{self, People},
    plans::Cause,
    text::{exercises as t, form as tf, lessons as tl},
    ui::{self, Icon, form::Form, icon},
};
use leptos::prelude::*;

/// Who takes part.
pub(super) fn participants(
    l: Locale,
    exercise: &Exercise,
    edits: bool,
    people: &People,
    form_state: &FormState,
    class: &'static str,
) -> AnyView {
    let changes = edits && rules::is_ahead(exercise.status);
    let all = &exercise.participants;
    let coming = all.iter().filter(|p| p.answer == Answer::Yes).count();
    let count = (!all.is_empty() && rules::is_ahead(exercise.status))
        .then(|| view! { <p>{t::coming_of(l, t::ComingOf { coming, invited: all.len() })}</p> });
    let list = match (all.is_empty(), changes) {
        (true, true) => ui::empty(t::no_participants(l)),
        (true, false) => ui::empty(t::no_participants_read(l)),
        (false, _) => participant_table(l, exercise, changes),
    };
    let add = changes.then(|| {
        let form = Form::new(l, form_state);
        let parts = ui::form::choices(Part::ALL, |part| (part.code(), part.label(l)));
        view! {
            <footer>
                <details class="disclosure" open=form_state.failed() || choose::asks(&form_state.values)>
                    <summary>{icon(Icon::Plus)}{t::add_participant(l)}</summary>
                    <form class="form" id="new-participant" method="post" action=format!("/exercises/{}/participants", exercise.id)>
                        {people.field(&form, ("person", t::person(l), ""), tf::choose(l))}
                        {form.select("part", t::part(l), "", Some(tf::choose(l)), &parts)}
                        <div class="form-actions"><button class="button">{t::add_participant(l)}</button></div>
                    </form>
                    {people.more(&form, "new-participant")}
                </details>
            </footer>
        }
    });
    view! {
        <section class=class aria-labelledby="participants">
            <header><h2 id="participants">{t::participants(l)}</h2>{count}</header>
            {list}
            {add}
        </section>
    }
    .into_any()
}

fn participant_table(l: Locale, exercise: &Exercise, changes: bool) -> AnyView {
    let rows: Vec<_> = exercise
        .participants
        .iter()
        .map(|participant| {
            let person = &participant.person;
            let remove = changes.then(|| {
                let action = format!("/exercises/{}/participants/{}/delete", exercise.id, person.id);
                view! {
                    <td>
                        <form method="post" action=action>
                            <button class="link-button">
                                {t::remove(l)}<span class="visually-hidden">" "{person.name.clone()}</span>
                            </button>
                        </form>
                    </td>
                }
            });
            let answer = participant.answer;
            view! {
                <tr>
                    <td>{linked("/people/", person)}<small>{participant.organisation.clone()}</small></td>
                    <td data-label=t::part(l)>{participant.part.label(l)}</td>
                    <td data-label=t::answer(l)>{ui::chip(answer.tone(), answer.label(l))}</td>
                    {remove}
                </tr>
            }
        })
        .collect();
    let remove = changes.then(|| {
        view! { <th scope="col"><span class="visually-hidden">{t::remove(l)}</span></th> }
    });
    view! {
        <table class="register">
            <thead>
                <tr>
                    <th scope="col">{t::person(l)}</th>
                    <th scope="col">{t::part(l)}</th>
                    <th scope="col">{t::answer(l)}</th>
                    {remove}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// What must succeed, and what became of it.
pub(super) fn objectives(
    l: Locale,
    exercise: &Exercise,
    edits: bool,
    form_state: &FormState,
) -> AnyView {
    let adds = edits && rules::may_change(exercise.status);
    let rates = edits && exercise.status.took_place();
    let items: Vec<_> = exercise
        .objectives
        .iter()
        .map(|objective| {
            let rate = (rates && objective.rating.is_none()).then(|| {
                let href = format!("/exercises/{}/objectives/{}/rating", exercise.id, objective.id);
                view! {
                    <p>
                        <a href=href>{t::rate(l)}<span class="visually-hidden">": "{objective.text.clone()}</span></a>
                    </p>
                }
            });
            view! {
                <div class="objective">
                    {rating_box(objective.rating)}
                    <div>
                        <h3>{objective.text.clone()}</h3>
                        <p>{rating_words(l, objective)}</p>
                        {rate}
                    </div>
                </div>
            }
        })
        .collect();
    let list = match (items.is_empty(), adds) {
        (true, true) => ui::empty(t::no_objectives(l)),
        (true, false) => ui::empty(t::no_objectives_read(l)),
        (false, _) => view! { <div class="panel-body">{items}</div> }.into_any(),
    };
    let add = adds.then(|| {
        let form = Form::new(l, form_state);
        view! {
            <footer>
                <details class="disclosure" open=form_state.failed()>
                    <summary>{icon(Icon::Plus)}{t::add_objective(l)}</summary>
                    <form class="form" method="post" action=format!("/exercises/{}/objectives", exercise.id)>
                        {form.area("objective", t::objective(l), t::objective_hint(l), 2)}
                        <div class="form-actions"><button class="button">{t::add_objective(l)}</button></div>
                    </form>
                </details>
            </footer>
        }
    });
    view! {
        <section class="span-12 panel" aria-labelledby="objectives">
            <header><h2 id="objectives">{t::objectives(l)}</h2></header>
            {list}
            {add}
        </section>
    }
    .into_any()
}

/// What was learnt, with what is done about it.
pub(super) fn lessons(
    frame: &Frame,
    exercise: &Exercise,
    (all, actions): (&[Lesson], &[ActionLine]),
    edits: bool,
    form_state: &FormState,
) -> Option<AnyView> {
    let l = frame.locale;
    if all.is_empty() && exercise.status == ExerciseStatus::Cancelled {
        return None;
    }
    let items: Vec<_> = all
        .iter()
        .map(|one| lesson(frame, exercise, one, actions))
        .collect();
    let list = if items.is_empty() {
        ui::empty(t::no_lessons(l))
    } else {
        view! { <ul class="panel-list">{items}</ul> }.into_any()
    };
    let add = (edits && exercise.status.took_place()).then(|| {
        let form = Form::new(l, form_state);
        let kinds = ui::form::choices(LessonKind::ALL, |kind| (kind.code(), kind.explained(l)));
        let objectives = objective_choices(exercise);
        view! {
            <footer>
                <details class="disclosure" open=form_state.failed()>
                    <summary>{icon(Icon::Plus)}{t::add_lesson(l)}</summary>
                    <form class="form" method="post" action=format!("/exercises/{}/lessons", exercise.id)>
                        {form.radios("kind", tl::kind(l), "", &kinds)}
                        {form.area("lesson", tl::text(l), tl::text_hint(l), 3)}
                        {form.select("about", tl::objective(l), "", Some(tl::no_objective(l)), &objectives)}
                        <div class="form-actions"><button class="button">{t::add_lesson(l)}</button></div>
                    </form>
                </details>
            </footer>
        }
    });
    Some(
        view! {
            <section class="span-12 panel" aria-labelledby="lessons">
                <header><h2 id="lessons">{t::lessons(l)}</h2></header>
                {list}
                {add}
            </section>
        }
        .into_any(),
    )
}

/// A lesson, with those of the exercise's actions that come from it.
fn lesson(frame: &Frame, exercise: &Exercise, lesson: &Lesson, actions: &[ActionLine]) -> AnyView {
    let l = frame.locale;
    let objective = lesson
        .objective
        .as_ref()
        .map(|objective| view! { <small>{t::objective(l)}": "{objective.text.clone()}</small> });
    let actions: Vec<_> = actions
        .iter()
        .filter(|action| action.lesson.as_ref() == Some(&lesson.id))
        .map(|action| {
            view! {
                <li>
                    <a href=format!("/actions/{}", action.id)>{action.title.clone()}</a>
                    {actions::pages::state_chip(l, action.state)}
                    <small>{action.owner.clone()}" · "{action.organisation.clone()}" · "{ui::day(l, action.due_on)}</small>
                </li>
            }
        })
        .collect();
    let add = frame.is_coordinator().then(|| {
        view! {
            <p>
                <a href=format!("/lessons/{}#add-action", lesson.id)>
                    {t::add_action(l)}<span class="visually-hidden">": "{lesson.text.clone()}</span>
                </a>
            </p>
        }
    });
    let query = ui::query(&[
        ("cause", Cause::Lesson.code()),
        ("lesson", lesson.id.as_str()),
    ]);
    let ask = (frame.is_coordinator() && lesson.kind == LessonKind::Improve)
        .then(|| ask_review(l, &exercise.plans, &query, &lesson.text));
    let follows = (!actions.is_empty() || add.is_some()).then(|| {
        let actions =
            (!actions.is_empty()).then(|| view! { <ul class="panel-list">{actions}</ul> });
        view! { <div class="nested">{actions}{add}{ask}</div> }
    });
    view! {
        <li id=format!("lesson-{}", lesson.id)>
            <a href=format!("/lessons/{}", lesson.id)>{lesson.text.clone()}</a>
            {lessons::pages::kind_chip(l, lesson.kind)}
            {objective}
            {follows}
        </li>
    }
    .into_any()
}

/// Links to ask for a review of the plans that the reader may open: `query` hands on what it comes
/// from, `about` names it to those who hear the links one by one.
pub(super) fn ask_review(l: Locale, plans: &[Linked<PlanId>], query: &str, about: &str) -> AnyView {
    plans
        .iter()
        .filter(|plan| plan.visible)
        .map(|plan| {
            view! {
                <p>
                    <a href=format!("/plans/{}/signals/new{query}", plan.id)>
                        {t::ask_review(l, &plan.name)}<span class="visually-hidden">" ("{about.to_owned()}")"</span>
                    </a>
                </p>
            }
        })
        .collect_view()
        .into_any()
}
