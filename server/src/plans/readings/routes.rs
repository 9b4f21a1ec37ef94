//! The handlers of proof of reading: load, check, render or redirect.

use super::{choices, commands, store};
use crate::{
    change::Change,
    error::{Error, OnTaken, Result},
    identity::permission,
    plans::{self, load},
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::{OrganisationId, PlanId, PlanVersionId, ReaderId},
    organisations::OrganisationName,
    page::Notice,
    plans::{
        Plan,
        readings::{
            ReadingRequest,
            form::{self, ReaderInput, RoleOrPerson},
            pages::{self, Shown},
            rules::{decides, to_read},
        },
    },
    text::readings as t,
};
use axum::{http::StatusCode, response::Response};

pub async fn show(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load(&page, &id).await?;
    shown(&page, StatusCode::OK, &plan, FormState::default()).await
}

/// The page of a plan's readers with its form as it was sent.
async fn shown(page: &Page, status: StatusCode, plan: &Plan, ask: FormState) -> Result<Response> {
    let (db, zone, today) = (&page.app.db, page.app.clock.zone(), page.frame.today());
    let names = permission::may_see_readers(&page.user, plan);
    let user = (&page.user.id, page.user.person.as_ref());
    let (sheet, ended) = store::sheet(db, zone, user, plan, today, names).await?;
    let asked = store::asked(db, zone, &page.user.id, plan, today, names).await?;
    let organisations = organisations(page, plan);
    let asks = permission::may_edit(&page.user, &plan.owner.id) || !organisations.is_empty();
    let (roles, people) = if asks {
        choices::choices(db, &page.user.id, today).await?
    } else {
        Default::default()
    };
    let shown = Shown {
        sheet,
        asked,
        ended,
        names,
        roles,
        people,
        organisations: OrganisationName::choices(&organisations),
        ask,
    };
    Ok(page.answer(status, |frame| pages::readers(frame, plan, &shown)))
}

pub async fn ask(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let plan = load(&page, &id).await?;
    let organisation: Option<OrganisationId> = values.get("organisation").parse().ok();
    permission::ask_readers(&page.user, &plan, organisation.as_ref())?;
    let checked = check(&page, &plan, &values).await?;
    let run = async |change: &mut Change, input: ReaderInput| {
        let decides = decides(&plan, input.organisation.as_ref());
        let asked = commands::ask(change, (&plan.id, decides), &input).await;
        match input.who {
            RoleOrPerson::Role(_) => asked.on_taken("role", t::error_role_asked),
            RoleOrPerson::Person(_) => asked.on_taken("person", t::error_person_asked),
        }
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(_) => return Ok(see_other(&format!("/plans/{id}/readers"), Notice::Saved)),
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            let errors = Errors::one("role", Problem::Other(t::error_nothing));
            FormState::invalid(form.values, errors)
        }
    };
    shown(&page, StatusCode::UNPROCESSABLE_ENTITY, &plan, form).await
}

/// The form checked by itself, against what the user may choose, and against the plan's life.
async fn check(page: &Page, plan: &Plan, values: &Values) -> Result<Result<ReaderInput, Errors>> {
    let input = match form::reader(values) {
        Ok(input) => input,
        Err(errors) => return Ok(Err(errors)),
    };
    let field = match &input.who {
        RoleOrPerson::Role(_) => "role",
        RoleOrPerson::Person(_) => "person",
    };
    let (db, today) = (&page.app.db, page.frame.today());
    let own = organisations(page, plan);
    let known = |id: &OrganisationId| own.iter().any(|one| one.id == *id);
    Ok(if !input.organisation.as_ref().is_none_or(known) {
        Err(Errors::one("organisation", Problem::Choice))
    } else if !choices::can_ask(db, &page.user.id, &input, today).await? {
        Err(Errors::one(field, Problem::Choice))
    } else if to_read(plan).is_none() {
        Err(Errors::one(field, Problem::Other(t::error_nothing)))
    } else {
        Ok(input)
    })
}

/// The organisations to which the plan applies and for which alone the user may ask.
fn organisations(page: &Page, plan: &Plan) -> Vec<OrganisationName> {
    let own =
        |one: &&OrganisationName| permission::ask_readers(&page.user, plan, Some(&one.id)).is_ok();
    plan.organisations.iter().filter(own).cloned().collect()
}

pub async fn end(page: Page, Path((id, reader)): Path<(PlanId, ReaderId)>) -> Result<Response> {
    let plan = load(&page, &id).await?;
    let request = choices::find(&page.app.db, &id, &reader).await?;
    let organisation = request.as_ref().and_then(|one| one.organisation.as_ref());
    permission::ask_readers(&page.user, &plan, organisation)?;
    let request = request.ok_or(Error::NotFound)?;
    let run = async |change: &mut Change| commands::end(change, &plan, (&reader, &request)).await;
    match page.press(run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/plans/{id}/readers"), Notice::Ended)),
        Outcome::Invalid(_) | Outcome::Stale(_) => Err(Error::NotFound),
    }
}

pub async fn read(
    page: Page,
    Path(id): Path<PlanId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let (db, user) = (&page.app.db, &page.user.id);
    let asked = request(&page, &id).await?;
    // Who is asked may know of the plan; for the others it depends on their organisations.
    let (Some(_), Some(person)) = (asked, &page.user.person) else {
        let plan = plans::store::find(db, user, &id).await?;
        return Err(plan.map_or(Error::NotFound, |_| Error::Forbidden));
    };
    let version = PlanVersionId::from(values.get("version").to_owned());
    let run = async |change: &mut Change| commands::read(change, &id, &version, person).await;
    match page.press(run).await? {
        Outcome::Done(()) => {
            let plan = format!("/plans/{id}");
            let readers = format!("{plan}/readers");
            let back = match values.get("next") {
                next if next == plan => &plan,
                next if next == readers => &readers,
                "/" => "/",
                _ => "/me",
            };
            Ok(see_other(back, Notice::Saved))
        }
        Outcome::Invalid(_) | Outcome::Stale(_) => {
            let newest = request(&page, &id).await?.ok_or(Error::NotFound)?;
            Ok(page.answer(StatusCode::CONFLICT, |frame| pages::newer(frame, &newest)))
        }
    }
}

/// What the user is asked to read of a plan.
async fn request(page: &Page, id: &PlanId) -> Result<Option<ReadingRequest>> {
    let Some(person) = &page.user.person else {
        return Ok(None);
    };
    let (db, zone, today) = (&page.app.db, page.app.clock.zone(), page.frame.today());
    let requests = store::requests(db, zone, &page.user.id, person, today, Some(id)).await?;
    Ok(requests.into_iter().next())
}
