//! The handler of the overview.

use super::store;
use crate::{error::Result, identity::permission, web::page::Page};
use app::sheets::home::pages;
use axum::response::Response;

pub async fn show(page: Page) -> Result<Response> {
    let steers = permission::read_readiness(&page.user).is_ok();
    let (zone, now) = (page.app.clock.zone(), page.frame.now);
    let home = store::home(&page.app.db, zone, &page.user, now, steers).await?;
    Ok(page.ok(|frame| pages::show(frame, &home)))
}
