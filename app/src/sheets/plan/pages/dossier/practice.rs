//! How the plan was practised, and what came of it.

use super::{super::duties::title, table, text};
use crate::{
    Locale,
    actions::ActionLine,
    sheets::plan::{PracticeLesson, duties::DutyExercise},
    text::{actions as ta, dossier as t, lessons as tl, plans as tp},
    ui,
};
use leptos::prelude::*;

pub(super) fn exercises(l: Locale, exercises: &[DutyExercise]) -> AnyView {
    let heads = [t::exercise(l), t::date(l), tp::kind(l), tp::status(l)];
    let rows = exercises.iter().map(|exercise| {
        vec![
            title(exercise),
            ui::day(l, exercise.on),
            exercise.kind.label(l).into_any(),
            ui::chip(exercise.status.tone(), exercise.status.label(l)),
        ]
    });
    table(l, &heads, rows.collect())
}

pub(super) fn lessons(l: Locale, lessons: &[PracticeLesson]) -> AnyView {
    let heads = [tl::lesson(l), tl::kind(l), t::exercise(l), t::date(l)];
    let rows = lessons.iter().map(|lesson| {
        let address = format!("/lessons/{}", lesson.id);
        vec![
            view! { <a href=address>{lesson.text.clone()}</a> }.into_any(),
            ui::chip(lesson.kind.tone(), lesson.kind.label(l)),
            text(&lesson.exercise),
            ui::day(l, lesson.recorded_on),
        ]
    });
    table(l, &heads, rows.collect())
}

pub(super) fn actions(l: Locale, actions: &[ActionLine]) -> AnyView {
    let heads = [ta::action(l), ta::owner(l), ta::due(l), ta::status(l)];
    let rows = actions.iter().map(|action| {
        let address = format!("/actions/{}", action.id);
        vec![
            view! { <a href=address>{action.title.clone()}</a><small>{action.organisation.clone()}</small> }.into_any(),
            text(&action.owner),
            ui::day(l, action.due_on),
            ui::chip(action.state.tone(), action.state.label(l)),
        ]
    });
    table(l, &heads, rows.collect())
}
