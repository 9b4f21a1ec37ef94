//! The steps in the life of an exercise; each is a sub-resource that is made.

use super::{in_step, refuse_with, small_form};
use crate::{
    change::Change,
    error::Result,
    exercises::{commands, load_to_edit},
    web::page::{Page, Path, Submitted},
};
use app::{
    Text,
    exercises::{
        Exercise, ExerciseStatus, form,
        rules::{self, Refusal, Step},
    },
    form::{Errors, FormState, Values},
    id::ExerciseId,
    sheets::exercise::pages::ExerciseForms,
    text::exercises as t,
};
use axum::response::Response;

pub async fn plan(page: Page, Path(id): Path<ExerciseId>) -> Result<Response> {
    press(&page, &id, Step::Planning).await
}

pub async fn hold(page: Page, Path(id): Path<ExerciseId>) -> Result<Response> {
    press(&page, &id, Step::Holding).await
}

pub async fn close(page: Page, Path(id): Path<ExerciseId>) -> Result<Response> {
    press(&page, &id, Step::Closing).await
}

pub async fn evaluate(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let checked = form::one_text(&values, "evaluation", 20_000);
    let forms = |evaluation| ExerciseForms {
        evaluation,
        ..ExerciseForms::default()
    };
    take_step(&page, &id, Step::Evaluation, (values, checked), forms).await
}

pub async fn cancel(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let checked = form::one_text(&values, "reason", 1_000);
    let forms = |cancellation| ExerciseForms {
        cancellation,
        ..ExerciseForms::default()
    };
    take_step(&page, &id, Step::Cancellation, (values, checked), forms).await
}

/// A step that is no more than its button.
async fn press(page: &Page, id: &ExerciseId, step: Step) -> Result<Response> {
    let typed = (Values::default(), Ok(String::new()));
    take_step(page, id, step, typed, in_step).await
}

/// Takes a step with its words; `forms` puts its form among those of the exercise's page.
async fn take_step(
    page: &Page,
    id: &ExerciseId,
    step: Step,
    typed: (Values, Result<String, Errors>),
    forms: fn(FormState) -> ExerciseForms,
) -> Result<Response> {
    let exercise = load_to_edit(page, id).await?;
    let status = match next(page, &exercise, step) {
        Ok(status) => status,
        Err(why) => return refuse_with(page, &exercise, why, typed.0, forms).await,
    };
    let begun_by = (step == Step::Holding).then_some(page.frame.now);
    let run = async |change: &mut Change, text: String| {
        commands::change_status(change, (&exercise).into(), status, begun_by, &text).await
    };
    small_form(page, &exercise, t::error_step, typed, run, forms).await
}

/// The status after a step, or why it can't be taken.
fn next(page: &Page, exercise: &Exercise, step: Step) -> Result<ExerciseStatus, Text> {
    let start = exercise.schedule.starts_at;
    rules::after(exercise.status, step, start, page.frame.now).map_err(|refusal| match refusal {
        Refusal::Status => t::error_step as Text,
        Refusal::NotBegun => t::error_not_begun,
    })
}
