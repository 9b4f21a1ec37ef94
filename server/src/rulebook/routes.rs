//! The handlers of the rule book: load, check, render or redirect.

use super::{
    commands::{self, Editor, Outcome},
    store,
};
use crate::{
    audit::{self, Actor},
    auth::permission,
    error::{Error, Refused, Result},
    organisations,
    page::{Page, Path, Submitted, see_other},
};
use app::{
    form::{Errors, Problem, Tried, Values},
    id::{DutyId, OrganisationId, RuleId},
    organisations::OrganisationKind,
    page::Notice,
    plans::PlanKind,
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
    let sheet = pages::Sheet {
        rule,
        duties: store::duties(db, &id).await?,
        ended: store::ended_duties(db, &id).await?,
        plans,
        pages,
        history: audit::store::history(db, page.app.clock.zone(), "rule", id.as_str()).await?,
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
    let tried = Tried::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, None, &tried, None)))
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
    let tried = Tried { values, errors };
    Ok(page.invalid(|frame| pages::edit(frame, None, None, &tried, None)))
}

pub async fn edit(page: Page, Path(id): Path<RuleId>) -> Result<Response> {
    let rule = load(&page, &id).await?;
    Rights::of(&page).await?;
    let tried = Tried::fresh(form::values(&rule));
    edited(&page, StatusCode::OK, &rule, &tried, None).await
}

/// The form of a rule as it was tried.
async fn edited(
    page: &Page,
    status: StatusCode,
    rule: &ReviewRule,
    tried: &Tried,
    stored: Option<&Values>,
) -> Result<Response> {
    let kind = fixed_kind(page, rule).await?;
    let content = |frame: &app::page::Frame| pages::edit(frame, Some(rule), kind, tried, stored);
    Ok(page.answer(status, content))
}

/// The kind of plan that a rule keeps, because there are plans under it.
async fn fixed_kind(page: &Page, rule: &ReviewRule) -> Result<Option<PlanKind>> {
    let fixed = store::has_plans(&page.app.db, &rule.id).await?;
    Ok(fixed.then_some(rule.plan_kind))
}

pub async fn update(
    page: Page,
    Path(id): Path<RuleId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let rule = load(&page, &id).await?;
    let rights = Rights::of(&page).await?;
    if !values.get("back").is_empty() {
        return edited(&page, StatusCode::OK, &rule, &Tried::fresh(values), None).await;
    }
    let confirm = values.get("confirm");
    let errors = match form::rule(&values, page.frame.today()) {
        Ok(input) if moved_kind(&page, &rule, input.plan_kind).await? => {
            Errors::one("plan_kind", Problem::Other(t::error_kind_fixed))
        }
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
                Err(Refused::Stale) => {
                    let rule = load(&page, &id).await?;
                    let stored = form::values(&rule);
                    let tried = Tried::fresh(values.replacing("version", rule.version));
                    return edited(&page, StatusCode::CONFLICT, &rule, &tried, Some(&stored)).await;
                }
                Err(Refused::Taken) => name_taken(),
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(errors) => errors,
    };
    let tried = Tried { values, errors };
    edited(&page, StatusCode::UNPROCESSABLE_ENTITY, &rule, &tried, None).await
}

/// Whether somebody wants another kind of plan though there are plans under the rule.
async fn moved_kind(page: &Page, rule: &ReviewRule, kind: PlanKind) -> Result<bool> {
    Ok(kind != rule.plan_kind && fixed_kind(page, rule).await?.is_some())
}

fn name_taken() -> Errors {
    Errors::one("name", Problem::Other(t::error_name_taken))
}

pub async fn new_duty(page: Page, Path(id): Path<RuleId>) -> Result<Response> {
    let rule = load(&page, &id).await?;
    Rights::of(&page).await?;
    let values = Values::default()
        .with("checked", "no")
        .with("as_of", page.frame.today())
        .with("version", rule.version);
    let tried = Tried::fresh(values);
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
            let tried = Tried { values, errors };
            return Ok(page.invalid(|frame| pages::edit_duty(frame, &rule, None, &tried, None)));
        }
    };
    match commands::add_duty(&page.app.db, rights.editor(&page), &id, &input).await {
        Ok(()) => Ok(see_other(&format!("/plans/rules/{id}"), Notice::Created)),
        Err(Refused::Stale) => conflict(&page, &id, None, values).await,
        Err(refused) => Err(refused.into()),
    }
}

pub async fn edit_duty(page: Page, Path(id): Path<DutyId>) -> Result<Response> {
    let (rule, duty) = load_duty(&page, &id).await?;
    Rights::of(&page).await?;
    let tried = Tried::fresh(form::duty_values(&duty, rule.version));
    Ok(page.ok(|frame| pages::edit_duty(frame, &rule, Some(&duty), &tried, None)))
}

pub async fn update_duty(
    page: Page,
    Path(id): Path<DutyId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let (rule, duty) = load_duty(&page, &id).await?;
    let rights = Rights::of(&page).await?;
    let input = match form::duty(&values, page.frame.today()) {
        Ok(input) => input,
        Err(errors) => {
            let tried = Tried { values, errors };
            return Ok(
                page.invalid(|frame| pages::edit_duty(frame, &rule, Some(&duty), &tried, None))
            );
        }
    };
    let editor = rights.editor(&page);
    match commands::update_duty(&page.app.db, editor, &rule.id, &duty, &input).await {
        Ok(()) => Ok(see_other(
            &format!("/plans/rules/{}", rule.id),
            Notice::Saved,
        )),
        Err(Refused::Stale) => {
            let (rule, duty) = load_duty(&page, &id).await?;
            conflict(&page, &rule.id, Some(&duty), values).await
        }
        Err(refused) => Err(refused.into()),
    }
}

/// The form of a duty again, with what is stored now beside what was typed (409).
async fn conflict(
    page: &Page,
    rule: &RuleId,
    duty: Option<&Duty>,
    values: Values,
) -> Result<Response> {
    let rule = load(page, rule).await?;
    let stored = duty.map_or_else(Values::default, |duty| {
        form::duty_values(duty, rule.version)
    });
    let tried = Tried::fresh(values.replacing("version", rule.version));
    let content =
        |frame: &app::page::Frame| pages::edit_duty(frame, &rule, duty, &tried, Some(&stored));
    Ok(page.answer(StatusCode::CONFLICT, content))
}

pub async fn end_duty(page: Page, Path(id): Path<DutyId>) -> Result<Response> {
    let rights = Rights::of(&page).await?;
    let (rule, duty) = load_duty(&page, &id).await?;
    commands::end_duty(&page.app.db, rights.editor(&page), &rule.id, &duty).await?;
    Ok(see_other(
        &format!("/plans/rules/{}", rule.id),
        Notice::Ended,
    ))
}

async fn load(page: &Page, id: &RuleId) -> Result<ReviewRule> {
    store::find(&page.app.db, id).await?.ok_or(Error::NotFound)
}

async fn load_duty(page: &Page, id: &DutyId) -> Result<(ReviewRule, Duty)> {
    let found = store::find_duty(&page.app.db, id).await?;
    let (rule, duty) = found.ok_or(Error::NotFound)?;
    Ok((load(page, &rule).await?, duty))
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
