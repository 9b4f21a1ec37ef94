//! The handlers of people: load, check, render or redirect.

use super::{commands, store};
use crate::{
    change::Change,
    error::{Error, OnTaken, Result},
    identity::permission,
    organisations, trail,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::PersonId,
    organisations::OrganisationName,
    page::{Content, Frame, Notice},
    people::{
        Filter, Person,
        form::{self, PersonInput},
        pages,
    },
    text::people as t,
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
        page: query.get("page").parse().unwrap_or(1),
    };
    let db = &page.app.db;
    let list = store::list(db, &page.user.id, &filter, page.frame.today());
    let (lines, pages) = page.reads("people", list).await?;
    page.within(pages)?;
    let visible = organisations::store::visible(db, &page.user.id);
    let organisations = page.reads("organisations", visible).await?;
    Ok(page.ok(|frame| pages::index(frame, &filter, &organisations, lines, pages)))
}

pub async fn show(page: Page, Path(id): Path<PersonId>) -> Result<Response> {
    let person = load(&page, &id).await?;
    show_with(&page, StatusCode::OK, &person, &FormState::default()).await
}

/// The page with the history, for coordinators of the home organisation.
async fn show_with(
    page: &Page,
    status: StatusCode,
    person: &Person,
    departure: &FormState,
) -> Result<Response> {
    let history = if permission::may_edit(&page.user, &person.organisation.id) {
        let (user, id) = (&page.user.id, person.id.as_str());
        Some(trail::store::history(&page.app, user, Subject::Person, id).await?)
    } else {
        None
    };
    Ok(page.answer(status, |frame| {
        pages::show(frame, person, departure, history)
    }))
}

pub async fn new(page: Page) -> Result<Response> {
    permission::create(&page.user)?;
    let organisations = organisations::store::editable(&page.app.db, &page.user.id).await?;
    let values = match organisations.as_slice() {
        [only] => Values::default().with("organisation", &only.id),
        _ => Values::default(),
    };
    let tried = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, &tried, &organisations)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    permission::create(&page.user)?;
    let organisations = organisations::store::editable(&page.app.db, &page.user.id).await?;
    let checked = check(&values, &organisations);
    let run = async |change: &mut Change, input: PersonInput| {
        permission::edit(&page.user, &input.organisation)?;
        let created = commands::create(change, &input).await;
        created.on_taken("email", t::error_email_taken)
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(id) => Ok(see_other(&format!("/people/{id}"), Notice::Created)),
        Outcome::Invalid(form) | Outcome::Stale(form) => Ok(page.again(&form, |frame| {
            pages::edit(frame, None, &form, &organisations)
        })),
    }
}

/// The form of a person: all of it for coordinators of the home organisation, contact data for the
/// person.
struct EditForm {
    person: Person,
    /// Where a coordinator may put the person; none for the person's own form.
    organisations: Option<Vec<OrganisationName>>,
}

impl EditForm {
    async fn load(page: &Page, id: &PersonId) -> Result<Self> {
        let person = load(page, id).await?;
        let home = &person.organisation.id;
        permission::edit_contact(&page.user, id, home)?;
        let organisations = if permission::may_edit(&page.user, home) {
            Some(organisations::store::editable(&page.app.db, &page.user.id).await?)
        } else {
            None
        };
        Ok(Self {
            person,
            organisations,
        })
    }

    fn content(&self, frame: &Frame, tried: &FormState) -> Content {
        match &self.organisations {
            Some(organisations) => pages::edit(frame, Some(&self.person), tried, organisations),
            None => pages::edit_own(frame, &self.person, tried),
        }
    }
}

pub async fn edit(page: Page, Path(id): Path<PersonId>) -> Result<Response> {
    let form = EditForm::load(&page, &id).await?;
    let tried = FormState::fresh(form::values(&form.person));
    Ok(page.ok(|frame| form.content(frame, &tried)))
}

pub async fn update(
    page: Page,
    Path(id): Path<PersonId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut edited = EditForm::load(&page, &id).await?;
    let person = &edited.person;
    let outcome = match &edited.organisations {
        Some(organisations) => {
            let checked = check(&values, organisations);
            let run = async |change: &mut Change, input: PersonInput| {
                permission::edit(&page.user, &input.organisation)?;
                let updated = commands::update(change, &person.into(), &input).await;
                updated.on_taken("email", t::error_email_taken)
            };
            page.submit(values, checked, run).await?
        }
        None => {
            let checked = form::contact(&values);
            let run = async |change: &mut Change, input| {
                let updated = commands::update_contact(change, person, &input).await;
                updated.on_taken("email", t::error_email_taken)
            };
            page.submit(values, checked, run).await?
        }
    };
    let form = match outcome {
        Outcome::Done(()) => return Ok(see_other(&format!("/people/{id}"), Notice::Saved)),
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            edited = EditForm::load(&page, &id).await?;
            form.beside(form::values(&edited.person))
        }
    };
    Ok(page.again(&form, |frame| edited.content(frame, &form)))
}

pub async fn depart(
    page: Page,
    Path(id): Path<PersonId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let person = load(&page, &id).await?;
    permission::edit(&page.user, &person.organisation.id)?;
    let checked = form::departure(&values, page.frame.today());
    let run =
        async |change: &mut Change, left_on| Ok(commands::depart(change, &person, left_on).await?);
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/people/{id}"), Notice::Saved)),
        Outcome::Invalid(form) | Outcome::Stale(form) => {
            show_with(&page, StatusCode::UNPROCESSABLE_ENTITY, &person, &form).await
        }
    }
}

/// The person, without the private number for those who may not see it.
async fn load(page: &Page, id: &PersonId) -> Result<Person> {
    let found = store::find(&page.app.db, &page.user.id, id, page.frame.today()).await?;
    let store::Found {
        mut person,
        shares_team,
    } = found.ok_or(Error::NotFound)?;
    let home = &person.organisation.id;
    if !permission::may_see_private_phone(&page.user, id, home, shares_team) {
        person.private_phone = None;
    }
    Ok(person)
}

/// The form checked by itself and against the organisations that the user looks after.
fn check(values: &Values, organisations: &[OrganisationName]) -> Result<PersonInput, Errors> {
    let input = form::person(values)?;
    if organisations.iter().any(|o| o.id == input.organisation) {
        Ok(input)
    } else {
        Err(Errors::one(
            "organisation",
            Problem::Other(t::error_organisation),
        ))
    }
}
