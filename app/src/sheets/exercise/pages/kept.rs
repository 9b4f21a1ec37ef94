//! What was typed on an exercise's page though its status has no form for it, or none any more.

use super::ExerciseForms;
use crate::{
    Locale,
    choice::Choice,
    exercises::{Exercise, ExerciseStatus, Objective, Part, Rating, rules},
    form::FormState,
    lessons::LessonKind,
    text::{exercises as t, lessons as tl},
    ui::{
        self,
        form::{Field, Form},
    },
};
use leptos::prelude::*;

/// The forms that were sent and have no place on the page, as texts.
pub(super) fn kept(
    l: Locale,
    exercise: &Exercise,
    people: &[Choice],
    forms: &ExerciseForms,
) -> Vec<AnyView> {
    let status = exercise.status;
    let text = |has_form: bool, form_state: &FormState, fields: &[Field<'_>]| {
        (!has_form).then(|| Form::new(l, form_state).kept(fields))?
    };
    let parts = ui::form::choices(Part::ALL, |part| (part.code(), part.label(l)));
    let ratings = ui::form::choices(Rating::ALL, |rating| (rating.code(), rating.label(l)));
    let kinds = ui::form::choices(LessonKind::ALL, |kind| (kind.code(), kind.explained(l)));
    let objectives = objectives(exercise);
    [
        text(
            status == ExerciseStatus::Held,
            &forms.evaluation,
            &[("evaluation", t::evaluation(l), &[])],
        ),
        text(
            rules::is_ahead(status),
            &forms.cancellation,
            &[("reason", t::reason(l), &[])],
        ),
        text(
            rules::is_ahead(status),
            &forms.participant,
            &[
                ("person", t::person(l), people),
                ("part", t::part(l), &parts),
            ],
        ),
        text(
            rules::may_change(status),
            &forms.objective,
            &[("objective", t::objective(l), &[])],
        ),
        text(
            status.took_place(),
            &forms.lesson,
            &[
                ("kind", tl::kind(l), &kinds),
                ("lesson", tl::text(l), &[]),
                ("about", tl::objective(l), &objectives),
            ],
        ),
        text(
            false,
            &forms.rating,
            &[
                ("rating", t::rating(l), &ratings),
                ("observation", t::observation(l), &[]),
            ],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The objectives of an exercise, to choose from.
pub(super) fn objectives(exercise: &Exercise) -> Vec<Choice> {
    let choice = |one: &Objective| (one.id.to_string(), one.text.clone());
    exercise.objectives.iter().map(choice).collect()
}
