//! The handlers of what happens to a plan between its reviews.

use super::{Label, load, load_to_edit, small_form, stepped};
use crate::{
    change::Change,
    error::{Error, Refused, Result},
    identity::permission,
    plans::{life, store},
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::{ExtensionId, PlanId, PlanReviewId, PlanVersionId, ReachedId, SignalId},
    page::Notice,
    plans::{
        Plan, Signal,
        form::{self, ExtensionInput, ReachedInput, SignalInput},
        pages::{self, PlanForms, SignalChoices},
    },
    text::plans as t,
};
use axum::{extract::Query, response::Response};

pub async fn revoke_version(
    page: Page,
    Path((id, version)): Path<(PlanId, PlanVersionId)>,
) -> Result<Response> {
    let find = |plan: &Plan| plan.versions.iter().find(|one| one.id == version).cloned();
    taken_back(&page, &id, t::revoke_version, find, life::revoke_version).await
}

pub async fn revoke_review(
    page: Page,
    Path((id, review)): Path<(PlanId, PlanReviewId)>,
) -> Result<Response> {
    let find = |plan: &Plan| plan.reviews.iter().find(|one| one.id == review).cloned();
    taken_back(&page, &id, t::revoke_review, find, life::revoke_review).await
}

pub async fn revoke_extension(
    page: Page,
    Path((id, extension)): Path<(PlanId, ExtensionId)>,
) -> Result<Response> {
    let find = |plan: &Plan| {
        plan.extensions
            .iter()
            .find(|one| one.id == extension)
            .cloned()
    };
    taken_back(
        &page,
        &id,
        t::revoke_extension,
        find,
        life::revoke_extension,
    )
    .await
}

pub async fn revoke_milestone(
    page: Page,
    Path((id, reached)): Path<(PlanId, ReachedId)>,
) -> Result<Response> {
    let find = |plan: &Plan| plan.reached.iter().find(|one| one.id == reached).cloned();
    taken_back(&page, &id, t::revoke_milestone, find, life::revoke_reached).await
}

/// Takes back something of a plan's history. What somebody else took back meanwhile is gone from the
/// plan, too.
async fn taken_back<T>(
    page: &Page,
    id: &PlanId,
    what: Label,
    find: impl FnOnce(&Plan) -> Option<T>,
    run: impl AsyncFnOnce(&mut Change, &Plan, &T) -> Result<(), Refused>,
) -> Result<Response> {
    let plan = load_to_edit(page, id).await?;
    let found = find(&plan).ok_or(Error::NotFound)?;
    let run = async |change: &mut Change| run(change, &plan, &found).await;
    let outcome = page.press(run).await?;
    stepped(page, plan, what, outcome, |_| PlanForms::default()).await
}

pub async fn extend(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let checked = form::extension(&values, &plan, page.frame.today());
    let run = async |change: &mut Change, plan: &Plan, input: ExtensionInput| {
        life::extend(change, plan, &input).await
    };
    let forms = |extension| PlanForms {
        extension,
        ..PlanForms::default()
    };
    small_form(&page, plan, t::extend, (values, checked), run, forms).await
}

pub async fn reach(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let checked = form::reached(&values, &plan, page.frame.today());
    let run = async |change: &mut Change, plan: &Plan, input: ReachedInput| {
        life::reach(change, plan, &input).await
    };
    let forms = |milestone| PlanForms {
        milestone,
        ..PlanForms::default()
    };
    small_form(
        &page,
        plan,
        t::record_milestone,
        (values, checked),
        run,
        forms,
    )
    .await
}

pub async fn new_signal(
    page: Page,
    Path(id): Path<PlanId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let plan = load_to_signal(&page, &id).await?;
    let choices = store::signal_choices(&page.app.db, &page.user.id, &plan).await?;
    // An exercise or a lesson leads here with itself in the address.
    let tried = FormState::fresh(Values::new(query));
    Ok(page.ok(|frame| pages::new_signal(frame, &plan, &tried, &choices)))
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
        let raised = life::raise_signal(change, &plan, &input).await;
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
fn too_late(done: Result<(), Refused>, why: Label) -> Result<(), Refused> {
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
    if chosen.is_some_and(|id| choices.lessons.iter().all(|known| known.0 != id.as_str())) {
        errors.add("lesson", Problem::Choice);
    }
    if errors.is_empty() {
        Ok(input)
    } else {
        Err(errors)
    }
}

pub async fn signal(page: Page, Path((id, signal)): Path<(PlanId, SignalId)>) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let signal = open_signal(&plan, &signal)?;
    Ok(page.ok(|frame| pages::settle_signal(frame, &plan, signal, &FormState::default())))
}

pub async fn settle(
    page: Page,
    Path((id, signal)): Path<(PlanId, SignalId)>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let signal = open_signal(&plan, &signal)?;
    let checked = form::settlement(&values);
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

fn open_signal<'a>(plan: &'a Plan, id: &SignalId) -> Result<&'a Signal> {
    plan.signals
        .iter()
        .find(|signal| signal.id == *id && signal.settled.is_none())
        .ok_or(Error::NotFound)
}

pub async fn withdrawal(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let successors = store::successors(&page.app.db, &page.user.id, &plan).await?;
    Ok(page.ok(|frame| pages::withdraw(frame, &plan, &FormState::default(), &successors)))
}

pub async fn withdraw(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let db = &page.app.db;
    let successors = store::successors(db, &page.user.id, &plan).await?;
    let checked = form::withdrawal(&values).and_then(|successor| match &successor {
        Some(id) if successors.iter().all(|(known, _)| known != id.as_str()) => {
            Err(Errors::one("replaced_by", Problem::Choice))
        }
        _ => Ok(successor),
    });
    let run = async |change: &mut Change, successor: Option<PlanId>| {
        life::withdraw(change, &plan, successor.as_ref()).await
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/plans/{id}"), Notice::Ended)),
        Outcome::Invalid(form) => Ok(page.again(&form, |frame| {
            pages::withdraw(frame, &plan, &form, &successors)
        })),
        stale => stepped(&page, plan, t::withdraw, stale, |_| PlanForms::default()).await,
    }
}

/// The plan, for those who may ask for a review of it.
async fn load_to_signal(page: &Page, id: &PlanId) -> Result<Plan> {
    let plan = load(page, id).await?;
    let concerned = plan.organisations.iter().map(|one| &one.id);
    permission::raise_signal(&page.user, concerned.chain([&plan.owner.id]))?;
    Ok(plan)
}
