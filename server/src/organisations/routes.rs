//! The handlers of organisations: load, check, render or redirect.

use super::{commands, store};
use crate::{
    change::Change,
    error::{Error, OnTaken, Result},
    identity::permission,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::OrganisationId,
    organisations::{
        Organisation, OrganisationName,
        form::{self, NewOrganisation, only_choice},
        pages,
    },
    page::Notice,
    text::organisations as t,
};
use axum::response::Response;

pub async fn new(page: Page) -> Result<Response> {
    let regions = regions(&page).await?;
    let values = only_choice(&regions, &["region"]);
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| pages::new(frame, &form_state, &regions)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    let regions = regions(&page).await?;
    let checked = check(&values, &regions);
    let run = async |change: &mut Change, new| {
        let created = commands::create(change, &new).await;
        created.on_taken("name", t::error_name_taken)
    };
    let created = page.submit(values, checked, run).await?;
    Ok(page.created(created, "/organisations", |frame, form| {
        pages::new(frame, form, &regions)
    }))
}

pub async fn edit(page: Page, Path(id): Path<OrganisationId>) -> Result<Response> {
    let organisation = load_to_edit(&page, &id).await?;
    let form_state = FormState::fresh(form::values(&organisation));
    Ok(page.ok(|frame| pages::edit(frame, &organisation, &form_state)))
}

pub async fn update(
    page: Page,
    Path(id): Path<OrganisationId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut organisation = load_to_edit(&page, &id).await?;
    let checked = form::organisation(&values);
    let run = async |change: &mut Change, input| {
        let updated = commands::update(change, &organisation, &input).await;
        updated.on_taken("name", t::error_name_taken)
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => {
            return Ok(see_other(&format!("/organisations/{id}"), Notice::Saved));
        }
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            organisation = load(&page, &id).await?;
            form.beside(form::values(&organisation))
        }
    };
    Ok(page.again(&form, |frame| pages::edit(frame, &organisation, &form)))
}

/// The organisation, for those who may see it.
pub(crate) async fn load(page: &Page, id: &OrganisationId) -> Result<Organisation> {
    store::find(&page.app.db, &page.user.id, id)
        .await?
        .ok_or(Error::NotFound)
}

async fn load_to_edit(page: &Page, id: &OrganisationId) -> Result<Organisation> {
    let organisation = load(page, id).await?;
    permission::edit_organisation(&page.user, id)?;
    Ok(organisation)
}

/// The regions to which the user may add: an administrator of a municipality alone has none.
async fn regions(page: &Page) -> Result<Vec<OrganisationName>> {
    permission::create_organisation(&page.user)?;
    let regions = store::regions(&page.app.db, &page.user.id).await?;
    if regions.is_empty() {
        return Err(Error::Forbidden);
    }
    Ok(regions)
}

fn check(values: &Values, regions: &[OrganisationName]) -> Result<NewOrganisation, Errors> {
    let new = form::new(values)?;
    if regions.iter().any(|region| region.id == new.region) {
        Ok(new)
    } else {
        Err(Errors::one("region", Problem::Other(t::error_region)))
    }
}
