//! The handlers of plans: load, check, render or redirect.

use super::{commands, store};
use crate::{
    auth::permission,
    error::{Error, Refused, Result},
    organisations,
    page::{Page, Path, Submitted, see_other},
};
use app::{
    form::{Errors, Problem, Tried, Values},
    id::PlanId,
    page::Notice,
    plans::{
        Filter, Plan, ReviewRule, Stage,
        form::{self, PlanInput},
        pages::{self, Choices, PlanForms},
    },
    text::plans as t,
};
use axum::{extract::Query, http::StatusCode, response::Response};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let query = Values::new(query);
    // An unknown code in the address is no filter at all; the form shows "all".
    let filter = Filter {
        q: query.get("q").chars().take(100).collect(),
        organisation: query.get("organisation").parse().ok(),
        kind: query.get("kind").parse().ok(),
        status: query.get("status").parse().ok(),
        sort: query.get("sort").parse().ok(),
        page: query.get("page").parse().unwrap_or(1),
    };
    let db = &page.app.db;
    let (lines, pages) = store::list(db, &page.user.id, &filter, page.frame.today()).await?;
    page.within(pages)?;
    let organisations = organisations::store::visible(db, &page.user.id).await?;
    Ok(page.ok(|frame| pages::index(frame, &filter, &organisations, lines, pages)))
}

pub async fn show(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load(&page, &id).await?;
    Ok(page.ok(|frame| show_with(frame, &plan, &PlanForms::default())))
}

fn show_with(frame: &app::page::Frame, plan: &Plan, forms: &PlanForms) -> app::page::Content {
    pages::show(frame, plan, store::currency_of(plan, frame.today()), forms)
}

pub async fn new(page: Page) -> Result<Response> {
    permission::create(&page.user)?;
    let choices = store::choices(&page.app.db, &page.user.id).await?;
    let values = match choices.owners.as_slice() {
        [only] => Values::default()
            .with("owner", &only.id)
            .with("organisations", &only.id),
        _ => Values::default(),
    };
    let tried = Tried::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, &tried, &choices, None)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    permission::create(&page.user)?;
    let db = &page.app.db;
    let choices = store::choices(db, &page.user.id).await?;
    match check(&values, &choices) {
        Ok((input, _)) => {
            permission::edit(&page.user, &input.owner)?;
            let id = commands::create(db, &page.actor(), &input).await?;
            Ok(see_other(&format!("/plans/{id}"), Notice::Created))
        }
        Err(errors) => {
            let tried = Tried { values, errors };
            Ok(page.invalid(|frame| pages::edit(frame, None, &tried, &choices, None)))
        }
    }
}

pub async fn edit(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let choices = store::choices(&page.app.db, &page.user.id)
        .await?
        .including(&plan);
    let tried = Tried::fresh(form::values(&plan));
    Ok(page.ok(|frame| pages::edit(frame, Some(&plan), &tried, &choices, None)))
}

pub async fn update(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let db = &page.app.db;
    let choices = store::choices(db, &page.user.id).await?.including(&plan);
    let (input, rule) = match check(&values, &choices) {
        Ok(checked) => checked,
        Err(errors) => {
            let tried = Tried { values, errors };
            return Ok(
                page.invalid(|frame| pages::edit(frame, Some(&plan), &tried, &choices, None))
            );
        }
    };
    permission::edit(&page.user, &input.owner)?;
    match commands::update(db, &page.actor(), &plan, &input, &rule).await {
        Ok(()) => Ok(see_other(&format!("/plans/{id}"), Notice::Saved)),
        Err(Refused::Stale) => {
            let plan = load(&page, &id).await?;
            let stored = form::values(&plan);
            let tried = Tried::fresh(values.replacing("version", plan.version));
            let content = |frame: &app::page::Frame| {
                pages::edit(frame, Some(&plan), &tried, &choices, Some(&stored))
            };
            Ok(page.answer(StatusCode::CONFLICT, content))
        }
        Err(refused) => Err(refused.into()),
    }
}

pub async fn add_version(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let result = match form::version(&values, page.frame.today()) {
        Ok(input) => commands::add_version(&page.app.db, &page.actor(), &plan, input).await,
        Err(errors) => {
            let forms = PlanForms {
                version: Tried { values, errors },
                ..PlanForms::default()
            };
            return Ok(page.invalid(|frame| show_with(frame, &plan, &forms)));
        }
    };
    match result {
        Ok(()) => Ok(see_other(&format!("/plans/{id}"), Notice::Saved)),
        Err(Refused::Taken) => {
            let errors = Errors::one("label", Problem::Other(t::error_label_taken));
            let forms = PlanForms {
                version: Tried { values, errors },
                ..PlanForms::default()
            };
            Ok(page.invalid(|frame| show_with(frame, &plan, &forms)))
        }
        Err(refused) => Err(refused.into()),
    }
}

pub async fn record_review(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    match form::review(&values, page.frame.today()) {
        Ok(input) => {
            commands::record_review(&page.app.db, &page.actor(), &plan, input).await?;
            Ok(see_other(&format!("/plans/{id}"), Notice::Saved))
        }
        Err(errors) => {
            let forms = PlanForms {
                review: Tried { values, errors },
                ..PlanForms::default()
            };
            Ok(page.invalid(|frame| show_with(frame, &plan, &forms)))
        }
    }
}

pub async fn start_revision(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    change_stage(page, id, Stage::InRevision).await
}

pub async fn stop_revision(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    change_stage(page, id, Stage::InForce).await
}

pub async fn withdraw(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    change_stage(page, id, Stage::Withdrawn).await
}

pub async fn restore(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let stage = if plan.versions.is_empty() {
        Stage::Draft
    } else {
        Stage::InForce
    };
    change_stage(page, id, stage).await
}

async fn change_stage(page: Page, id: PlanId, stage: Stage) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    if plan.stage != stage {
        commands::change_stage(&page.app.db, &page.actor(), &plan, stage).await?;
    }
    Ok(see_other(&format!("/plans/{id}"), Notice::Saved))
}

async fn load(page: &Page, id: &PlanId) -> Result<Plan> {
    store::find(&page.app.db, &page.user.id, id)
        .await?
        .ok_or(Error::NotFound)
}

async fn load_to_edit(page: &Page, id: &PlanId) -> Result<Plan> {
    let plan = load(page, id).await?;
    permission::edit(&page.user, &plan.owner.id)?;
    Ok(plan)
}

/// The form checked by itself and against what the user may choose, with the chosen rule.
fn check(values: &Values, choices: &Choices) -> Result<(PlanInput, ReviewRule), Errors> {
    let input = form::plan(values)?;
    let mut errors = Errors::default();
    if !choices.owners.iter().any(|owner| owner.id == input.owner) {
        errors.add("owner", Problem::Other(t::error_owner));
    }
    if !input
        .organisations
        .iter()
        .all(|id| choices.organisations.iter().any(|o| o.id == *id))
    {
        errors.add("organisations", Problem::Choice);
    }
    if input.steward.as_ref().is_some_and(|steward| {
        !choices
            .stewards
            .iter()
            .any(|(id, _)| id == steward.as_str())
    }) {
        errors.add("steward", Problem::Choice);
    }
    match choices.rules.iter().find(|rule| rule.id == input.rule) {
        Some(rule) if errors.is_empty() => Ok((input, rule.clone())),
        Some(_) => Err(errors),
        None => {
            errors.add("rule", Problem::Choice);
            Err(errors)
        }
    }
}
