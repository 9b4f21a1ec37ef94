//! The handlers of the rule book: load, check, render or redirect.

use super::{commands, rights::Rights};
use crate::{
    change::Change,
    error::{OnTaken, Result},
    web::page::{Page, Submitted},
};
use app::{
    form::{FormState, Values},
    id::OrganisationId,
    rulebook::{
        form::{self, RuleInput},
        pages,
    },
    text::rulebook as t,
};
use axum::response::Response;

pub async fn new(page: Page) -> Result<Response> {
    let rights = Rights::of(&page).await?;
    let values = Values::default()
        .with("counted_from", "review")
        .with("checked", "no")
        .with("in_use", "yes")
        .with("as_of", page.frame.today());
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, None, &rights.regions, &form_state)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    let rights = Rights::of(&page).await?;
    let checked = rights.checked(&values, form::rule(&values, page.frame.today()));
    let run = async |change: &mut Change, (region, input): (OrganisationId, RuleInput)| {
        let created = commands::create(change, &region, &input).await;
        created.on_taken("name", t::error_name_taken)
    };
    let created = page.submit(values, checked, run).await?;
    Ok(page.created(created, "/plans/rules", |frame, form| {
        pages::edit(frame, None, None, &rights.regions, form)
    }))
}
