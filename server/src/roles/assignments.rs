//! The handlers of assignments: who fills a role, from when until when, in which order.

use super::{commands, routes, store};
use crate::{
    change::Change,
    error::{Error, OnTaken, Result},
    identity::permission,
    organisations,
    people::{self, store::Wanted},
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::{AssignmentId, OrganisationId, RoleId},
    organisations::OrganisationName,
    page::Notice,
    people::choose,
    roles::{
        Assignment, Phase, Role,
        form::{self, AssignmentInput},
        pages::{self, AssignmentForms, Staff},
    },
    text::roles as t,
};
use axum::{extract::Query, response::Response};

pub async fn new(
    page: Page,
    Path(id): Path<RoleId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let role = routes::load(&page, &id).await?;
    permission::create(&page.user)?;
    let query = Values::new(query);
    let staff = staff(&page, &role, &query).await?;
    let mut values = Values::default().with("starts_on", page.frame.today());
    if let Some(organisation) = &staff.organisation {
        let (today, db, user) = (page.frame.today(), &page.app.db, &page.user.id);
        let there = store::assignments(db, user, &role.id, Some(organisation)).await?;
        let standing = there.iter().filter(|a| a.phase(today) != Phase::Ended);
        values = values
            .with("organisation", organisation)
            .with("position", standing.count() + 1);
    }
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| pages::assign(frame, &role, &staff, &form_state)))
}

/// What the form with these values can choose from: the organisations for which the user may assign
/// people to the role, and the people, those of the chosen organisation first: its own, then those
/// whom the user may see besides, since neighbours stand in for each other.
async fn staff(page: &Page, role: &Role, values: &Values) -> Result<Staff> {
    let chosen: Option<OrganisationId> = values.get("organisation").parse().ok();
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
    let wanted = Wanted::default()
        .typed(values, "person", "")
        .leaving_from(page.frame.today())
        .on_top();
    let wanted = match &organisation {
        Some(organisation) => wanted.of(organisation),
        None => wanted,
    };
    let people = people::store::choices(db, user, &wanted).await?;
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
    let staff = staff(&page, &role, &values).await?;
    if choose::asks(&values) {
        let form_state = FormState::fresh(values);
        return Ok(page.ok(|frame| pages::assign(frame, &role, &staff, &form_state)));
    }
    let checked = check(&values, &staff, page.frame.today());
    let run = async |change: &mut Change, input: AssignmentInput| {
        permission::edit(&page.user, &input.organisation)?;
        let assigned = commands::assign(change, &role.id, &input).await;
        assigned.on_taken("person", t::error_assigned_already)
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(_) => Ok(see_other(&format!("/roles/{id}"), Notice::Created)),
        Outcome::Invalid(form) | Outcome::Stale(form) => {
            Ok(page.again(&form, |frame| pages::assign(frame, &role, &staff, &form)))
        }
    }
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
    if !person.is_empty() && !staff.people.has(person) {
        errors.add("person", Problem::Choice);
    }
    input.and_then(|input| errors.into_result(input))
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
    let checked = form::term(&values, assignment.ends_on, page.frame.today());
    let run = async |change: &mut Change, input| {
        let corrected = commands::correct(change, &assignment, &input).await;
        corrected.on_taken("starts_on", t::error_assigned_already)
    };
    let outcome = page.submit(values, checked, run).await?;
    finish(&page, assignment, outcome, Notice::Saved, |forms| {
        &mut forms.term
    })
    .await
}

pub async fn end(
    page: Page,
    Path(id): Path<AssignmentId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let assignment = load_to_edit(&page, &id).await?;
    let version = values.get("version").parse().unwrap_or_default();
    let checked = form::end(&values, assignment.starts_on);
    let run = async |change: &mut Change, day| {
        let ended = commands::end(change, &assignment, version, day).await;
        ended.on_taken("ends_on", t::error_assigned_already)
    };
    let outcome = page.submit(values, checked, run).await?;
    finish(&page, assignment, outcome, Notice::Ended, |forms| {
        &mut forms.end
    })
    .await
}

pub async fn move_to(
    page: Page,
    Path(id): Path<AssignmentId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let assignment = load_to_edit(&page, &id).await?;
    let checked = form::position(&values);
    let run = async |change: &mut Change, position| {
        Ok(commands::move_to(change, &assignment, position).await?)
    };
    let outcome = page.submit(values, checked, run).await?;
    finish(&page, assignment, outcome, Notice::Saved, |forms| {
        &mut forms.position
    })
    .await
}

/// Back to the role; or the page again, with the form that was not stored in its place.
async fn finish(
    page: &Page,
    mut assignment: Assignment,
    outcome: Outcome<()>,
    notice: Notice,
    place: fn(&mut AssignmentForms) -> &mut FormState,
) -> Result<Response> {
    let form = match outcome {
        Outcome::Done(()) => {
            return Ok(see_other(&format!("/roles/{}", assignment.role.0), notice));
        }
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            assignment = load_to_edit(page, &assignment.id).await?;
            let mut stored = AssignmentForms::of(&assignment);
            form.beside(std::mem::take(place(&mut stored)).values)
        }
    };
    let mut forms = AssignmentForms::of(&assignment);
    place(&mut forms).clone_from(&form);
    Ok(page.again(&form, |frame| pages::assignment(frame, &assignment, &forms)))
}

async fn load_to_edit(page: &Page, id: &AssignmentId) -> Result<Assignment> {
    let found = store::find_assignment(&page.app.db, &page.user.id, id).await?;
    let assignment = found.ok_or(Error::NotFound)?;
    permission::edit(&page.user, &assignment.organisation.id)?;
    Ok(assignment)
}
