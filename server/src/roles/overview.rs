//! Two pages that look across: how well all roles are filled, and what a member of staff must know.

use super::store::{self, Narrow};
use crate::{error::Result, organisations, plans::readings, web::page::Page};
use app::{
    form::{FormState, Reader, Values},
    id::OrganisationId,
    organisations::OrganisationKind,
    roles::{
        pages::{self, CoverageView},
        rules::double_hats,
    },
};
use axum::{extract::Query, response::Response};

pub async fn coverage(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let values = Values::new(query);
    let mut form = Reader::new(&values);
    let day = form.optional_date("day");
    let errors = form.errors;
    let day = day.unwrap_or_else(|| page.frame.today());
    let grip = values.get("grip").parse().ok();
    let organisation: Option<OrganisationId> = values.get("organisation").parse().ok();
    let (db, user) = (&page.app.db, &page.user.id);
    let organisations = organisations::store::visible(db, user).await?;
    // Who chooses a region wants to see its municipalities.
    let is_region = |id: &&OrganisationId| {
        let chosen = organisations.iter().find(|o| o.id == **id);
        chosen.is_some_and(|chosen| chosen.kind == OrganisationKind::Region)
    };
    let region = organisation.as_ref().filter(is_region);
    let narrow = Narrow {
        organisation: organisation.as_ref().filter(|_| region.is_none()),
        region,
        grip,
        role: None,
    };
    let view = CoverageView {
        cells: store::cells(db, user, day, narrow).await?,
        hats: double_hats(&store::hats(db, user, day, narrow).await?),
        day,
        grip,
        organisation: organisation.clone(),
        organisations,
        only: values.get("coverage").parse().ok(),
        page: values.get("page").parse().unwrap_or(1),
        tried: FormState::invalid(values, errors),
    };
    if view.tried.failed() {
        return Ok(page.invalid(|frame| pages::coverage(frame, &view)));
    }
    page.within(view.pages())?;
    Ok(page.ok(|frame| pages::coverage(frame, &view)))
}

pub async fn me(page: Page) -> Result<Response> {
    let (db, user, zone) = (&page.app.db, &page.user.id, page.app.clock.zone());
    let (me, requests, read) = match &page.user.person {
        Some(person) => (
            store::me(db, person, page.frame.now).await?,
            readings::store::requests(db, zone, user, person, page.frame.today(), None).await?,
            readings::store::read(db, zone, user, person).await?,
        ),
        None => Default::default(),
    };
    let name = page.user.name.clone();
    Ok(page.ok(|frame| pages::me(frame, &name, &me, &requests, &read)))
}
