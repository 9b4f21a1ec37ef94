//! Who takes part in an exercise, and whether they come.

use super::{
    commands, load, load_to_edit, refuse, refuse_with,
    store::{self, Asked},
};
use crate::{
    error::{Error, Refused, Result},
    people,
    web::page::{Page, Path, Submitted, see_other},
};
use app::{
    exercises::{form, pages::ExerciseForms, rules},
    form::{Errors, FormState, Problem},
    id::{ExerciseId, PersonId},
    page::Notice,
    text::exercises as t,
};
use axum::response::Response;

pub async fn add(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let exercise = load_to_edit(&page, &id).await?;
    if !rules::is_ahead(exercise.status) {
        return refuse_with(&page, &exercise, t::error_participants_fixed).await;
    }
    let db = &page.app.db;
    let errors = match form::participant(&values) {
        Err(errors) => errors,
        Ok((person, part)) => {
            let people = people::store::choices(db, &page.user.id).await?;
            if people.iter().any(|(id, _)| id == person.as_str()) {
                let by = page.actor();
                match commands::add_participant(db, &by, &exercise, &person, part).await {
                    Ok(()) => return Ok(see_other(&format!("/exercises/{id}"), Notice::Saved)),
                    Err(Refused::Taken) => {
                        Errors::one("person", Problem::Other(t::error_participant_taken))
                    }
                    Err(Refused::Stale) => {
                        let exercise = load(&page, &id).await?;
                        return refuse_with(&page, &exercise, t::error_participants_fixed).await;
                    }
                    Err(refused) => return Err(refused.into()),
                }
            } else {
                Errors::one("person", Problem::Choice)
            }
        }
    };
    let forms = ExerciseForms {
        participant: FormState::invalid(values, errors),
        ..ExerciseForms::default()
    };
    refuse(&page, &exercise, forms).await
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
    match commands::remove_participant(&page.app.db, &page.actor(), &exercise, &person).await {
        Ok(()) => Ok(see_other(&format!("/exercises/{id}"), Notice::Saved)),
        Err(Refused::Stale) => {
            let exercise = load(&page, &id).await?;
            refuse_with(&page, &exercise, t::error_participants_fixed).await
        }
        Err(refused) => Err(refused.into()),
    }
}

/// The one who is signed in comes, or not. A large exercise has a thousand participants, most of
/// whom answer: the exercise itself is loaded only for the page that says why an answer is refused.
pub async fn answer(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let db = &page.app.db;
    let Some(person) = &page.user.person else {
        load(&page, &id).await?;
        return Err(Error::Forbidden);
    };
    let found = store::asked(db, &page.user.id, &id, person).await?;
    let Asked {
        owner,
        status,
        asked,
    } = found.ok_or(Error::NotFound)?;
    if !asked {
        return Err(Error::Forbidden);
    }
    if !rules::is_ahead(status) {
        let exercise = load(&page, &id).await?;
        return refuse_with(&page, &exercise, t::error_answer_late).await;
    }
    match form::answer(&values) {
        Ok(answer) => {
            let answered = commands::answer(db, &page.actor(), (&id, &owner), person, answer).await;
            match answered {
                Ok(()) => {}
                Err(Refused::Stale) => {
                    let exercise = load(&page, &id).await?;
                    return refuse_with(&page, &exercise, t::error_answer_late).await;
                }
                Err(refused) => return Err(refused.into()),
            }
            // The same question stands on the own page.
            let back = match values.get("next") {
                "/me" => "/me".to_owned(),
                _ => format!("/exercises/{id}"),
            };
            Ok(see_other(&back, Notice::Saved))
        }
        Err(errors) => {
            let exercise = load(&page, &id).await?;
            let forms = ExerciseForms {
                step: FormState::invalid(values, errors),
                ..ExerciseForms::default()
            };
            refuse(&page, &exercise, forms).await
        }
    }
}
