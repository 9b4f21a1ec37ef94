//! The handler of one's own page.

use super::store;
use crate::{error::Result, plans::readings, web::page::Page};
use app::sheets::me::pages;
use axum::response::Response;

pub async fn show(page: Page) -> Result<Response> {
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
    Ok(page.ok(|frame| pages::show(frame, &name, &me, &requests, &read)))
}
