//! The handlers of exercise duties: load, check, render or redirect.

use super::{
    duties,
    rights::{Rights, load},
    store,
};
use crate::{
    error::{Error, Refused, Result},
    web::page::{Page, Path, Submitted, see_other},
};
use app::{
    form::{FormState, Values},
    id::{DutyId, RuleId},
    page::{Frame, Notice},
    rulebook::{Duty, ReviewRule, form, pages},
};
use axum::{http::StatusCode, response::Response};

pub async fn new_duty(page: Page, Path(id): Path<RuleId>) -> Result<Response> {
    let (rule, rights) = Rights::to_edit(&page, load(&page, &id).await?).await?;
    rights.region()?;
    let values = Values::default()
        .with("checked", "no")
        .with("as_of", page.frame.today());
    let tried = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit_duty(frame, &rule, None, &tried, None)))
}

pub async fn add_duty(
    page: Page,
    Path(id): Path<RuleId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let (mut rule, mut rights) = Rights::to_edit(&page, load(&page, &id).await?).await?;
    rights.region()?;
    let input = match form::duty(&values, page.frame.today()) {
        Ok(input) => input,
        Err(errors) => {
            let tried = FormState::invalid(values, errors);
            let content = |frame: &Frame| pages::edit_duty(frame, &rule, None, &tried, None);
            return Ok(page.invalid(content));
        }
    };
    loop {
        let editor = rights.editor(&page, rights.region()?);
        match duties::add_duty(&page.app.db, editor, &rule, &input).await {
            // The region has just got a rule of its own, or gone back to the common one.
            Err(Refused::Stale) => {
                (rule, rights) = Rights::to_edit(&page, load(&page, &id).await?).await?;
            }
            done => {
                done?;
                return Ok(see_other(&format!("/plans/rules/{id}"), Notice::Created));
            }
        }
    }
}

pub async fn edit_duty(page: Page, Path(id): Path<DutyId>) -> Result<Response> {
    let (rule, duty) = load_duty(&page, &id).await?.ok_or(Error::NotFound)?;
    let (rule, rights) = Rights::to_edit(&page, rule).await?;
    rights.region()?;
    let tried = FormState::fresh(form::duty_values(&duty, rule.version));
    Ok(page.ok(|frame| pages::edit_duty(frame, &rule, Some(&duty), &tried, None)))
}

pub async fn update_duty(
    page: Page,
    Path(id): Path<DutyId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let Some((rule, duty)) = load_duty(&page, &id).await? else {
        return ended(&page, &id, values).await;
    };
    let (rule, rights) = Rights::to_edit(&page, rule).await?;
    let region = rights.region()?;
    let input = match form::duty(&values, page.frame.today()) {
        Ok(input) => input,
        Err(errors) => {
            let tried = FormState::invalid(values, errors);
            let content = |frame: &Frame| pages::edit_duty(frame, &rule, Some(&duty), &tried, None);
            return Ok(page.invalid(content));
        }
    };
    let editor = rights.editor(&page, region);
    match duties::update_duty(&page.app.db, editor, &rule, &duty, &input).await {
        Ok(()) => Ok(see_other(
            &format!("/plans/rules/{}", rule.id),
            Notice::Saved,
        )),
        Err(Refused::Stale) => conflict(&page, &id, values).await,
        Err(refused) => Err(refused.into()),
    }
}

/// The form of a duty again, with what is stored now beside what was typed (409).
async fn conflict(page: &Page, id: &DutyId, values: Values) -> Result<Response> {
    let Some((rule, duty)) = load_duty(page, id).await? else {
        return ended(page, id, values).await;
    };
    let stored = form::duty_values(&duty, rule.version);
    let tried = FormState::fresh(values).beside(stored);
    let content = |frame: &Frame| pages::edit_duty(frame, &rule, Some(&duty), &tried, None);
    Ok(page.answer(StatusCode::CONFLICT, content))
}

/// What was typed about a duty that somebody ended meanwhile, as the form of a new one (409).
async fn ended(page: &Page, id: &DutyId, values: Values) -> Result<Response> {
    let (rule, id) = place(page, id).await?.ok_or(Error::NotFound)?;
    let found = store::find_ended(&page.app.db, &id).await?;
    let (_, on) = found.ok_or(Error::NotFound)?;
    let (rule, _) = Rights::to_edit(page, rule).await?;
    let tried = FormState::fresh(values);
    let content = |frame: &Frame| pages::edit_duty(frame, &rule, None, &tried, Some(on));
    Ok(page.answer(StatusCode::CONFLICT, content))
}

pub async fn end_duty(page: Page, Path(id): Path<DutyId>) -> Result<Response> {
    Rights::of(&page).await?;
    let (mut rule, mut duty) = load_duty(&page, &id).await?.ok_or(Error::NotFound)?;
    loop {
        let (now, rights) = Rights::to_edit(&page, rule).await?;
        let editor = rights.editor(&page, rights.region()?);
        match duties::end_duty(&page.app.db, editor, &now, &duty).await {
            // The region has just got a rule of its own with this duty in it, unless somebody else
            // has ended that.
            Err(Refused::Stale) => match load_duty(&page, &id).await? {
                Some(again) => (rule, duty) = again,
                None => rule = now,
            },
            done => {
                done?;
                let address = format!("/plans/rules/{}", now.id);
                return Ok(see_other(&address, Notice::Ended));
            }
        }
    }
}

/// The rule and the identifier of a duty, as they hold for the reader, whether the duty ended or not.
async fn place(page: &Page, id: &DutyId) -> Result<Option<(ReviewRule, DutyId)>> {
    let Some(of) = store::rule_of_duty(&page.app.db, id).await? else {
        return Ok(None);
    };
    let rule = load(page, &of).await?;
    if rule.id == of {
        return Ok(Some((rule, id.clone())));
    }
    let own = store::duty_in_place_of(&page.app.db, &rule.id, id).await?;
    Ok(own.map(|own| (rule, own)))
}

/// A duty with its rule, unless it has ended.
async fn load_duty(page: &Page, id: &DutyId) -> Result<Option<(ReviewRule, Duty)>> {
    let Some((rule, id)) = place(page, id).await? else {
        return Ok(None);
    };
    let found = store::find_duty(&page.app.db, &id).await?;
    Ok(found.map(|(_, duty)| (rule, duty)))
}
