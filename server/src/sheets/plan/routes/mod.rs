//! The handlers of a plan's page: load, check, render or redirect.

pub mod life;
pub mod signals;

use super::store;
use crate::{
    change::Change,
    error::{OnTaken, Refused, Result},
    plans::{
        annexes,
        commands::{self, Steps, steps},
        documents, load, load_to_edit, readings,
    },
    rulebook, trail,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    Text,
    form::{Errors, FormState, Values},
    id::PlanId,
    page::Notice,
    plans::{
        Plan,
        form::{self, ReviewInput, VersionInput},
        rules::Step,
    },
    sheets::plan::{
        Parts,
        pages::{self, PlanForms, Refusal},
    },
    text::plans as t,
    trail::Subject,
};
use axum::{http::StatusCode, response::Response};

pub async fn show(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load(&page, &id).await?;
    shown(&page, StatusCode::OK, plan, PlanForms::default()).await
}

/// The plan's page with its small forms as they were sent.
async fn shown(page: &Page, status: StatusCode, plan: Plan, forms: PlanForms) -> Result<Response> {
    let parts = parts(page, &plan, trail::store::HISTORY).await?;
    Ok(page.answer(status, |frame| pages::show(frame, &plan, parts, &forms)))
}

/// What others have to say of a plan, with the newest entries of its history.
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
        origins: store::origins(db, user, plan).await?,
        documents: documents::store::of_plan(db, zone, &plan.id).await?,
        history: trail::store::newest(&page.app, user, Subject::Plan, id, history).await?,
    })
}

pub async fn add_version(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let checked = form::version(&values, page.frame.today());
    let run = async |change: &mut Change, plan: &Plan, input: VersionInput| {
        let add = async |steps: &mut Steps<'_>| steps.add_version(plan.into(), &input).await;
        let added = steps(change, add).await.map(drop);
        added.on_taken("label", t::error_label_taken)
    };
    let forms = |version| PlanForms {
        version,
        ..PlanForms::default()
    };
    let form_state: Tried = (t::add_version, Step::Adopt);
    small_form(&page, plan, form_state, (values, checked), run, forms).await
}

pub async fn record_review(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let checked = form::review(&values, page.frame.today());
    let run = async |change: &mut Change, plan: &Plan, input: ReviewInput| {
        let record = async |steps: &mut Steps<'_>| steps.record_review(plan.into(), &input).await;
        steps(change, record).await
    };
    let forms = |review| PlanForms {
        review,
        ..PlanForms::default()
    };
    let form_state: Tried = (t::record_review, Step::Review);
    small_form(&page, plan, form_state, (values, checked), run, forms).await
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

async fn change_stage(page: Page, id: PlanId, step: Step, what: Text) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let run =
        async |change: &mut Change| commands::change_stage(change, (&plan).into(), step).await;
    let outcome = page.press(run).await?;
    stepped(&page, plan, (what, step), outcome, |_| PlanForms::default()).await
}

/// What was tried, with the step in a plan's life that must be possible for it.
type Tried = (Text, Step);

/// The answer to one of the small forms on a plan's page: the change is made, or the page comes back
/// with what was typed (`forms` puts it in its place) and what is wrong with it.
async fn small_form<T>(
    page: &Page,
    plan: Plan,
    form_state: Tried,
    (values, checked): (Values, Result<T, Errors>),
    run: impl AsyncFnOnce(&mut Change, &Plan, T) -> Result<(), Refused>,
    forms: fn(FormState) -> PlanForms,
) -> Result<Response> {
    let run = async |change: &mut Change, input| run(change, &plan, input).await;
    let outcome = page.submit(values, checked, run).await?;
    stepped(page, plan, form_state, outcome, forms).await
}

/// The answer to a step: back to the plan, or its page with what was typed and what is wrong with it;
/// as it is now, when it was changed meanwhile, and with why the step was not taken.
async fn stepped(
    page: &Page,
    plan: Plan,
    (what, step): Tried,
    outcome: Outcome<()>,
    forms: fn(FormState) -> PlanForms,
) -> Result<Response> {
    let (plan, forms) = match outcome {
        Outcome::Done(()) => {
            return Ok(see_other(&format!("/plans/{}", plan.id), Notice::Saved));
        }
        Outcome::Invalid(form) => (plan, forms(form)),
        Outcome::Stale(form) => {
            let plan = load(page, &plan.id).await?;
            let refused = if plan.allows(step) {
                Refusal::Moved(what)
            } else {
                Refusal::Stage(what)
            };
            let forms = PlanForms {
                refused: Some(refused),
                ..forms(form)
            };
            (plan, forms)
        }
    };
    shown(page, StatusCode::UNPROCESSABLE_ENTITY, plan, forms).await
}
