//! The handlers of plans: load, check, render or redirect.

pub mod life;

use super::{commands, store};
use crate::{
    change::Change,
    error::{Error, OnTaken, Refused, Result},
    identity::permission,
    organisations,
    plans::{annexes, documents, readings},
    rulebook, trail,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    Locale,
    form::{Errors, FormState, Problem, Values},
    id::{OrganisationId, PlanId},
    page::Notice,
    plans::{
        Filter, Plan,
        form::{self, PlanInput, ReviewInput, VersionInput},
        pages::{self, Choices, Parts, PlanForms},
        rules::Step,
    },
    rulebook::regions,
    text::plans as t,
    trail::Subject,
};
use axum::{extract::Query, http::StatusCode, response::Response};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let mut filter = filter(query);
    let db = &page.app.db;
    let (region, organisation) = (&mut filter.region, &mut filter.organisation);
    let offer = organisations::filter::offer(&page, region, organisation).await?;
    let list = store::list(db, &page.user, &filter, page.frame.today());
    let (lines, pages) = page.reads("plans", list).await?;
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
        page: query.get("page").parse().unwrap_or(1),
    }
}

pub async fn show(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load(&page, &id).await?;
    shown(&page, StatusCode::OK, plan, PlanForms::default()).await
}

/// The plan's page with its small forms as they were tried.
async fn shown(page: &Page, status: StatusCode, plan: Plan, forms: PlanForms) -> Result<Response> {
    let parts = parts(page, &plan, trail::store::HISTORY).await?;
    Ok(page.answer(status, |frame| pages::show(frame, &plan, parts, &forms)))
}

/// What other features have to say of a plan, with the newest entries of its history.
pub(super) async fn parts(page: &Page, plan: &Plan, history: i64) -> Result<Parts> {
    let (db, today, zone) = (&page.app.db, page.frame.today(), page.app.clock.zone());
    let (user, id) = (&page.user.id, plan.id.as_str());
    let reader = (user, page.user.person.as_ref());
    let (readers, _) = readings::store::sheet(db, zone, reader, plan, today, false).await?;
    Ok(Parts {
        readers,
        annexes: annexes::store::list(db, user, plan).await?,
        duties: rulebook::store::duties(db, &plan.rule.id).await?,
        exercises: store::exercises(db, user, &plan.id).await?,
        documents: documents::store::of_plan(db, zone, &plan.id).await?,
        history: trail::store::newest(&page.app, user, Subject::Plan, id, history).await?,
    })
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
    let tried = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, &tried, &choices)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    permission::create(&page.user)?;
    let db = &page.app.db;
    let choices = store::choices(db, &page.user.id).await?;
    let checked = check(&values, &choices);
    let run = async |change: &mut Change, input: PlanInput| {
        permission::edit(&page.user, &input.owner)?;
        Ok(commands::create(change, &input).await?)
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(id) => Ok(see_other(&format!("/plans/{id}"), Notice::Created)),
        Outcome::Invalid(form) | Outcome::Stale(form) => {
            Ok(page.again(&form, |frame| pages::edit(frame, None, &form, &choices)))
        }
    }
}

pub async fn edit(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let choices = store::choices(&page.app.db, &page.user.id)
        .await?
        .including(&plan);
    let tried = FormState::fresh(form::values(&PlanInput::from(&plan)));
    Ok(page.ok(|frame| pages::edit(frame, Some(&plan), &tried, &choices)))
}

pub async fn update(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut plan = load_to_edit(&page, &id).await?;
    let choices = store::choices(&page.app.db, &page.user.id).await?;
    let mut choices = choices.including(&plan);
    let checked = check(&values, &choices);
    let run = async |change: &mut Change, input: PlanInput| {
        permission::edit(&page.user, &input.owner)?;
        commands::update(change, &plan, &input).await
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

pub async fn add_version(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let checked = form::version(&values, page.frame.today());
    let run = async |change: &mut Change, plan: &Plan, input: VersionInput| {
        let added = commands::add_version(change, plan, &input).await;
        added.on_taken("label", t::error_label_taken)
    };
    let forms = |version| PlanForms {
        version,
        ..PlanForms::default()
    };
    small_form(&page, plan, t::add_version, (values, checked), run, forms).await
}

pub async fn record_review(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let checked = form::review(&values, page.frame.today());
    let run = async |change: &mut Change, plan: &Plan, input: ReviewInput| {
        commands::record_review(change, plan, &input).await
    };
    let forms = |review| PlanForms {
        review,
        ..PlanForms::default()
    };
    small_form(&page, plan, t::record_review, (values, checked), run, forms).await
}

pub async fn start_revision(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    change_stage(page, id, Step::StartRevision, t::start_revision).await
}

pub async fn stop_revision(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    change_stage(page, id, Step::StopRevision, t::stop_revision).await
}

pub async fn restore(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    change_stage(page, id, Step::Restore, t::restore).await
}

async fn change_stage(page: Page, id: PlanId, step: Step, what: Label) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let run = async |change: &mut Change| commands::change_stage(change, &plan, step).await;
    let outcome = page.press(run).await?;
    stepped(&page, plan, what, outcome, |_| PlanForms::default()).await
}

/// What the button says of something that is done to a plan.
type Label = fn(Locale) -> &'static str;

/// The answer to one of the small forms on a plan's page: the change is made, or the page comes back
/// with what was typed (`forms` puts it in its place) and what is wrong with it.
async fn small_form<T>(
    page: &Page,
    plan: Plan,
    what: Label,
    (values, checked): (Values, Result<T, Errors>),
    run: impl AsyncFnOnce(&mut Change, &Plan, T) -> Result<(), Refused>,
    forms: fn(FormState) -> PlanForms,
) -> Result<Response> {
    let run = async |change: &mut Change, input| run(change, &plan, input).await;
    let outcome = page.submit(values, checked, run).await?;
    stepped(page, plan, what, outcome, forms).await
}

/// The answer to a step: back to the plan, or its page with what was typed and what is wrong with it;
/// as it is now, and with why the step is not possible, when that is so.
async fn stepped(
    page: &Page,
    plan: Plan,
    what: Label,
    outcome: Outcome<()>,
    forms: fn(FormState) -> PlanForms,
) -> Result<Response> {
    let (plan, forms) = match outcome {
        Outcome::Done(()) => {
            return Ok(see_other(&format!("/plans/{}", plan.id), Notice::Saved));
        }
        Outcome::Invalid(form) => (plan, forms(form)),
        Outcome::Stale(form) => {
            let forms = PlanForms {
                refused: Some(what),
                ..forms(form)
            };
            (load(page, &plan.id).await?, forms)
        }
    };
    shown(page, StatusCode::UNPROCESSABLE_ENTITY, plan, forms).await
}

/// The plan, for those who may see it.
pub(crate) async fn load(page: &Page, id: &PlanId) -> Result<Plan> {
    store::find(&page.app.db, &page.user.id, id)
        .await?
        .ok_or(Error::NotFound)
}

/// The plan, for those who may change it.
async fn load_to_edit(page: &Page, id: &PlanId) -> Result<Plan> {
    let plan = load(page, id).await?;
    permission::edit(&page.user, &plan.owner.id)?;
    Ok(plan)
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
        && !choices
            .stewards
            .iter()
            .any(|(id, _)| id == steward.as_str())
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
    if errors.is_empty() {
        Ok(input)
    } else {
        Err(errors)
    }
}
