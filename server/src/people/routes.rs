//! The handlers of people: load, check, render or redirect.

use super::{commands, store};
use crate::{
    change::Change,
    error::{Error, OnTaken, Result},
    identity::permission,
    organisations,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::PersonId,
    organisations::{OrganisationName, form::only_choice},
    page::{Content, Frame, Notice},
    people::{
        Person,
        form::{self, PersonInput},
        pages,
    },
    text::people as t,
};
use axum::response::Response;

pub async fn new(page: Page) -> Result<Response> {
    permission::create(&page.user)?;
    let organisations = organisations::store::editable(&page.app.db, &page.user.id).await?;
    let values = only_choice(&organisations, &["organisation"]);
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, &form_state, &organisations)))
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
    let created = page.submit(values, checked, run).await?;
    Ok(page.created(created, "/people", |frame, form| {
        pages::edit(frame, None, form, &organisations)
    }))
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
        // Who may change the private number may see it, in a team or not.
        let person = load(page, id, false).await?;
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

    fn content(&self, frame: &Frame, form_state: &FormState) -> Content {
        match &self.organisations {
            Some(organisations) => {
                pages::edit(frame, Some(&self.person), form_state, organisations)
            }
            None => pages::edit_own(frame, &self.person, form_state),
        }
    }
}

pub async fn edit(page: Page, Path(id): Path<PersonId>) -> Result<Response> {
    let form = EditForm::load(&page, &id).await?;
    let form_state = FormState::fresh(form::values(&form.person));
    Ok(page.ok(|frame| form.content(frame, &form_state)))
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

/// The person, without the private number for those who may not see it; `shares_team` when the
/// user and the person [share a team](permission::may_see_private_phone).
pub(crate) async fn load(page: &Page, id: &PersonId, shares_team: bool) -> Result<Person> {
    let found = store::find(&page.app.db, &page.user.id, id).await?;
    let mut person = found.ok_or(Error::NotFound)?;
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
