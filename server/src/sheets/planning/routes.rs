//! The handler of the year.

use super::store::{self, PlanScope, Search};
use crate::{error::Result, organisations, web::page::Page};
use app::{
    form::Values,
    page::Pages,
    sheets::planning::{Filter, pages, rules::Year},
};
use axum::{extract::Query, response::Response};

pub async fn year(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let query = Values::new(query);
    let today = page.frame.today();
    // As with any filter, an unknown organisation is no filter at all, and no year is this one.
    let filter = Filter {
        year: query
            .get("year")
            .trim()
            .parse()
            .unwrap_or_else(|_| Year::of(today)),
        organisation: query.get("organisation").parse().ok(),
        page: query.page(),
    };
    let db = &page.app.db;
    let user = &page.user.id;
    // What is too late stays this year's work, however long ago it should have been done.
    let from = (!filter.year.contains(today)).then(|| filter.year.first());
    let search = Search {
        scope: PlanScope::InReach,
        organisation: filter.organisation.as_ref(),
        from,
        to: Some(filter.year.last()),
        page: filter.page,
        size: Pages::SIZE,
    };
    let plans = store::plans(db, user, &search);
    let (plans, total) = page.reads("year", &filter, plans).await?;
    let pages = Pages::new(filter.page, total);
    page.within(pages)?;
    let undated = store::undated(db, user, filter.organisation.as_ref());
    let undated = page.reads("undated", &filter.organisation, undated).await?;
    let organisations = organisations::filter::visible(&page).await?;
    Ok(page.ok(|frame| pages::year(frame, &filter, &organisations, &plans, undated, pages)))
}
