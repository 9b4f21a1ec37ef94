//! What the filter of a list offers to its reader, for the lists of all features.

use super::store;
use crate::{error::Result, web::page::Page};
use app::{id::OrganisationId, organisations::Offer};

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
    let offer = store::offer(&page.app.db, &page.user, region.as_ref());
    let offer = page.reads("offer", offer).await?;
    *organisation = offer.still_offered(organisation.take());
    region.clone_from(&offer.region);
    Ok(offer)
}
