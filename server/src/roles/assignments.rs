//! The handlers of assignments: who fills a role, from when until when, in which order.

use super::{commands, routes, store};
use crate::{
    error::{Error, Refused, Result},
    identity::permission,
    organisations,
    web::page::{Page, Path, Submitted, see_other},
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::{AssignmentId, OrganisationId, RoleId},
    organisations::OrganisationName,
    page::{Frame, Notice},
    roles::{
        Assignment, Phase, Role,
        form::{self, AssignmentInput},
        pages::{self, AssignmentForms, Staff},
    },
    text::roles as t,
};
use axum::{extract::Query, http::StatusCode, response::Response};

pub async fn new(
    page: Page,
    Path(id): Path<RoleId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let role = routes::load(&page, &id).await?;
    permission::create(&page.user)?;
    let query = Values::new(query);
    let staff = staff(&page, &role, query.get("organisation").parse().ok()).await?;
    let mut values = Values::default().with("starts_on", page.frame.today());
    if let Some(organisation) = &staff.organisation {
        let (today, db, user) = (page.frame.today(), &page.app.db, &page.user.id);
        let there = store::assignments(db, user, &role.id, Some(organisation)).await?;
        let standing = there.iter().filter(|a| a.phase(today) != Phase::Ended);
        values = values
            .with("organisation", organisation)
            .with("position", standing.count() + 1);
    }
    let tried = FormState::fresh(values);
    Ok(page.ok(|frame| pages::assign(frame, &role, &staff, &tried)))
}

/// What the form can choose from: the organisations for which the user may assign people to the
/// role, and the people, those of the chosen organisation first.
async fn staff(page: &Page, role: &Role, chosen: Option<OrganisationId>) -> Result<Staff> {
    let (db, user) = (&page.app.db, &page.user.id);
    let rights = store::rights(db, user).await?;
    let regions = organisations::store::region_of_each(db, user).await?;
    let region = role.region.as_ref().map(|(region, _)| region);
    let within = |organisation: &OrganisationName| {
        region.is_none() || regions.get(&organisation.id) == region
    };
    let organisations: Vec<OrganisationName> = rights
        .assigns
        .into_iter()
        .filter(|organisation| role.filled_by.allows(organisation.kind) && within(organisation))
        .collect();
    let only = match organisations.as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    };
    let organisation = chosen
        .filter(|id| organisations.iter().any(|o| o.id == *id))
        .or(only);
    let people = store::people(db, user, organisation.as_ref(), page.frame.today()).await?;
    Ok(Staff {
        organisations,
        organisation,
        people,
    })
}

pub async fn create(
    page: Page,
    Path(id): Path<RoleId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let role = routes::load(&page, &id).await?;
    permission::create(&page.user)?;
    let staff = staff(&page, &role, values.get("organisation").parse().ok()).await?;
    let today = page.frame.today();
    let errors = match check(&values, &staff, today) {
        Ok(input) => {
            permission::edit(&page.user, &input.organisation)?;
            match commands::assign(&page.app.db, &page.actor(), &role.id, &input, today).await {
                Ok(_) => return Ok(see_other(&format!("/roles/{id}"), Notice::Created)),
                Err(Refused::Taken) => {
                    Errors::one("person", Problem::Other(t::error_assigned_already))
                }
                // Somebody who leaves is no choice any more.
                Err(Refused::Stale) => Errors::one("person", Problem::Choice),
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(errors) => errors,
    };
    Ok(page.invalid_form(values, errors, |frame, tried| {
        pages::assign(frame, &role, &staff, tried)
    }))
}

/// The form checked by itself and against what the user may choose.
fn check(
    values: &Values,
    staff: &Staff,
    today: chrono::NaiveDate,
) -> Result<AssignmentInput, Errors> {
    let input = form::assignment(values, today);
    let mut errors = input.as_ref().err().cloned().unwrap_or_default();
    let organisation = values.get("organisation");
    if !organisation.is_empty()
        && !staff
            .organisations
            .iter()
            .any(|o| o.id.as_str() == organisation)
    {
        errors.add("organisation", Problem::Other(t::error_organisation));
    }
    let person = values.get("person");
    if !person.is_empty() && !staff.people.iter().any(|(id, _)| id == person) {
        errors.add("person", Problem::Choice);
    }
    input.and_then(|input| {
        if errors.is_empty() {
            Ok(input)
        } else {
            Err(errors)
        }
    })
}

pub async fn show(page: Page, Path(id): Path<AssignmentId>) -> Result<Response> {
    let assignment = load_to_edit(&page, &id).await?;
    let forms = AssignmentForms::of(&assignment);
    Ok(page.ok(|frame| pages::assignment(frame, &assignment, &forms)))
}

pub async fn update(
    page: Page,
    Path(id): Path<AssignmentId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let assignment = load_to_edit(&page, &id).await?;
    let errors = match form::term(&values, assignment.ends_on, page.frame.today()) {
        Ok(input) => {
            match commands::correct(&page.app.db, &page.actor(), &assignment, &input).await {
                Ok(()) => return Ok(to_role(&assignment, Notice::Saved)),
                Err(Refused::Stale) => return conflict(&page, &id, values, true).await,
                Err(Refused::Taken) => {
                    Errors::one("starts_on", Problem::Other(t::error_assigned_already))
                }
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(errors) => errors,
    };
    let forms = AssignmentForms {
        term: FormState::invalid(values, errors),
        ..AssignmentForms::of(&assignment)
    };
    Ok(page.invalid(|frame| pages::assignment(frame, &assignment, &forms)))
}

pub async fn end(
    page: Page,
    Path(id): Path<AssignmentId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let assignment = load_to_edit(&page, &id).await?;
    let version = values.get("version").parse().unwrap_or_default();
    let errors = match form::end(&values, assignment.starts_on) {
        Ok(day) => {
            match commands::end(&page.app.db, &page.actor(), &assignment, version, day).await {
                Ok(()) => return Ok(to_role(&assignment, Notice::Ended)),
                Err(Refused::Stale) => return conflict(&page, &id, values, false).await,
                Err(Refused::Taken) => {
                    Errors::one("ends_on", Problem::Other(t::error_assigned_already))
                }
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(errors) => errors,
    };
    let forms = AssignmentForms {
        end: FormState::invalid(values, errors),
        ..AssignmentForms::of(&assignment)
    };
    Ok(page.invalid(|frame| pages::assignment(frame, &assignment, &forms)))
}

pub async fn move_to(
    page: Page,
    Path(id): Path<AssignmentId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let assignment = load_to_edit(&page, &id).await?;
    match form::position(&values) {
        Ok(position) => {
            let (db, today) = (&page.app.db, page.frame.today());
            commands::move_to(db, &page.actor(), &assignment, position, today).await?;
            Ok(to_role(&assignment, Notice::Saved))
        }
        Err(errors) => {
            let forms = AssignmentForms {
                position: FormState::invalid(values, errors),
                ..AssignmentForms::of(&assignment)
            };
            Ok(page.invalid(|frame| pages::assignment(frame, &assignment, &forms)))
        }
    }
}

/// The page again, with what somebody else stored meanwhile beside what was typed (409); `term`
/// says in which of the two forms.
async fn conflict(page: &Page, id: &AssignmentId, values: Values, term: bool) -> Result<Response> {
    let assignment = load_to_edit(page, id).await?;
    let mut forms = AssignmentForms::of(&assignment);
    let form = if term {
        &mut forms.term
    } else {
        &mut forms.end
    };
    let stored = std::mem::take(form).values;
    *form = FormState::fresh(values).beside(stored);
    let content = |frame: &Frame| pages::assignment(frame, &assignment, &forms);
    Ok(page.answer(StatusCode::CONFLICT, content))
}

fn to_role(assignment: &Assignment, notice: Notice) -> Response {
    see_other(&format!("/roles/{}", assignment.role.0), notice)
}

async fn load_to_edit(page: &Page, id: &AssignmentId) -> Result<Assignment> {
    let found = store::find_assignment(&page.app.db, &page.user.id, id).await?;
    let assignment = found.ok_or(Error::NotFound)?;
    permission::edit(&page.user, &assignment.organisation.id)?;
    Ok(assignment)
}
