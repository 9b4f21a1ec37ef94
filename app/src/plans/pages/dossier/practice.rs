//! How the plan was practised, and what came of it.

use super::{PracticeLesson, Record, table, text};
use crate::{
    Locale,
    actions::ActionLine,
    plans::{
        Plan,
        pages::{interval_words, rule_label},
        rules::{self, DutyExercise, DutyState},
    },
    text::{actions as ta, dossier as t, lessons as tl, plans as tp},
    ui,
};
use chrono::NaiveDate;
use leptos::prelude::*;

pub(super) fn duties(l: Locale, plan: &Plan, record: &Record, today: NaiveDate) -> AnyView {
    let heads = [
        tp::duty(l),
        tp::status(l),
        tp::duty_met_by(l),
        tp::duty_due(l),
    ];
    let adopted_on = plan.versions.iter().map(|version| version.adopted_on).min();
    let rows = record.duties.iter().map(|duty| {
        let standing = rules::duty(duty, adopted_on, &record.exercises, today);
        let words = match standing.state {
            DutyState::Met => tp::duty_met(l),
            DutyState::Soon => tp::duty_soon(l),
            DutyState::Late => tp::duty_late(l),
            DutyState::Open => tp::duty_open(l),
        };
        let met_by = standing.met_by.map(|exercise| {
            view! { {title(exercise)}<small>{ui::day(l, exercise.on)}</small> }
        });
        let source = view! {
            {duty.name.clone()}
            <small>{interval_words(l, duty.interval_months)}" · "{duty.source.clone()}" "{rule_label(l, duty.label)}</small>
        };
        vec![
            source.into_any(),
            ui::chip(standing.state.tone(), words),
            met_by.map_or_else(|| "–".into_any(), IntoAny::into_any),
            ui::optional_day(l, standing.due_on),
        ]
    });
    table(l, &heads, rows.collect())
}

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

/// The title of an exercise, as a link where the reader may open it.
fn title(exercise: &DutyExercise) -> AnyView {
    let title = exercise.title.clone();
    if exercise.visible {
        view! { <a href=format!("/exercises/{}", exercise.id)>{title}</a> }.into_any()
    } else {
        title.into_any()
    }
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
