//! What happened to the plan, and what must happen.

use super::{table, text};
use crate::{
    Locale,
    id::SignalId,
    plans::{Plan, Signal},
    sheets::{
        plan::SignalOrigin,
        planning::rules::{dates, state},
    },
    text::{dossier as t, plans as tp},
    ui::{self, Tone},
};
use chrono::NaiveDate;
use leptos::prelude::*;
use std::collections::HashMap;

pub(super) fn milestones(l: Locale, plan: &Plan, today: NaiveDate) -> AnyView {
    let heads = [t::milestone(l), t::by(l), tp::status(l), t::reached_on(l)];
    let standing = &plan.standing;
    let days = dates(&plan.rule, standing, &plan.reached);
    let rows = days.into_iter().map(|day| {
        let state = state(&day, standing.extended_until, today);
        vec![
            day.mark.label(l).into_any(),
            ui::day(l, day.on),
            ui::chip(state.tone(), state.label(l)),
            ui::optional_day(l, day.reached_on),
        ]
    });
    table(l, &heads, rows.collect())
}

pub(super) fn reached(l: Locale, plan: &Plan) -> AnyView {
    let heads = [t::milestone(l), t::reached_on(l), tp::note(l)];
    let rows = plan.reached.iter().map(|one| {
        vec![
            one.milestone.label(l).into_any(),
            ui::day(l, one.done_on),
            text(&one.note),
        ]
    });
    table(l, &heads, rows.collect())
}

pub(super) fn reviews(l: Locale, plan: &Plan) -> AnyView {
    let heads = [
        tp::reviewed_on(l),
        tp::outcome(l),
        tp::reviewer(l),
        tp::note(l),
    ];
    let rows = plan.reviews.iter().map(|review| {
        vec![
            ui::day(l, review.reviewed_on),
            ui::chip(review.outcome.tone(), review.outcome.label(l)),
            text(&review.reviewer),
            text(&review.note),
        ]
    });
    table(l, &heads, rows.collect())
}

pub(super) fn extensions(l: Locale, plan: &Plan) -> AnyView {
    let heads = [
        t::until(l),
        t::reason(l),
        t::decided_by(l),
        t::decided_on(l),
    ];
    let rows = plan.extensions.iter().map(|extension| {
        vec![
            ui::day(l, extension.until),
            text(&extension.reason),
            text(&extension.decided_by),
            ui::day(l, extension.decided_on),
        ]
    });
    table(l, &heads, rows.collect())
}

pub(super) fn signals(
    l: Locale,
    plan: &Plan,
    origins: &HashMap<SignalId, SignalOrigin>,
) -> AnyView {
    let heads = [
        t::raised_on(l),
        t::raised_by(l),
        t::cause(l),
        t::reason(l),
        t::settled(l),
    ];
    let review = plan.unanswered_review().map(|review| {
        vec![
            ui::day(l, review.reviewed_on),
            text(&review.reviewer),
            review.outcome.label(l).into_any(),
            text(&review.note),
            ui::chip(Tone::Soon, t::open(l)),
        ]
    });
    let rows = plan.signals.iter().map(|signal| {
        vec![
            ui::day(l, signal.raised_on),
            text(&signal.raised_by),
            cause(l, signal, origins.get(&signal.id)),
            text(&signal.reason),
            settled(l, signal),
        ]
    });
    table(l, &heads, review.into_iter().chain(rows).collect())
}

/// What a signal comes from, with the exercise or the lesson where the reader may see it.
fn cause(l: Locale, signal: &Signal, origin: Option<&SignalOrigin>) -> AnyView {
    let exercise = origin.map(|origin| {
        let (id, title) = &origin.exercise;
        let address = format!("/exercises/{id}");
        view! { <small><a href=address>{title.clone()}</a></small> }
    });
    let lesson = origin.and_then(|origin| origin.lesson.as_ref());
    let lesson = lesson.map(|(id, lesson)| {
        let address = format!("/lessons/{id}");
        view! { <small><a href=address>{lesson.clone()}</a></small> }
    });
    view! { {signal.cause.label(l)}{exercise}{lesson} }.into_any()
}

fn settled(l: Locale, signal: &Signal) -> AnyView {
    let Some(settled) = &signal.settled else {
        return ui::chip(Tone::Soon, t::open(l));
    };
    let note = (!settled.note.is_empty()).then(|| view! { <small>{settled.note.clone()}</small> });
    view! { {ui::day(l, settled.on)}<small>{settled.by.clone()}</small>{note} }.into_any()
}
