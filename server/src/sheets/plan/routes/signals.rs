//! The handlers of what asks for a review of a plan before its date.

use super::super::store;
use crate::{
    change::Change,
    error::{Error, Refused, Result},
    identity::permission,
    plans::{life, load, load_to_edit},
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    Text,
    choice::offers,
    form::{Errors, FormState, Problem, Values},
    id::{PlanId, SignalId},
    page::Notice,
    plans::{
        Plan, Signal,
        form::{self, SignalInput},
    },
    sheets::plan::{SignalChoices, pages},
    text::plans as t,
};
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};

pub async fn new(
    page: Page,
    Path(id): Path<PlanId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let plan = load_to_signal(&page, &id).await?;
    let choices = store::signal_choices(&page.app.db, &page.user.id, &plan).await?;
    // An exercise or a lesson leads here with itself in the address.
    let form_state = FormState::fresh(Values::new(query));
    Ok(page.ok(|frame| pages::new_signal(frame, &plan, &form_state, &choices)))
}

pub async fn raise(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_signal(&page, &id).await?;
    let choices = store::signal_choices(&page.app.db, &page.user.id, &plan).await?;
    let checked = check(&values, &choices);
    let run = async |change: &mut Change, input: SignalInput| {
        let raised = life::raise_signal(change, (&plan).into(), &input).await;
        too_late(raised, t::error_withdrawn)
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/plans/{id}"), Notice::Saved)),
        Outcome::Invalid(form) | Outcome::Stale(form) => Ok(page.again(&form, |frame| {
            pages::new_signal(frame, &plan, &form, &choices)
        })),
    }
}

/// What can't be done any more, as a problem of the whole form.
fn too_late(done: Result<(), Refused>, why: Text) -> Result<(), Refused> {
    done.map_err(|refused| match refused {
        Refused::Stale => Errors::one("main", Problem::Other(why)).into(),
        other => other,
    })
}

fn check(values: &Values, choices: &SignalChoices) -> Result<SignalInput, Errors> {
    let input = form::signal(values)?;
    let mut errors = Errors::default();
    let chosen = input.exercise.as_ref();
    if chosen.is_some_and(|id| choices.exercises.iter().all(|known| known.0 != id.as_str())) {
        errors.add("exercise", Problem::Choice);
    }
    let chosen = input.lesson.as_ref();
    if chosen.is_some_and(|id| !offers(&choices.lessons, id.as_str())) {
        errors.add("lesson", Problem::Choice);
    }
    errors.into_result(input)
}

pub async fn show(page: Page, Path((id, signal)): Path<(PlanId, SignalId)>) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let signal = find_signal(&plan, &signal)?;
    if signal.settled.is_some() {
        return Ok(Redirect::to(&format!("/plans/{id}")).into_response());
    }
    Ok(page.ok(|frame| pages::settle_signal(frame, &plan, signal, &FormState::default())))
}

pub async fn settle(
    page: Page,
    Path((id, signal)): Path<(PlanId, SignalId)>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let signal = find_signal(&plan, &signal)?;
    let checked = if signal.settled.is_some() {
        Err(Errors::one("main", Problem::Other(t::error_settled)))
    } else {
        form::settlement(&values)
    };
    let run = async |change: &mut Change, note: String| {
        let settled = life::settle_signal(change, &plan, signal, &note).await;
        too_late(settled, t::error_settled)
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/plans/{id}"), Notice::Saved)),
        Outcome::Invalid(form) | Outcome::Stale(form) => Ok(page.again(&form, |frame| {
            pages::settle_signal(frame, &plan, signal, &form)
        })),
    }
}

fn find_signal<'a>(plan: &'a Plan, id: &SignalId) -> Result<&'a Signal> {
    let mut signals = plan.signals.iter();
    let found = signals.find(|signal| signal.id == *id);
    found.ok_or(Error::NotFound)
}

/// The plan, for those who may ask for a review of it.
async fn load_to_signal(page: &Page, id: &PlanId) -> Result<Plan> {
    let plan = load(page, id).await?;
    let concerned = plan.organisations.iter().map(|one| &one.id);
    permission::raise_signal(&page.user, concerned.chain([&plan.owner.id]))?;
    Ok(plan)
}
