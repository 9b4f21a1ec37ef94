//! What the filter of a list offers to its reader, for the lists of all features.

use super::store;
use crate::{error::Result, web::page::Page};
use app::{
    id::OrganisationId,
    organisations::{Offer, OrganisationName},
};

/// The organisations that the reader may see, as [`store::visible`] tells.
///
/// # Errors
/// When the database can't be read.
pub async fn visible(page: &Page) -> sqlx::Result<Vec<OrganisationName>> {
    let visible = store::visible(&page.app.db, &page.user.id);
    page.reads("visible", (), visible).await
}

/// What a filter offers to a reader who chose this region, or none.
///
/// # Errors
/// When the database can't be read.
pub async fn offered(page: &Page, region: Option<&OrganisationId>) -> sqlx::Result<Offer> {
    let offer = store::offer(&page.app.db, &page.user, region);
    page.reads("offer", region, offer).await
}

/// What a filter offers to the reader. What was chosen and is no longer offered, such as an
/// organisation outside the region that was chosen since, is chosen no more.
///
/// # Errors
/// When the database can't be read.
pub async fn offer(
    page: &Page,
    region: &mut Option<OrganisationId>,
    organisation: &mut Option<OrganisationId>,
) -> Result<Offer> {
    let offer = offered(page, region.as_ref()).await?;
    *organisation = offer.still_offered(organisation.take());
    region.clone_from(&offer.region);
    Ok(offer)
}
