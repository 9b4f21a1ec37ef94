//! Who takes part in an exercise, and whether they come.

use super::{answer_with, refuse, refuse_with, small_form, too_late, wanted};
use crate::{
    change::Change,
    error::{Error, OnTaken, Result},
    exercises::{
        commands::{self, ExerciseState},
        load, load_to_edit,
        store::{self, Asked},
    },
    people,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    exercises::{Part, form, rules},
    form::{Errors, FormState, Problem},
    id::{ExerciseId, PersonId},
    page::Notice,
    people::choose,
    sheets::exercise::pages::ExerciseForms,
    text::exercises as t,
};
use axum::{http::StatusCode, response::Response};

pub async fn add(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let exercise = load_to_edit(&page, &id).await?;
    if !rules::is_ahead(exercise.status) {
        return refuse_with(&page, &exercise, t::error_participants_fixed).await;
    }
    if choose::asks(&values) {
        let forms = ExerciseForms {
            participant: FormState::fresh(values),
            ..ExerciseForms::default()
        };
        return answer_with(&page, StatusCode::OK, &exercise, &forms).await;
    }
    let wanted = wanted(&exercise, &values);
    let people = people::store::choices(&page.app.db, &page.user.id, &wanted).await?;
    let checked = form::participant(&values).and_then(|(person, part)| {
        if people.has(person.as_str()) {
            Ok((person, part))
        } else {
            Err(Errors::one("person", Problem::Choice))
        }
    });
    let run = async |change: &mut Change, (person, part): (PersonId, Part)| {
        let added = commands::add_participant(change, (&exercise).into(), &person, part).await;
        added.on_taken("person", t::error_participant_taken)
    };
    let forms = |participant| ExerciseForms {
        participant,
        ..ExerciseForms::default()
    };
    let late = t::error_participants_fixed;
    small_form(&page, &exercise, late, (values, checked), run, forms).await
}

pub async fn remove(
    page: Page,
    Path((id, person)): Path<(ExerciseId, PersonId)>,
) -> Result<Response> {
    let exercise = load_to_edit(&page, &id).await?;
    if !rules::is_ahead(exercise.status) {
        return refuse_with(&page, &exercise, t::error_participants_fixed).await;
    }
    if !exercise.participants.iter().any(|p| p.person.id == person) {
        return Err(Error::NotFound);
    }
    let run =
        async |change: &mut Change| commands::remove_participant(change, &exercise, &person).await;
    match page.press(run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/exercises/{id}"), Notice::Saved)),
        Outcome::Invalid(_) | Outcome::Stale(_) => {
            too_late(&page, &id, t::error_participants_fixed).await
        }
    }
}

/// The one who is signed in comes, or not. A large exercise has a thousand participants, most of
/// whom answer: the exercise itself is loaded only for the page that says why an answer is refused.
pub async fn answer(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let Some(person) = &page.user.person else {
        load(&page, &id).await?;
        return Err(Error::Forbidden);
    };
    let found = store::asked(&page.app.db, &page.user.id, &id, person).await?;
    let Asked {
        owner,
        status,
        asked,
    } = found.ok_or(Error::NotFound)?;
    if !asked {
        return Err(Error::Forbidden);
    }
    if !rules::is_ahead(status) {
        return too_late(&page, &id, t::error_answer_late).await;
    }
    // The same question stands on the own page.
    let back = match values.get("next") {
        "/me" => "/me".to_owned(),
        _ => format!("/exercises/{id}"),
    };
    let checked = form::answer(&values);
    let run = async |change: &mut Change, answer| {
        let exercise = ExerciseState {
            id: &id,
            owner: &owner,
            status,
        };
        commands::answer(change, exercise, person, answer).await
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&back, Notice::Saved)),
        Outcome::Invalid(step) => {
            let exercise = load(&page, &id).await?;
            let forms = ExerciseForms {
                step,
                ..ExerciseForms::default()
            };
            refuse(&page, &exercise, forms).await
        }
        Outcome::Stale(_) => too_late(&page, &id, t::error_answer_late).await,
    }
}
