//! The handler of the page for management.

use super::store;
use crate::{
    error::Result, identity::permission, organisations::store::regions_around, web::page::Page,
};
use app::{form::Values, id::OrganisationId, sheets::readiness::pages};
use axum::{extract::Query, response::Response};

pub async fn show(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    permission::read_readiness(&page.user)?;
    let (db, user, today) = (&page.app.db, &page.user, page.frame.today());
    // Who sees one region has nothing to choose.
    let regions = if user.sees_regions() {
        regions_around(db, &user.id).await?
    } else {
        Vec::new()
    };
    // As with any filter, an unknown region is no filter at all.
    let chosen: Option<OrganisationId> = Values::new(query).get("region").parse().ok();
    let chosen = chosen.and_then(|id| regions.iter().find(|region| region.id == id).cloned());
    let readiness = if regions.is_empty() || chosen.is_some() {
        store::readiness(db, &user.id, today, chosen).await?
    } else {
        let figures = store::by_region(db, &user.id, today, regions);
        page.reads("regions", (), figures).await?
    };
    Ok(page.ok(|frame| pages::show(frame, &readiness)))
}
