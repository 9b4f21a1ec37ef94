//! The page that looks across: how well all roles are filled.

use super::store::{self, CoverageFilter};
use crate::{
    error::Result,
    organisations::{self, reach::By},
    web::page::Page,
};
use app::{
    form::{FormState, Reader, Values},
    id::OrganisationId,
    organisations::{OrganisationKind, OrganisationName},
    roles::{
        Coverage,
        pages::{self, Asked, CoverageView, RegionsView},
        rules::double_hats,
    },
};
use axum::{extract::Query, response::Response};
use std::collections::HashMap;

pub async fn show(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let values = Values::new(query);
    let mut form = Reader::new(&values);
    let day = form.optional_date("day");
    let errors = form.errors;
    let day = day.unwrap_or_else(|| page.frame.today());
    let grip = values.get("grip").parse().ok();
    let organisation: Option<OrganisationId> = values.get("organisation").parse().ok();
    let chosen: Option<OrganisationId> = values.get("region").parse().ok();
    let (db, user) = (&page.app.db, &page.user);
    let mut offer = organisations::filter::offered(&page, chosen.as_ref()).await?;
    let organisation = offer.still_offered(organisation);
    // A partner has no roles to fill.
    let partner = |one: &OrganisationName| one.kind == OrganisationKind::Partner;
    offer.organisations.retain(|one| !partner(one));
    let asked = Asked {
        day,
        grip,
        only: values.get("coverage").parse().ok(),
        organisation,
        offer,
        form: FormState::invalid(values, errors),
    };
    let nothing_chosen = asked.organisation.is_none() && asked.offer.region.is_none();
    if user.sees_regions() && nothing_chosen {
        return regions(&page, asked).await;
    }
    // Who chooses a region wants to see its municipalities.
    let is_region = |id: &&OrganisationId| {
        let mut offered = asked.offer.organisations.iter();
        let chosen = offered.find(|one| one.id == **id);
        chosen.is_some_and(|chosen| chosen.kind == OrganisationKind::Region)
    };
    let region = asked.organisation.as_ref().filter(is_region);
    let filter = CoverageFilter {
        organisation: asked.organisation.as_ref().filter(|_| region.is_none()),
        region: region.or(asked.offer.region.as_ref()),
        grip,
        role: None,
    };
    let view = CoverageView {
        cells: store::cells(db, &user.id, day, filter).await?,
        hats: double_hats(&store::hats(db, &user.id, day, filter).await?),
        page: asked.form.values.page(),
        asked,
    };
    if view.asked.form.failed() {
        return Ok(page.invalid(|frame| pages::coverage(frame, &view)));
    }
    page.within(view.pages())?;
    Ok(page.ok(|frame| pages::coverage(frame, &view)))
}

/// The coverage summed up by region.
async fn regions(page: &Page, asked: Asked) -> Result<Response> {
    let (db, user) = (&page.app.db, &page.user.id);
    let filter = CoverageFilter {
        grip: asked.grip,
        ..CoverageFilter::default()
    };
    let counts = store::counts(db, user, asked.day, filter, By::Region, true);
    let counts = page
        .reads("coverage", (asked.day, asked.grip), counts)
        .await?;
    let mut rows: HashMap<OrganisationId, Vec<(Coverage, i64)>> = HashMap::new();
    for (region, coverage, count) in counts {
        rows.entry(region).or_default().push((coverage, count));
    }
    let row = |region: &OrganisationName| Some((region.clone(), rows.remove(&region.id)?));
    let rows = asked.offer.regions.iter().filter_map(row).collect();
    let view = RegionsView { rows, asked };
    if view.asked.form.failed() {
        return Ok(page.invalid(|frame| pages::regions(frame, &view)));
    }
    Ok(page.ok(|frame| pages::regions(frame, &view)))
}
