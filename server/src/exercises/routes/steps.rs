//! The steps in the life of an exercise; each is a sub-resource that is made.

use super::{commands, load, load_to_edit, refuse, refuse_with};
use crate::{
    error::{Refused, Result},
    web::page::{Page, Path, Submitted, see_other},
};
use app::{
    exercises::{
        Exercise, ExerciseStatus, form,
        pages::ExerciseForms,
        rules::{self, Refusal, Step},
    },
    form::FormState,
    id::ExerciseId,
    page::Notice,
    text::exercises as t,
};
use axum::response::Response;

pub async fn plan(page: Page, Path(id): Path<ExerciseId>) -> Result<Response> {
    take(page, id, Step::Planning).await
}

pub async fn hold(page: Page, Path(id): Path<ExerciseId>) -> Result<Response> {
    take(page, id, Step::Holding).await
}

pub async fn close(page: Page, Path(id): Path<ExerciseId>) -> Result<Response> {
    take(page, id, Step::Closing).await
}

pub async fn evaluate(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let exercise = load_to_edit(&page, &id).await?;
    let status = match next(&page, &exercise, Step::Evaluation) {
        Ok(status) => status,
        Err(why) => return refuse_with(&page, &exercise, why).await,
    };
    match form::one_text(&values, "evaluation", 20_000) {
        Ok(text) => finish(&page, &exercise, status, &text).await,
        Err(errors) => {
            let forms = ExerciseForms {
                evaluation: FormState::invalid(values, errors),
                ..ExerciseForms::default()
            };
            refuse(&page, &exercise, forms).await
        }
    }
}

pub async fn cancel(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let exercise = load_to_edit(&page, &id).await?;
    let status = match next(&page, &exercise, Step::Cancellation) {
        Ok(status) => status,
        Err(why) => return refuse_with(&page, &exercise, why).await,
    };
    match form::one_text(&values, "reason", 1_000) {
        Ok(reason) => finish(&page, &exercise, status, &reason).await,
        Err(errors) => {
            let forms = ExerciseForms {
                cancellation: FormState::invalid(values, errors),
                ..ExerciseForms::default()
            };
            refuse(&page, &exercise, forms).await
        }
    }
}

/// A step that needs no words.
async fn take(page: Page, id: ExerciseId, step: Step) -> Result<Response> {
    let exercise = load_to_edit(&page, &id).await?;
    match next(&page, &exercise, step) {
        Ok(status) => finish(&page, &exercise, status, "").await,
        Err(why) => refuse_with(&page, &exercise, why).await,
    }
}

/// The status after a step, or why it can't be taken.
fn next(
    page: &Page,
    exercise: &Exercise,
    step: Step,
) -> Result<ExerciseStatus, fn(app::Locale) -> &'static str> {
    let start = exercise.schedule.starts_at;
    rules::after(exercise.status, step, start, page.frame.now).map_err(|refusal| match refusal {
        Refusal::Status => t::error_step as fn(app::Locale) -> &'static str,
        Refusal::NotBegun => t::error_not_begun,
    })
}

async fn finish(
    page: &Page,
    exercise: &Exercise,
    status: ExerciseStatus,
    text: &str,
) -> Result<Response> {
    let id = &exercise.id;
    match commands::change_status(&page.app.db, &page.actor(), exercise, status, text).await {
        Ok(()) => Ok(see_other(&format!("/exercises/{id}"), Notice::Saved)),
        Err(Refused::Stale) => {
            let exercise = load(page, id).await?;
            refuse_with(page, &exercise, t::error_step).await
        }
        Err(refused) => Err(refused.into()),
    }
}
