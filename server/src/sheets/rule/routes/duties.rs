//! The handlers of exercise duties: load, check, render or redirect.

use super::super::commands::change_duties;
use crate::{
    change::Change,
    error::{Error, Result},
    rulebook::{
        duties,
        rights::{Rights, load},
        store,
    },
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{FormState, Values},
    id::{DutyId, RuleId},
    page::{Frame, Notice},
    rulebook::{
        Duty, ReviewRule,
        form::{self, DutyInput},
        pages,
    },
};
use axum::{http::StatusCode, response::Response};

pub async fn new_duty(page: Page, Path(id): Path<RuleId>) -> Result<Response> {
    let (rule, rights) = Rights::to_edit(&page, load(&page, &id).await?).await?;
    rights.region()?;
    let values = Values::default()
        .with("checked", "no")
        .with("as_of", page.frame.today());
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit_duty(frame, &rule, None, &form_state, None)))
}

pub async fn add_duty(
    page: Page,
    Path(id): Path<RuleId>,
    Submitted(mut values): Submitted,
) -> Result<Response> {
    loop {
        let (rule, rights) = Rights::to_edit(&page, load(&page, &id).await?).await?;
        let region = rights.region()?;
        let checked = form::duty(&values, page.frame.today());
        let run = async |change: &mut Change, input: DutyInput| {
            let run =
                async |change: &mut Change| duties::add_duty(change, region, &rule, &input).await;
            change_duties(change, region, &rule, run).await
        };
        match page.submit(values, checked, run).await? {
            Outcome::Done(()) => {
                return Ok(see_other(&format!("/plans/rules/{id}"), Notice::Created));
            }
            Outcome::Invalid(form) => {
                let content = |frame: &Frame| pages::edit_duty(frame, &rule, None, &form, None);
                return Ok(page.again(&form, content));
            }
            // The region has just got a rule of its own, or gone back to the common one.
            Outcome::Stale(form) => values = form.values,
        }
    }
}

pub async fn edit_duty(page: Page, Path(id): Path<DutyId>) -> Result<Response> {
    let (rule, duty) = load_duty(&page, &id).await?.ok_or(Error::NotFound)?;
    let (rule, rights) = Rights::to_edit(&page, rule).await?;
    rights.region()?;
    let form_state = FormState::fresh(form::duty_values(&duty, rule.version));
    Ok(page.ok(|frame| pages::edit_duty(frame, &rule, Some(&duty), &form_state, None)))
}

pub async fn update_duty(
    page: Page,
    Path(id): Path<DutyId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let Some((rule, mut duty)) = load_duty(&page, &id).await? else {
        return ended(&page, &id, FormState::fresh(values)).await;
    };
    let (mut rule, rights) = Rights::to_edit(&page, rule).await?;
    let region = rights.region()?;
    let checked = form::duty(&values, page.frame.today());
    let run = async |change: &mut Change, input: DutyInput| {
        let run = async |change: &mut Change| {
            duties::update_duty(change, region, &rule, &duty, &input).await
        };
        change_duties(change, region, &rule, run).await
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => {
            let address = format!("/plans/rules/{}", rule.id);
            return Ok(see_other(&address, Notice::Saved));
        }
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            let Some(now) = load_duty(&page, &id).await? else {
                return ended(&page, &id, form).await;
            };
            (rule, duty) = now;
            form.beside(form::duty_values(&duty, rule.version))
        }
    };
    Ok(page.again(&form, |frame| {
        pages::edit_duty(frame, &rule, Some(&duty), &form, None)
    }))
}

/// What was typed about a duty that somebody ended meanwhile, as the form of a new one (409).
async fn ended(page: &Page, id: &DutyId, form_state: FormState) -> Result<Response> {
    let (rule, id) = place(page, id).await?.ok_or(Error::NotFound)?;
    let found = store::find_ended(&page.app.db, &id).await?;
    let (_, on) = found.ok_or(Error::NotFound)?;
    let (rule, _) = Rights::to_edit(page, rule).await?;
    let content = |frame: &Frame| pages::edit_duty(frame, &rule, None, &form_state, Some(on));
    Ok(page.answer(StatusCode::CONFLICT, content))
}

pub async fn end_duty(page: Page, Path(id): Path<DutyId>) -> Result<Response> {
    Rights::of(&page).await?;
    let (mut rule, mut duty) = load_duty(&page, &id).await?.ok_or(Error::NotFound)?;
    loop {
        let (now, rights) = Rights::to_edit(&page, rule).await?;
        let region = rights.region()?;
        let run = async |change: &mut Change| {
            let run =
                async |change: &mut Change| duties::end_duty(change, region, &now, &duty).await;
            change_duties(change, region, &now, run).await
        };
        match page.press(run).await {
            // The region has just got a rule of its own with this duty in it, unless somebody else
            // has ended that.
            Ok(Outcome::Stale(_)) => match load_duty(&page, &id).await? {
                Some(again) => (rule, duty) = again,
                None => rule = now,
            },
            // One that has ended already stays as it is.
            Ok(_) | Err(Error::NotFound) => {
                let address = format!("/plans/rules/{}", now.id);
                return Ok(see_other(&address, Notice::Ended));
            }
            Err(error) => return Err(error),
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
