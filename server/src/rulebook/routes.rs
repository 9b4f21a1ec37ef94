//! The handlers of the rule book: load, check, render or redirect.

use super::{
    commands::{self, Outcome},
    departures,
    rights::{Rights, load, load_to_edit, reload},
    store,
};
use crate::{
    error::{Error, Refused, Result},
    organisations, trail,
    web::page::{Page, Path, Submitted, see_other},
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::RuleId,
    page::{Frame, Notice},
    rulebook::{
        ReviewRule, form,
        pages::{self, Doing},
    },
    text::rulebook as t,
};
use axum::{extract::Query, http::StatusCode, response::Response};

pub async fn index(page: Page) -> Result<Response> {
    let register = store::register(&page.app.db, &page.user.id);
    let lines = page.reads("rules", register).await?;
    let edits = !Rights::of_reader(&page).await?.regions.is_empty();
    Ok(page.ok(|frame| pages::index(frame, &lines, edits)))
}

pub async fn show(
    page: Page,
    Path(id): Path<RuleId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let rule = load(&page, &id).await?;
    let number = Values::new(query).get("page").parse().unwrap_or(1);
    let (db, user, today) = (&page.app.db, &page.user.id, page.frame.today());
    let id = &rule.id;
    let plans = store::plans(db, user, id, number, today);
    let (plans, pages) = page.reads("plans", plans).await?;
    page.within(pages)?;
    let zone = page.app.clock.zone();
    let common = match &rule.scope.replaces {
        Some(common) => {
            let rule = store::find(db, user, common).await?;
            let rule = rule.ok_or(Error::NotFound)?;
            let duties = store::duties(db, common).await?;
            Some(pages::Common { rule, duties })
        }
        None => None,
    };
    let around = organisations::store::regions_around(db, user).await?;
    let region = around.iter().filter(|_| around.len() > 1);
    let mut region = region.filter(|region| Some(&region.id) == rule.scope.region.as_ref());
    let departures = store::departures(db, user, id).await?;
    let rights = Rights::of_reader(&page).await?.on(&page, &rule).await?;
    let sheet = pages::Sheet {
        duties: store::duties(db, id).await?,
        ended: store::ended_duties(db, id).await?,
        plans,
        annexes: store::annexes(db, user, id).await?,
        pages,
        history: trail::store::history(db, zone, user, "rule", id.as_str()).await?,
        edits: !rights.regions.is_empty(),
        edits_duties: rights.regions.len() == 1 && rule.scope.ended_on.is_none(),
        common,
        region: region.next().map(|region| region.name.clone()),
        departures: departures
            .into_iter()
            .map(|(rule, region)| (rule.id, region))
            .collect(),
        rule,
    };
    Ok(page.ok(|frame| pages::show(frame, sheet)))
}

pub async fn new(page: Page) -> Result<Response> {
    let rights = Rights::of(&page).await?;
    let values = Values::default()
        .with("counted_from", "review")
        .with("checked", "no")
        .with("in_use", "yes")
        .with("as_of", page.frame.today());
    let tried = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, None, &rights.regions, &tried)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    let rights = Rights::of(&page).await?;
    let errors = match rights.checked(&values, form::rule(&values, page.frame.today())) {
        Ok((region, input)) => {
            match commands::create(&page.app.db, rights.editor(&page, region), &input).await {
                Ok(id) => return Ok(see_other(&format!("/plans/rules/{id}"), Notice::Created)),
                Err(Refused::Taken) => name_taken(),
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(errors) => errors,
    };
    let tried = FormState::invalid(values, errors);
    Ok(page.invalid(|frame| pages::edit(frame, None, None, &rights.regions, &tried)))
}

pub async fn edit(page: Page, Path(id): Path<RuleId>) -> Result<Response> {
    let (rule, rights) = load_to_edit(&page, &id).await?;
    let tried = FormState::fresh(form::values(&rule));
    edited(&page, StatusCode::OK, (&rule, &rights), &tried).await
}

/// The form of a rule as it was tried.
async fn edited(
    page: &Page,
    status: StatusCode,
    (rule, rights): (&ReviewRule, &Rights),
    tried: &FormState,
) -> Result<Response> {
    // A common rule and what stands in its place are for one kind of plan.
    let own = rule.scope.region.is_some() && rule.scope.replaces.is_none();
    let fixed = !own || store::is_used(&page.app.db, &rule.id).await?;
    let kind = fixed.then_some(rule.plan_kind);
    let content = |frame: &Frame| pages::edit(frame, Some(rule), kind, &rights.regions, tried);
    Ok(page.answer(status, content))
}

pub async fn update(
    page: Page,
    Path(id): Path<RuleId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let (rule, rights) = load_to_edit(&page, &id).await?;
    let on = (&rule, &rights);
    if !values.get("back").is_empty() {
        return edited(&page, StatusCode::OK, on, &FormState::fresh(values)).await;
    }
    let confirm = values.get("confirm");
    let errors = match rights.checked(&values, form::rule(&values, page.frame.today())) {
        Ok((region, input)) => {
            let editor = rights.editor(&page, region);
            match commands::update(&page.app.db, editor, &rule, &input, confirm).await {
                Ok(Outcome::Stored) => {
                    return Ok(see_other(&format!("/plans/rules/{id}"), Notice::Saved));
                }
                Ok(Outcome::Preview(preview)) => {
                    let doing = (Doing::Edit, !confirm.is_empty());
                    return Ok(
                        page.ok(|frame| pages::preview(frame, &rule, &values, &preview, doing))
                    );
                }
                Ok(Outcome::KindFixed) => {
                    Errors::one("plan_kind", Problem::Other(t::error_kind_fixed))
                }
                Err(Refused::Stale) => {
                    let rule = reload(&page, &rule, region).await?;
                    let stored = form::values(&rule);
                    let tried = FormState::fresh(values).beside(stored);
                    let (rule, rights) = Rights::to_edit(&page, rule).await?;
                    return edited(&page, StatusCode::CONFLICT, (&rule, &rights), &tried).await;
                }
                Err(Refused::Taken) => name_taken(),
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(errors) => errors,
    };
    let tried = FormState::invalid(values, errors);
    edited(&page, StatusCode::UNPROCESSABLE_ENTITY, on, &tried).await
}

pub async fn end(
    page: Page,
    Path(id): Path<RuleId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut rule = load(&page, &id).await?;
    Rights::of(&page).await?;
    let common = rule.scope.replaces.clone().ok_or(Error::NotFound)?;
    let ended = || see_other(&format!("/plans/rules/{common}"), Notice::Ended);
    let mut version = values.get("version").parse().unwrap_or_default();
    let confirm = values.get("confirm");
    loop {
        let (now, rights) = Rights::to_edit(&page, rule).await?;
        let Some(region) = &now.scope.region else {
            return Ok(ended());
        };
        let editor = rights.editor(&page, region);
        match departures::end(&page.app.db, editor, &now, version, confirm).await {
            Ok(Outcome::Preview(preview)) => {
                let doing = (Doing::Return, !confirm.is_empty());
                let content = |frame: &Frame| pages::preview(frame, &now, &values, &preview, doing);
                return Ok(page.ok(content));
            }
            Ok(_) => return Ok(ended()),
            // What moves by now is shown anew: nobody has confirmed that.
            Err(Refused::Stale) => {
                rule = load(&page, &now.id).await?;
                version = rule.version;
            }
            Err(refused) => return Err(refused.into()),
        }
    }
}

fn name_taken() -> Errors {
    Errors::one("name", Problem::Other(t::error_name_taken))
}
