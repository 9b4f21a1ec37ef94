//! The handlers of an exercise's page: load, check, render or redirect.

pub mod objectives;
pub mod participants;
pub mod steps;

use crate::{
    actions,
    change::Change,
    error::{Refused, Result},
    exercises::load,
    identity::permission,
    lessons,
    people::{self, store::Wanted},
    sheets::calendar,
    web::{
        forms::Outcome,
        page::{Page, Path, see_other},
    },
};
use app::{
    Text,
    exercises::{Exercise, rules},
    form::{Errors, FormState, Problem, Values},
    id::ExerciseId,
    page::Notice,
    people::choose::People,
    sheets::exercise::pages::{self, ExerciseForms},
};
use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};

/// The page of an exercise; with `.ics` at the end, the exercise for a calendar. (A route can't
/// tell the two apart.)
pub async fn show(page: Page, headers: HeaderMap, Path(id): Path<ExerciseId>) -> Result<Response> {
    if let Some(id) = id.as_str().strip_suffix(".ics") {
        return calendar::exercise_file(&page, &headers, id).await;
    }
    let exercise = load(&page, &id).await?;
    answer_with(&page, StatusCode::OK, &exercise, &ExerciseForms::default()).await
}

/// The exercise's page with these forms on it.
async fn answer_with(
    page: &Page,
    status: StatusCode,
    exercise: &Exercise,
    forms: &ExerciseForms,
) -> Result<Response> {
    let (db, user) = (&page.app.db, &page.user.id);
    let lessons = lessons::store::of_exercise(db, &exercise.id).await?;
    let today = page.frame.today();
    let actions = actions::store::of_exercise(db, user, &exercise.id, today).await?;
    let asks =
        permission::may_edit(&page.user, &exercise.owner.id) && rules::is_ahead(exercise.status);
    let people = if asks {
        let wanted = wanted(exercise, &forms.participant.values);
        people::store::choices(db, user, &wanted).await?
    } else {
        People::default()
    };
    Ok(page.answer(status, |frame| {
        pages::show(frame, exercise, (&lessons, &actions), &people, forms)
    }))
}

/// Whom the list of people to ask must have for a form with these values.
fn wanted(exercise: &Exercise, values: &Values) -> Wanted {
    Wanted::default()
        .typed(values, "person", "")
        .of(&exercise.owner.id)
        .before_others(&exercise.organisations)
}

/// The answer to one of the small forms on an exercise's page: the change is made, or the page comes
/// back with what was typed (`forms` puts it in its place) and what is wrong with it; as it is now,
/// and with why it is too `late` for the change, when that is so.
async fn small_form<T>(
    page: &Page,
    exercise: &Exercise,
    late: Text,
    (values, checked): (Values, Result<T, Errors>),
    run: impl AsyncFnOnce(&mut Change, T) -> Result<(), Refused>,
    forms: fn(FormState) -> ExerciseForms,
) -> Result<Response> {
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => {
            let address = format!("/exercises/{}", exercise.id);
            Ok(see_other(&address, Notice::Saved))
        }
        Outcome::Invalid(form) => refuse(page, exercise, forms(form)).await,
        Outcome::Stale(_) => too_late(page, &exercise.id, late).await,
    }
}

/// The exercise's page with what is wrong with one of its forms.
async fn refuse(page: &Page, exercise: &Exercise, forms: ExerciseForms) -> Result<Response> {
    answer_with(page, StatusCode::UNPROCESSABLE_ENTITY, exercise, &forms).await
}

/// The exercise's page with why something can't be done at all now.
async fn refuse_with(page: &Page, exercise: &Exercise, why: Text) -> Result<Response> {
    let errors = Errors::one("main", Problem::Other(why));
    let step = FormState::invalid(Values::default(), errors);
    let forms = ExerciseForms {
        step,
        ..ExerciseForms::default()
    };
    refuse(page, exercise, forms).await
}

/// The exercise's page as it is now, with why the change is not possible any more.
async fn too_late(page: &Page, id: &ExerciseId, why: Text) -> Result<Response> {
    let exercise = load(page, id).await?;
    refuse_with(page, &exercise, why).await
}
