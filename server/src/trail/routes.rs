//! The handler of the trail.

use super::store;
use crate::{error::Result, identity::permission, web::page::Page};
use app::{
    form::Values,
    trail::{Filter, pages},
};
use axum::{extract::Query, response::Response};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    permission::read_audit(&page.user)?;
    let query = Values::new(query);
    let filter = Filter {
        subject: query.get("subject").parse().ok(),
        actor: query.get("actor").chars().take(100).collect(),
        page: query.page(),
    };
    let (lines, pages) = store::list(&page.app, &page.user.id, &filter).await?;
    page.within(pages)?;
    Ok(page.ok(|frame| pages::index(frame, &filter, &lines, pages)))
}
