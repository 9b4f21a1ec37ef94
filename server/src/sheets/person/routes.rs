//! The handlers of the register of people and the page of one.

use super::store;
use crate::{
    change::Change,
    error::Result,
    identity::permission,
    organisations, people, roles, trail,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{FormState, Values},
    id::PersonId,
    page::Notice,
    people::{Person, form},
    sheets::person::{
        Filter,
        pages::{self, Around},
    },
    trail::Subject,
};
use axum::{extract::Query, http::StatusCode, response::Response};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let query = Values::new(query);
    // An unknown code in the address is no filter at all; the form shows "all".
    let filter = Filter {
        q: query.get("q").chars().take(100).collect(),
        organisation: query.get("organisation").parse().ok(),
        presence: query.get("status").parse().ok(),
        page: query.page(),
    };
    let db = &page.app.db;
    let list = store::list(db, &page.user.id, &filter, page.frame.today());
    let (lines, pages) = page.reads("people", &filter, list).await?;
    page.within(pages)?;
    let organisations = organisations::filter::visible(&page).await?;
    Ok(page.ok(|frame| pages::index(frame, &filter, &organisations, lines, pages)))
}

pub async fn show(page: Page, Path(id): Path<PersonId>) -> Result<Response> {
    let person = load(&page, &id).await?;
    let departure = Values::default().with("version", person.version);
    show_with(&page, StatusCode::OK, &person, &FormState::fresh(departure)).await
}

/// The page with the history, for coordinators of the home organisation.
async fn show_with(
    page: &Page,
    status: StatusCode,
    person: &Person,
    departure: &FormState,
) -> Result<Response> {
    let (db, user, id) = (&page.app.db, &page.user.id, &person.id);
    let roles = store::roles(db, id, page.frame.today()).await?;
    let exercises = store::exercises(db, user, id).await?;
    let history = if permission::may_edit(&page.user, &person.organisation.id) {
        Some(trail::store::history(&page.app, user, Subject::Person, id.as_str()).await?)
    } else {
        None
    };
    let around = Around {
        roles,
        exercises,
        history,
    };
    Ok(page.answer(status, |frame| {
        pages::show(frame, person, departure, around)
    }))
}

pub async fn depart(
    page: Page,
    Path(id): Path<PersonId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut person = load(&page, &id).await?;
    permission::edit(&page.user, &person.organisation.id)?;
    // A form that does not say what it was read from holds for the person as just loaded.
    let version = values.get("version").parse().unwrap_or(person.version);
    let checked = form::departure(&values, page.frame.today());
    let run = async |change: &mut Change, left_on| {
        people::commands::depart(change, &person, version, left_on).await?;
        Ok(roles::commands::end_at_departure(change, &person.id, left_on).await?)
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/people/{id}"), Notice::Saved)),
        Outcome::Invalid(form) => {
            show_with(&page, StatusCode::UNPROCESSABLE_ENTITY, &person, &form).await
        }
        Outcome::Stale(form) => {
            person = load(&page, &id).await?;
            let form = form.beside(form::departure_values(&person));
            show_with(&page, StatusCode::CONFLICT, &person, &form).await
        }
    }
}

/// The person, with the private number for those who share a team.
async fn load(page: &Page, id: &PersonId) -> Result<Person> {
    let today = page.frame.today();
    let shares_team = roles::store::shares_team(&page.app.db, &page.user.id, id, today).await?;
    people::load(page, id, shares_team).await
}
