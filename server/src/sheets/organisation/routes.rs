//! The handlers of the register of organisations and the page of one.

use super::store;
use crate::{
    error::Result,
    identity::permission,
    organisations::load,
    trail,
    web::page::{Page, Path},
};
use app::{
    form::Values,
    id::OrganisationId,
    sheets::organisation::pages::{self, Rights},
    trail::Subject,
};
use axum::{extract::Query, response::Response};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let number = Values::new(query).page();
    let today = page.frame.today();
    let list = store::list(&page.app.db, &page.user.id, today, number);
    let (lines, pages) = page.reads("organisations", number, list).await?;
    page.within(pages)?;
    let may_add = permission::create_organisation(&page.user).is_ok();
    Ok(page.ok(|frame| pages::index(frame, lines, pages, may_add)))
}

pub async fn show(page: Page, Path(id): Path<OrganisationId>) -> Result<Response> {
    let organisation = load(&page, &id).await?;
    let today = page.frame.today();
    let figures = store::figures(&page.app.db, &page.user.id, &id, today).await?;
    let edit = permission::may_edit_organisation(&page.user, &id);
    let history = if edit {
        let (user, subject) = (&page.user.id, Subject::Organisation);
        Some(trail::store::history(&page.app, user, subject, id.as_str()).await?)
    } else {
        None
    };
    let rights = Rights { edit, history };
    Ok(page.ok(|frame| pages::show(frame, &organisation, figures, rights)))
}
