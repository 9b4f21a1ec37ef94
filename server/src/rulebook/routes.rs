//! The handlers of the rule book: load, check, render or redirect.

use super::{
    commands::{self, Editor, Outcome},
    store,
};
use crate::{
    error::{Error, Refused, Result},
    identity::permission,
    organisations,
    trail::{self, Actor},
    web::page::{Page, Path, Submitted, see_other},
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::{DutyId, OrganisationId, RuleId},
    organisations::OrganisationKind,
    page::{Frame, Notice},
    rulebook::{Duty, ReviewRule, form, pages},
    text::rulebook as t,
};
use axum::{extract::Query, http::StatusCode, response::Response};

pub async fn index(page: Page) -> Result<Response> {
    let lines = store::register(&page.app.db, &page.user.id).await?;
    let edits = edits(&page).await?;
    Ok(page.ok(|frame| pages::index(frame, &lines, edits)))
}

pub async fn show(
    page: Page,
    Path(id): Path<RuleId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let rule = load(&page, &id).await?;
    let number = Values::new(query).get("page").parse().unwrap_or(1);
    let (db, today) = (&page.app.db, page.frame.today());
    let (plans, pages) = store::plans(db, &page.user.id, &id, number, today).await?;
    page.within(pages)?;
    let (zone, user) = (page.app.clock.zone(), &page.user.id);
    let sheet = pages::Sheet {
        rule,
        duties: store::duties(db, &id).await?,
        ended: store::ended_duties(db, &id).await?,
        plans,
        annexes: store::annexes(db, &page.user.id, &id).await?,
        pages,
        history: trail::store::history(db, zone, user, "rule", id.as_str()).await?,
        edits: edits(&page).await?,
    };
    Ok(page.ok(|frame| pages::show(frame, sheet)))
}

pub async fn new(page: Page) -> Result<Response> {
    Rights::of(&page).await?;
    let values = Values::default()
        .with("counted_from", "review")
        .with("checked", "no")
        .with("in_use", "yes")
        .with("as_of", page.frame.today());
    let tried = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, None, &tried)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    let rights = Rights::of(&page).await?;
    let errors = match form::rule(&values, page.frame.today()) {
        Ok(input) => match commands::create(&page.app.db, rights.editor(&page), &input).await {
            Ok(id) => return Ok(see_other(&format!("/plans/rules/{id}"), Notice::Created)),
            Err(Refused::Taken) => name_taken(),
            Err(refused) => return Err(refused.into()),
        },
        Err(errors) => errors,
    };
    let tried = FormState::invalid(values, errors);
    Ok(page.invalid(|frame| pages::edit(frame, None, None, &tried)))
}

pub async fn edit(page: Page, Path(id): Path<RuleId>) -> Result<Response> {
    let rule = load(&page, &id).await?;
    Rights::of(&page).await?;
    let tried = FormState::fresh(form::values(&rule));
    edited(&page, StatusCode::OK, &rule, &tried).await
}

/// The form of a rule as it was tried.
async fn edited(
    page: &Page,
    status: StatusCode,
    rule: &ReviewRule,
    tried: &FormState,
) -> Result<Response> {
    let used = store::is_used(&page.app.db, &rule.id).await?;
    let kind = used.then_some(rule.plan_kind);
    let content = |frame: &Frame| pages::edit(frame, Some(rule), kind, tried);
    Ok(page.answer(status, content))
}

pub async fn update(
    page: Page,
    Path(id): Path<RuleId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let rule = load(&page, &id).await?;
    let rights = Rights::of(&page).await?;
    if !values.get("back").is_empty() {
        return edited(&page, StatusCode::OK, &rule, &FormState::fresh(values)).await;
    }
    let confirm = values.get("confirm");
    let errors = match form::rule(&values, page.frame.today()) {
        Ok(input) => {
            let editor = rights.editor(&page);
            match commands::update(&page.app.db, editor, &rule, &input, confirm).await {
                Ok(Outcome::Stored) => {
                    return Ok(see_other(&format!("/plans/rules/{id}"), Notice::Saved));
                }
                Ok(Outcome::Preview(preview)) => {
                    let again = !confirm.is_empty();
                    return Ok(
                        page.ok(|frame| pages::preview(frame, &rule, &values, &preview, again))
                    );
                }
                Ok(Outcome::KindFixed) => {
                    Errors::one("plan_kind", Problem::Other(t::error_kind_fixed))
                }
                Err(Refused::Stale) => {
                    let rule = load(&page, &id).await?;
                    let stored = form::values(&rule);
                    let tried = FormState::fresh(values).beside(stored);
                    return edited(&page, StatusCode::CONFLICT, &rule, &tried).await;
                }
                Err(Refused::Taken) => name_taken(),
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(errors) => errors,
    };
    let tried = FormState::invalid(values, errors);
    edited(&page, StatusCode::UNPROCESSABLE_ENTITY, &rule, &tried).await
}

fn name_taken() -> Errors {
    Errors::one("name", Problem::Other(t::error_name_taken))
}

pub async fn new_duty(page: Page, Path(id): Path<RuleId>) -> Result<Response> {
    let rule = load(&page, &id).await?;
    Rights::of(&page).await?;
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
    let rule = load(&page, &id).await?;
    let rights = Rights::of(&page).await?;
    let input = match form::duty(&values, page.frame.today()) {
        Ok(input) => input,
        Err(errors) => {
            let tried = FormState::invalid(values, errors);
            let content = |frame: &Frame| pages::edit_duty(frame, &rule, None, &tried, None);
            return Ok(page.invalid(content));
        }
    };
    commands::add_duty(&page.app.db, rights.editor(&page), &id, &input).await?;
    Ok(see_other(&format!("/plans/rules/{id}"), Notice::Created))
}

pub async fn edit_duty(page: Page, Path(id): Path<DutyId>) -> Result<Response> {
    let (rule, duty) = load_duty(&page, &id).await?.ok_or(Error::NotFound)?;
    Rights::of(&page).await?;
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
    let rights = Rights::of(&page).await?;
    let input = match form::duty(&values, page.frame.today()) {
        Ok(input) => input,
        Err(errors) => {
            let tried = FormState::invalid(values, errors);
            let content = |frame: &Frame| pages::edit_duty(frame, &rule, Some(&duty), &tried, None);
            return Ok(page.invalid(content));
        }
    };
    let editor = rights.editor(&page);
    match commands::update_duty(&page.app.db, editor, &rule.id, &duty, &input).await {
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
    let found = store::find_ended(&page.app.db, id).await?;
    let (rule, on) = found.ok_or(Error::NotFound)?;
    let rule = load(page, &rule).await?;
    Rights::of(page).await?;
    let tried = FormState::fresh(values);
    let content = |frame: &Frame| pages::edit_duty(frame, &rule, None, &tried, Some(on));
    Ok(page.answer(StatusCode::CONFLICT, content))
}

pub async fn end_duty(page: Page, Path(id): Path<DutyId>) -> Result<Response> {
    let rights = Rights::of(&page).await?;
    let (rule, duty) = load_duty(&page, &id).await?.ok_or(Error::NotFound)?;
    commands::end_duty(&page.app.db, rights.editor(&page), &rule.id, &duty).await?;
    Ok(see_other(
        &format!("/plans/rules/{}", rule.id),
        Notice::Ended,
    ))
}

async fn load(page: &Page, id: &RuleId) -> Result<ReviewRule> {
    store::find(&page.app.db, id).await?.ok_or(Error::NotFound)
}

/// A duty with its rule, unless it has ended.
async fn load_duty(page: &Page, id: &DutyId) -> Result<Option<(ReviewRule, Duty)>> {
    let Some((rule, duty)) = store::find_duty(&page.app.db, id).await? else {
        return Ok(None);
    };
    Ok(Some((load(page, &rule).await?, duty)))
}

/// Whether the reader may change the rule book.
async fn edits(page: &Page) -> Result<bool> {
    let edits = organisations::store::editable(&page.app.db, &page.user.id).await?;
    Ok(permission::edit_catalogue(&edits).is_ok())
}

/// Somebody who may change the rule book, and for which region.
struct Rights {
    actor: Actor,
    region: Option<OrganisationId>,
}

impl Rights {
    async fn of(page: &Page) -> Result<Self> {
        let edits = organisations::store::editable(&page.app.db, &page.user.id).await?;
        permission::edit_catalogue(&edits)?;
        let region = edits
            .into_iter()
            .find(|organisation| organisation.kind == OrganisationKind::Region);
        Ok(Self {
            actor: page.actor(),
            region: region.map(|region| region.id),
        })
    }

    fn editor<'a>(&'a self, page: &'a Page) -> Editor<'a> {
        Editor {
            actor: &self.actor,
            user: &page.user.id,
            region: self.region.as_ref(),
            today: page.frame.today(),
        }
    }
}
