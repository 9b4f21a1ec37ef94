//! The handlers of actions: load, check, render or redirect.

use super::{
    check, commands,
    store::{self, Found},
    wanted,
};
use crate::{
    change::Change,
    error::{Error, Result},
    identity::permission,
    organisations,
    people::store::Wanted,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    Text,
    actions::{
        Action, Choices, Filter, Rights,
        form::{self, ActionInput},
        pages,
    },
    form::{Errors, FormState, Problem, Values},
    id::ActionId,
    organisations::form::only_choice,
    page::Notice,
    people::choose,
    text::actions as t,
};
use axum::{extract::Query, http::StatusCode, response::Response};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let query = Values::new(query);
    let mut filter = Filter {
        q: query.get("q").chars().take(100).collect(),
        mine: query.get("mine") == "yes",
        organisation: query.get("organisation").parse().ok(),
        region: query.get("region").parse().ok(),
        state: query.get("state").parse().ok(),
        page: query.page(),
    };
    let db = &page.app.db;
    let (region, organisation) = (&mut filter.region, &mut filter.organisation);
    let offer = organisations::filter::offer(&page, region, organisation).await?;
    let list = store::list(db, &page.user, &filter, page.frame.today());
    let (lines, shown) = page.reads("actions", &filter, list).await?;
    page.within(shown)?;
    Ok(page.ok(|frame| pages::index(frame, &filter, &offer, lines, shown)))
}

pub async fn show(page: Page, Path(id): Path<ActionId>) -> Result<Response> {
    let found = load(&page, &id).await?;
    answer_with(&page, StatusCode::OK, &found, &FormState::default()).await
}

async fn answer_with(
    page: &Page,
    status: StatusCode,
    found: &Found,
    form_state: &FormState,
) -> Result<Response> {
    let action = &found.action;
    let zone = page.app.clock.zone();
    let history = store::history(&page.app.db, &action.id, zone).await?;
    let organisation = &action.organisation.id;
    let rights = Rights {
        edit: permission::may_edit(&page.user, organisation) && action.verified.is_none(),
        complete: permission::complete_action(&page.user, organisation, &action.owner.id).is_ok(),
        verify: permission::verify_action(&page.user, organisation).is_ok(),
        did_it: did_it(page, found),
    };
    Ok(page.answer(status, |frame| {
        pages::show(frame, action, rights, &history, form_state)
    }))
}

/// The action's page with why something can't be done now, and what was typed for it.
async fn refuse(page: &Page, found: &Found, why: Text, values: Values) -> Result<Response> {
    let form_state = FormState::invalid(values, Errors::one("main", Problem::Other(why)));
    answer_with(page, StatusCode::UNPROCESSABLE_ENTITY, found, &form_state).await
}

/// Whether the one who asks has done it: reported it, or owns it.
fn did_it(page: &Page, found: &Found) -> bool {
    found.done_by.as_ref() == Some(&page.user.id)
        || page.user.person.as_ref() == Some(&found.action.owner.id)
}

pub async fn new(page: Page) -> Result<Response> {
    permission::create(&page.user)?;
    let choices = store::choices(&page.app.db, &page.user.id, &Wanted::default()).await?;
    let values = only_choice(&choices.organisations, &["organisation"]);
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, &form_state, &choices)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    permission::create(&page.user)?;
    let db = &page.app.db;
    let choices = store::choices(db, &page.user.id, &wanted(&values)).await?;
    if choose::asks(&values) {
        let form_state = FormState::fresh(values);
        return Ok(page.ok(|frame| pages::edit(frame, None, &form_state, &choices)));
    }
    let checked = check(&values, &choices);
    let run = async |change: &mut Change, input: ActionInput| {
        permission::edit(&page.user, &input.organisation)?;
        Ok(commands::create(change, &input, None).await?)
    };
    let created = page.submit(values, checked, run).await?;
    Ok(page.created(created, "/actions", |frame, form| {
        pages::edit(frame, None, form, &choices)
    }))
}

pub async fn edit(page: Page, Path(id): Path<ActionId>) -> Result<Response> {
    let action = load_to_edit(&page, &id).await?;
    let values = form::values(&action);
    if action.verified.is_some() {
        return fixed(&page, &action, Values::default()).await;
    }
    let choices = choices_for(&page, &action, &values).await?;
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, Some(&action), &form_state, &choices)))
}

pub async fn update(
    page: Page,
    Path(id): Path<ActionId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut action = load_to_edit(&page, &id).await?;
    if action.verified.is_some() {
        return fixed(&page, &action, values).await;
    }
    let choices = choices_for(&page, &action, &values).await?;
    if choose::asks(&values) {
        let form_state = FormState::fresh(values);
        return Ok(page.ok(|frame| pages::edit(frame, Some(&action), &form_state, &choices)));
    }
    let checked = check(&values, &choices);
    let run = async |change: &mut Change, input: ActionInput| {
        permission::edit(&page.user, &input.organisation)?;
        commands::update(change, &action, &input).await
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => return Ok(see_other(&format!("/actions/{id}"), Notice::Saved)),
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            action = load(&page, &id).await?.action;
            form.beside(form::values(&action))
        }
    };
    Ok(page.again(&form, |frame| {
        pages::edit(frame, Some(&action), &form, &choices)
    }))
}

pub async fn complete(
    page: Page,
    Path(id): Path<ActionId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let found = load(&page, &id).await?;
    let action = &found.action;
    permission::complete_action(&page.user, &action.organisation.id, &action.owner.id)?;
    if action.done.is_some() {
        return refuse(&page, &found, t::error_done_already, values).await;
    }
    let checked = form::completion(&values, page.frame.today());
    let run =
        async |change: &mut Change, input| commands::complete(change, action.into(), &input).await;
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/actions/{id}"), Notice::Saved)),
        Outcome::Invalid(form) => {
            answer_with(&page, StatusCode::UNPROCESSABLE_ENTITY, &found, &form).await
        }
        Outcome::Stale(form) => too_late(&page, &id, form.values).await,
    }
}

pub async fn reopen(page: Page, Path(id): Path<ActionId>) -> Result<Response> {
    let found = load(&page, &id).await?;
    let action = &found.action;
    permission::verify_action(&page.user, &action.organisation.id)?;
    if action.verified.is_some() {
        return refuse(&page, &found, t::error_verified_already, Values::default()).await;
    }
    if action.done.is_none() {
        return refuse(&page, &found, t::error_not_done, Values::default()).await;
    }
    let run = async |change: &mut Change| commands::reopen(change, action).await;
    let outcome = page.press(run).await?;
    finish(&page, &id, outcome).await
}

pub async fn verify(page: Page, Path(id): Path<ActionId>) -> Result<Response> {
    let found = load(&page, &id).await?;
    let action = &found.action;
    permission::verify_action(&page.user, &action.organisation.id)?;
    if action.verified.is_some() {
        return refuse(&page, &found, t::error_verified_already, Values::default()).await;
    }
    if action.done.is_none() {
        return refuse(&page, &found, t::error_not_done, Values::default()).await;
    }
    if did_it(&page, &found) {
        return refuse(&page, &found, t::error_same_person, Values::default()).await;
    }
    let run = async |change: &mut Change| commands::verify(change, action.into()).await;
    let outcome = page.press(run).await?;
    finish(&page, &id, outcome).await
}

/// Back to the action's page; with a message when somebody else was faster.
async fn finish(page: &Page, id: &ActionId, outcome: Outcome<()>) -> Result<Response> {
    match outcome {
        Outcome::Done(()) => Ok(see_other(&format!("/actions/{id}"), Notice::Saved)),
        Outcome::Invalid(form) | Outcome::Stale(form) => too_late(page, id, form.values).await,
    }
}

/// The action's page as it is now, with what somebody else did meanwhile and what was typed here.
async fn too_late(page: &Page, id: &ActionId, values: Values) -> Result<Response> {
    let found = load(page, id).await?;
    let why = match &found.action {
        action if action.verified.is_some() => t::error_verified_already,
        action if action.done.is_some() => t::error_changed_done,
        _ => t::error_changed,
    };
    refuse(page, &found, why, values).await
}

async fn load(page: &Page, id: &ActionId) -> Result<Found> {
    store::find(&page.app.db, &page.user.id, id)
        .await?
        .ok_or(Error::NotFound)
}

/// The action, for those who may change it.
async fn load_to_edit(page: &Page, id: &ActionId) -> Result<Action> {
    let action = load(page, id).await?.action;
    permission::edit(&page.user, &action.organisation.id)?;
    Ok(action)
}

/// That a verified action stays as it is, with what was typed of it (409).
async fn fixed(page: &Page, action: &Action, values: Values) -> Result<Response> {
    let choices = choices_for(page, action, &values).await?;
    let typed = FormState::fresh(values);
    Ok(page.answer(StatusCode::CONFLICT, |frame| {
        pages::edit(frame, Some(action), &typed, &choices)
    }))
}

/// What the form can choose from, with the owner it has: perhaps somebody who has left.
async fn choices_for(page: &Page, action: &Action, values: &Values) -> Result<Choices> {
    let wanted = wanted(values).of(&action.organisation.id);
    let mut choices = store::choices(&page.app.db, &page.user.id, &wanted).await?;
    let owner = &action.owner;
    choices.people.include(owner.id.as_str(), &owner.name);
    Ok(choices)
}
