//! The handlers of what happens to a plan between its reviews.

use super::{Label, load, load_to_edit, small_form, stepped};
use crate::{
    db::Db,
    error::{Error, Refused, Result},
    identity::permission,
    plans::{life, store},
    trail::Actor,
    web::page::{Page, Path, Submitted, see_other},
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::{ExtensionId, PlanId, PlanReviewId, PlanVersionId, ReachedId, SignalId},
    page::Notice,
    plans::{
        Plan, Signal,
        form::{self, SignalInput},
        pages::{self, PlanForms, SignalChoices},
    },
    text::plans as t,
};
use axum::{extract::Query, response::Response};
use chrono::NaiveDate;

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
    run: impl AsyncFnOnce(&Db, &Actor, &Plan, &T, NaiveDate) -> Result<(), Refused>,
) -> Result<Response> {
    let plan = load_to_edit(page, id).await?;
    let found = find(&plan).ok_or(Error::NotFound)?;
    let (db, by, today) = (&page.app.db, page.actor(), page.frame.today());
    let result = run(db, &by, &plan, &found, today).await;
    stepped(page, id, what, result, PlanForms::default()).await
}

pub async fn extend(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let checked = form::extension(&values, &plan, page.frame.today());
    let (db, by) = (&page.app.db, page.actor());
    let run = async |plan: &Plan, input| life::extend(db, &by, plan, &input).await;
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
    let (db, by) = (&page.app.db, page.actor());
    let run = async |plan: &Plan, input| life::reach(db, &by, plan, &input).await;
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
    let db = &page.app.db;
    let choices = store::signal_choices(db, &page.user.id, &plan).await?;
    let errors = match check(&values, &choices) {
        Ok(input) => {
            let today = page.frame.today();
            match life::raise_signal(db, &page.actor(), &plan, &input, today).await {
                Err(Refused::Stale) => Errors::one("main", Problem::Other(t::error_withdrawn)),
                result => {
                    result?;
                    return Ok(see_other(&format!("/plans/{id}"), Notice::Saved));
                }
            }
        }
        Err(errors) => errors,
    };
    Ok(page.invalid_form(values, errors, |frame, tried| {
        pages::new_signal(frame, &plan, tried, &choices)
    }))
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
    let errors = match form::settlement(&values) {
        Ok(note) => {
            let (by, today) = (page.actor(), page.frame.today());
            match life::settle_signal(&page.app.db, &by, &plan, signal, &note, today).await {
                Err(Refused::Stale) => Errors::one("main", Problem::Other(t::error_settled)),
                result => {
                    result?;
                    return Ok(see_other(&format!("/plans/{id}"), Notice::Saved));
                }
            }
        }
        Err(errors) => errors,
    };
    Ok(page.invalid_form(values, errors, |frame, tried| {
        pages::settle_signal(frame, &plan, signal, tried)
    }))
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
    let successor = match form::withdrawal(&values) {
        Ok(successor)
            if successor
                .as_ref()
                .is_none_or(|id| successors.iter().any(|(known, _)| known == id.as_str())) =>
        {
            successor
        }
        _ => {
            let errors = Errors::one("replaced_by", Problem::Choice);
            return Ok(page.invalid_form(values, errors, |frame, tried| {
                pages::withdraw(frame, &plan, tried, &successors)
            }));
        }
    };
    match life::withdraw(db, &page.actor(), &plan, successor.as_ref()).await {
        Ok(()) => Ok(see_other(&format!("/plans/{id}"), Notice::Ended)),
        refused => stepped(&page, &id, t::withdraw, refused, PlanForms::default()).await,
    }
}

/// The plan, for those who may ask for a review of it.
async fn load_to_signal(page: &Page, id: &PlanId) -> Result<Plan> {
    let plan = load(page, id).await?;
    let concerned = plan.organisations.iter().map(|one| &one.id);
    permission::raise_signal(&page.user, concerned.chain([&plan.owner.id]))?;
    Ok(plan)
}
