//! The handlers of what happens to a plan between its reviews.

use super::{Tried, shown, small_form, stepped};
use crate::{
    change::Change,
    error::{Error, OnTaken, Refused, Result},
    plans::{life, load, load_to_edit, store},
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    Text,
    choice::offers,
    form::{Errors, FormState, Problem},
    id::{ExtensionId, PlanId, PlanReviewId, PlanVersionId, ReachedId},
    page::Notice,
    plans::{
        Plan,
        form::{self, ExtensionInput, ReachedInput},
        rules::Step,
    },
    sheets::plan::pages::{self, PlanForms, Refusal},
    text::plans as t,
};
use axum::{http::StatusCode, response::Response};

/// What is no step in a plan's life is possible as long as a review is: until it is withdrawn.
const LIVE: Step = Step::Review;

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
    what: Text,
    find: impl Fn(&Plan) -> Option<T>,
    run: impl AsyncFnOnce(&mut Change, &Plan, &T) -> Result<(), Refused>,
) -> Result<Response> {
    let plan = load_to_edit(page, id).await?;
    let found = find(&plan).ok_or(Error::NotFound)?;
    let run = async |change: &mut Change| run(change, &plan, &found).await;
    let outcome = page.press(run).await?;
    if matches!(outcome, Outcome::Stale(_)) {
        let plan = load(page, id).await?;
        if find(&plan).is_none() {
            let forms = PlanForms {
                refused: Some(Refusal::TakenBack(what)),
                ..PlanForms::default()
            };
            return shown(page, StatusCode::UNPROCESSABLE_ENTITY, plan, forms).await;
        }
    }
    stepped(page, plan, (what, LIVE), outcome, |_| PlanForms::default()).await
}

pub async fn extend(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let checked = form::extension(&values, &plan, page.frame.today());
    let run = async |change: &mut Change, plan: &Plan, input: ExtensionInput| {
        life::extend(change, plan.into(), &input).await
    };
    let forms = |extension| PlanForms {
        extension,
        ..PlanForms::default()
    };
    let form_state: Tried = (t::extend, LIVE);
    small_form(&page, plan, form_state, (values, checked), run, forms).await
}

pub async fn reach(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load_to_edit(&page, &id).await?;
    let checked = form::reached(&values, &plan, page.frame.today());
    let run = async |change: &mut Change, plan: &Plan, input: ReachedInput| {
        let reached = life::reach(change, plan.into(), &input).await;
        reached.on_taken("milestone", t::error_reached)
    };
    let forms = |milestone| PlanForms {
        milestone,
        ..PlanForms::default()
    };
    let form_state: Tried = (t::record_milestone, LIVE);
    small_form(&page, plan, form_state, (values, checked), run, forms).await
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
        Some(id) if !offers(&successors, id.as_str()) => {
            Err(Errors::one("replaced_by", Problem::Choice))
        }
        _ => Ok(successor),
    });
    let run = async |change: &mut Change, successor: Option<PlanId>| {
        life::withdraw(change, (&plan).into(), successor.as_ref()).await
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/plans/{id}"), Notice::Ended)),
        Outcome::Invalid(form) => Ok(page.again(&form, |frame| {
            pages::withdraw(frame, &plan, &form, &successors)
        })),
        Outcome::Stale(form) => {
            let successors = store::successors(db, &page.user.id, &plan).await?;
            let chosen = form.values.get("replaced_by");
            let gone = !chosen.is_empty() && !offers(&successors, chosen);
            let plan = load(&page, &id).await?;
            if gone && plan.allows(Step::Withdraw) {
                let errors = Errors::one("replaced_by", Problem::Choice);
                let form = FormState::invalid(form.values, errors);
                return Ok(page.again(&form, |frame| {
                    pages::withdraw(frame, &plan, &form, &successors)
                }));
            }
            let (form_state, stale): (Tried, _) =
                ((t::withdraw, Step::Withdraw), Outcome::Stale(form));
            stepped(&page, plan, form_state, stale, |_| PlanForms::default()).await
        }
    }
}
