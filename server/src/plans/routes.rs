//! The handlers of plans: load, check, render or redirect.

use super::{
    commands::{Steps, steps},
    store,
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
    form::{Errors, FormState, Problem, Values},
    id::{OrganisationId, PlanId},
    organisations::form::only_choice,
    page::Notice,
    people::choose,
    plans::{
        Choices, Filter, Plan,
        form::{self, PlanInput},
        pages,
    },
    rulebook::regions,
    text::plans as t,
};
use axum::{extract::Query, response::Response};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let mut filter = filter(query);
    let db = &page.app.db;
    let (region, organisation) = (&mut filter.region, &mut filter.organisation);
    let offer = organisations::filter::offer(&page, region, organisation).await?;
    let list = store::list(db, &page.user, &filter, page.frame.today());
    let (lines, pages) = page.reads("plans", &filter, list).await?;
    page.within(pages)?;
    Ok(page.ok(|frame| pages::index(frame, &filter, &offer, lines, pages)))
}

/// What the register's address asks for.
pub fn filter(query: Vec<(String, String)>) -> Filter {
    let query = Values::new(query);
    // An unknown code in the address is no filter at all; the form shows "all".
    Filter {
        q: query.get("q").chars().take(100).collect(),
        organisation: query.get("organisation").parse().ok(),
        region: query.get("region").parse().ok(),
        kind: query.get("kind").parse().ok(),
        status: query.get("status").parse().ok(),
        sort: query.get("sort").parse().ok(),
        page: query.page(),
    }
}

pub async fn new(page: Page) -> Result<Response> {
    permission::create(&page.user)?;
    let choices = store::choices(&page.app.db, &page.user.id, &Wanted::default()).await?;
    let values = only_choice(&choices.owners, &["owner", "organisations"]);
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
    let run = async |change: &mut Change, input: PlanInput| {
        permission::edit(&page.user, &input.owner)?;
        let create = async |steps: &mut Steps<'_>| Ok(steps.create(&input).await?);
        steps(change, create).await
    };
    let created = page.submit(values, checked, run).await?;
    Ok(page.created(created, "/plans", |frame, form| {
        pages::edit(frame, None, form, &choices)
    }))
}

pub async fn edit(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let values = form::values(&PlanInput::from(&plan));
    let choices = choices_for(&page, &plan, &values).await?;
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, Some(&plan), &form_state, &choices)))
}

pub async fn update(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut plan = load_to_edit(&page, &id).await?;
    let mut choices = choices_for(&page, &plan, &values).await?;
    if choose::asks(&values) {
        let form_state = FormState::fresh(values);
        return Ok(page.ok(|frame| pages::edit(frame, Some(&plan), &form_state, &choices)));
    }
    let checked = check(&values, &choices);
    let run = async |change: &mut Change, input: PlanInput| {
        permission::edit(&page.user, &input.owner)?;
        let before = PlanInput::from(&plan);
        let update = async |steps: &mut Steps<'_>| steps.update(&plan.id, &before, &input).await;
        steps(change, update).await
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => return Ok(see_other(&format!("/plans/{id}"), Notice::Saved)),
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            plan = load(&page, &id).await?;
            // What somebody else chose meanwhile has a name here, too.
            choices = choices.including(&plan);
            form.beside(form::values(&PlanInput::from(&plan)))
        }
    };
    Ok(page.again(&form, |frame| {
        pages::edit(frame, Some(&plan), &form, &choices)
    }))
}

/// The plan, for those who may see it.
pub(crate) async fn load(page: &Page, id: &PlanId) -> Result<Plan> {
    store::find(&page.app.db, &page.user.id, id)
        .await?
        .ok_or(Error::NotFound)
}

/// The plan, for those who may change it.
pub(crate) async fn load_to_edit(page: &Page, id: &PlanId) -> Result<Plan> {
    let plan = load(page, id).await?;
    permission::edit(&page.user, &plan.owner.id)?;
    Ok(plan)
}

/// Whom the list of stewards must have for a form with these values.
fn wanted(values: &Values) -> Wanted {
    Wanted::default().typed(values, "steward", "owner")
}

/// What the form can choose from, with what the plan has.
async fn choices_for(page: &Page, plan: &Plan, values: &Values) -> Result<Choices> {
    let wanted = wanted(values)
        .of(&plan.owner.id)
        .before_others(&plan.organisations);
    let choices = store::choices(&page.app.db, &page.user.id, &wanted).await?;
    Ok(choices.including(plan))
}

/// The form checked by itself and against what the user may choose.
pub fn check(values: &Values, choices: &Choices) -> Result<PlanInput, Errors> {
    let mut input = form::plan(values)?;
    let mut errors = Errors::default();
    if !choices.owners.iter().any(|owner| owner.id == input.owner) {
        errors.add("owner", Problem::Other(t::error_owner));
    }
    let known = |id: &OrganisationId| choices.organisations.iter().any(|one| one.id == *id);
    if !input.organisations.iter().all(known) {
        errors.add("organisations", Problem::Choice);
    }
    if let Some(steward) = &input.steward
        && !choices.stewards.has(steward.as_str())
    {
        errors.add("steward", Problem::Choice);
    }
    let region = choices.regions.get(&input.owner);
    match regions::chosen(&choices.rules, region, &input.rule) {
        None if choices.rules.iter().any(|rule| rule.id == input.rule) => {
            errors.add("rule", Problem::Other(t::error_rule_region));
        }
        None => errors.add("rule", Problem::Choice),
        Some(rule) if rule.plan_kind != input.kind => {
            errors.add("rule", Problem::Other(t::error_rule_kind));
        }
        Some(rule) => input.rule = rule.id.clone(),
    }
    errors.into_result(input)
}
