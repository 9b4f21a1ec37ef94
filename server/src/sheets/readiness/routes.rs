//! The handler of the page for management.

use super::store;
use crate::{error::Result, identity::permission, web::page::Page};
use app::sheets::readiness::pages;
use axum::response::Response;

pub async fn show(page: Page) -> Result<Response> {
    permission::read_readiness(&page.user)?;
    let readiness = store::readiness(&page.app.db, &page.user.id, page.frame.today()).await?;
    Ok(page.ok(|frame| pages::show(frame, &readiness)))
}
