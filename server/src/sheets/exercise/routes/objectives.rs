//! What must succeed in an exercise, how it went, and what it taught.

use super::{in_step, refuse, refuse_with, small_form};
use crate::{
    change::Change,
    error::{Error, OnTaken, Result},
    exercises::{commands, load_to_edit},
    lessons,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    Text,
    exercises::{Exercise, ExerciseStatus, Objective, form, rules},
    form::{Errors, FormState, Problem, Values},
    id::{ExerciseId, ObjectiveId},
    lessons::form::lesson,
    page::Notice,
    sheets::exercise::pages::{self, ExerciseForms},
    text::exercises as t,
};
use axum::response::Response;

pub async fn add(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let exercise = load_to_edit(&page, &id).await?;
    let forms = |objective| ExerciseForms {
        objective,
        ..ExerciseForms::default()
    };
    let late = t::error_objectives_fixed;
    if !rules::may_change(exercise.status) {
        return refuse_with(&page, &exercise, late, values, forms).await;
    }
    let checked = form::one_text(&values, "objective", 1_000);
    let run = async |change: &mut Change, text: String| {
        commands::add_objective(change, (&exercise).into(), &text).await
    };
    small_form(&page, &exercise, late, (values, checked), run, forms).await
}

pub async fn rating(
    page: Page,
    Path((id, objective)): Path<(ExerciseId, ObjectiveId)>,
) -> Result<Response> {
    let (exercise, objective) = load_objective(&page, &id, &objective).await?;
    if !exercise.status.took_place() {
        let why = not_held(&exercise, t::error_rate_early);
        return refuse_with(&page, &exercise, why, Values::default(), in_step).await;
    }
    let form_state = FormState::default();
    Ok(page.ok(|frame| pages::rate(frame, &exercise, &objective, &form_state)))
}

pub async fn rate(
    page: Page,
    Path((id, objective)): Path<(ExerciseId, ObjectiveId)>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let (exercise, objective) = load_objective(&page, &id, &objective).await?;
    if !exercise.status.took_place() {
        let forms = |rating| ExerciseForms {
            rating,
            ..ExerciseForms::default()
        };
        let why = not_held(&exercise, t::error_rate_early);
        return refuse_with(&page, &exercise, why, values, forms).await;
    }
    let checked = if objective.rating.is_some() {
        Err(Errors::one("objective", Problem::Other(t::error_rated)))
    } else {
        form::rating(&values)
    };
    let run = async |change: &mut Change, input| {
        let which = (&objective.id, objective.text.as_str());
        let rated = commands::rate(change, (&exercise).into(), which, &input).await;
        rated.on_taken("objective", t::error_rated)
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/exercises/{id}"), Notice::Saved)),
        Outcome::Invalid(form) | Outcome::Stale(form) => Ok(page.again(&form, |frame| {
            pages::rate(frame, &exercise, &objective, &form)
        })),
    }
}

pub async fn add_lesson(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let exercise = load_to_edit(&page, &id).await?;
    let forms = |lesson| ExerciseForms {
        lesson,
        ..ExerciseForms::default()
    };
    if !exercise.status.took_place() {
        let why = not_held(&exercise, t::error_lesson_early);
        return refuse_with(&page, &exercise, why, values, forms).await;
    }
    let known = |objective: &ObjectiveId| exercise.objectives.iter().any(|o| o.id == *objective);
    let checked = lesson(&values).and_then(|input| {
        if input.objective.as_ref().is_none_or(known) {
            Ok(input)
        } else {
            Err(Errors::one("about", Problem::Choice))
        }
    });
    let run = async |change: &mut Change, input| {
        let of = (&exercise.id, &exercise.owner.id);
        Ok(lessons::commands::create(change, of, &input).await?)
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(_) => Ok(see_other(
            &format!("/exercises/{id}#lessons"),
            Notice::Saved,
        )),
        Outcome::Invalid(form) | Outcome::Stale(form) => {
            refuse(&page, &exercise, forms(form)).await
        }
    }
}

/// Why nothing can be said of how an exercise went: it was not held, or not yet.
fn not_held(exercise: &Exercise, early: Text) -> Text {
    match exercise.status {
        ExerciseStatus::Cancelled => t::error_never_held,
        _ => early,
    }
}

async fn load_objective(
    page: &Page,
    id: &ExerciseId,
    objective: &ObjectiveId,
) -> Result<(Exercise, Objective)> {
    let exercise = load_to_edit(page, id).await?;
    let objective = exercise
        .objectives
        .iter()
        .find(|one| one.id == *objective)
        .cloned()
        .ok_or(Error::NotFound)?;
    Ok((exercise, objective))
}
