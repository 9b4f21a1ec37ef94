//! The handler of the overview.

use super::store;
use crate::{error::Result, identity::permission, web::page::Page};
use app::sheets::home::pages;
use axum::response::Response;

pub async fn show(page: Page) -> Result<Response> {
    let steers = permission::read_readiness(&page.user).is_ok();
    let (user, today) = (&page.user, page.frame.today());
    let shared = store::shared(&page.app.db, user, today, steers);
    let shared = page.reads("overview", steers, shared).await?;
    let home = store::home(&page.app, user, today, shared).await?;
    Ok(page.ok(|frame| pages::show(frame, &home)))
}
