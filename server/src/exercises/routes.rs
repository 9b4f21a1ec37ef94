//! The handlers of exercises: load, check, render or redirect.

use super::{
    commands,
    store::{self, Register},
};
use crate::{
    change::Change,
    error::{Error, Result},
    identity::permission,
    organisations,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    choice::offers,
    exercises::{
        Choices, Exercise, Filter,
        form::{self, ExerciseInput},
        pages, rules,
    },
    form::{Errors, FormState, Problem, Values},
    id::{ExerciseId, OrganisationId, PlanId, RoleId},
    organisations::form::only_choice,
    page::Notice,
    text::exercises as t,
};
use axum::{extract::Query, http::StatusCode, response::Response};
use chrono::TimeZone;

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let query = Values::new(query);
    // An unknown code in the address is no filter at all; the form shows "all".
    let mut filter = Filter {
        q: query.get("q").chars().take(100).collect(),
        organisation: query.get("organisation").parse().ok(),
        region: query.get("region").parse().ok(),
        kind: query.get("kind").parse().ok(),
        status: query.get("status").parse().ok(),
        year: query
            .get("year")
            .parse()
            .ok()
            .filter(|year| (1900..=2200).contains(year)),
        sort: query.get("sort").parse().ok(),
        page: query.page(),
    };
    let db = &page.app.db;
    let (region, organisation) = (&mut filter.region, &mut filter.organisation);
    let offer = organisations::filter::offer(&page, region, organisation).await?;
    let register = store::register(db, &page.user, &filter, page.frame.today());
    let register = page.reads("exercises", &filter, register).await?;
    page.within(register.pages)?;
    let Register {
        lines,
        pages,
        years,
    } = register;
    Ok(page.ok(|frame| pages::index(frame, &filter, &offer, years, lines, pages)))
}

pub async fn new(page: Page) -> Result<Response> {
    permission::create(&page.user)?;
    let choices = store::choices(&page.app.db, &page.user.id, None).await?;
    let values = only_choice(&choices.owners, &["owner", "organisations"]);
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| pages::edit(frame, None, &form_state, &choices)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    permission::create(&page.user)?;
    let choices = store::choices(&page.app.db, &page.user.id, None).await?;
    let checked = check(&page, &values, &choices, None);
    let run = async |change: &mut Change, input: ExerciseInput| {
        permission::edit(&page.user, &input.owner)?;
        Ok(commands::create(change, &input).await?)
    };
    let created = page.submit(values, checked, run).await?;
    Ok(page.created(created, "/exercises", |frame, form| {
        pages::edit(frame, None, form, &choices)
    }))
}

pub async fn edit(page: Page, Path(id): Path<ExerciseId>) -> Result<Response> {
    let exercise = load_to_edit(&page, &id).await?;
    if !rules::may_change(exercise.status) {
        return fixed(&page, &exercise, Values::default()).await;
    }
    let choices = store::choices(&page.app.db, &page.user.id, Some(&exercise)).await?;
    let form_state = FormState::fresh(form::values(&exercise));
    Ok(page.ok(|frame| pages::edit(frame, Some(&exercise), &form_state, &choices)))
}

pub async fn update(
    page: Page,
    Path(id): Path<ExerciseId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut exercise = load_to_edit(&page, &id).await?;
    if !rules::may_change(exercise.status) {
        return fixed(&page, &exercise, values).await;
    }
    let mut choices = store::choices(&page.app.db, &page.user.id, Some(&exercise)).await?;
    let checked = check(&page, &values, &choices, Some(&exercise));
    let run = async |change: &mut Change, input: ExerciseInput| {
        permission::edit(&page.user, &input.owner)?;
        commands::update(change, &exercise, &input).await
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => return Ok(see_other(&format!("/exercises/{id}"), Notice::Saved)),
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            exercise = load(&page, &id).await?;
            // What somebody else chose meanwhile has a name here, too.
            choices = store::choices(&page.app.db, &page.user.id, Some(&exercise)).await?;
            form.beside(form::values(&exercise))
        }
    };
    Ok(page.again(&form, |frame| {
        pages::edit(frame, Some(&exercise), &form, &choices)
    }))
}

/// The exercise, for those who may see it.
pub(crate) async fn load(page: &Page, id: &ExerciseId) -> Result<Exercise> {
    store::find(&page.app.db, &page.user.id, id)
        .await?
        .ok_or(Error::NotFound)
}

/// The exercise, for those who may change it.
pub(crate) async fn load_to_edit(page: &Page, id: &ExerciseId) -> Result<Exercise> {
    let exercise = load(page, id).await?;
    permission::edit(&page.user, &exercise.owner.id)?;
    Ok(exercise)
}

/// Why the facts of an exercise can't change any more, with what was typed of them (409).
async fn fixed(page: &Page, exercise: &Exercise, values: Values) -> Result<Response> {
    let choices = store::choices(&page.app.db, &page.user.id, Some(exercise)).await?;
    let typed = FormState::fresh(values);
    Ok(page.answer(StatusCode::CONFLICT, |frame| {
        pages::edit(frame, Some(exercise), &typed, &choices)
    }))
}

/// The form checked by itself, against what the user may choose, and against the clocks of the
/// region. `exercise` is the record that it changes.
fn check(
    page: &Page,
    values: &Values,
    choices: &Choices,
    exercise: Option<&Exercise>,
) -> Result<ExerciseInput, Errors> {
    let input = form::exercise(values)?;
    let mut errors = Errors::default();
    if !choices.owners.iter().any(|owner| owner.id == input.owner) {
        errors.add("owner", Problem::Other(t::error_owner));
    }
    let known = |id: &OrganisationId| choices.organisations.iter().any(|o| o.id == *id);
    if !input.organisations.iter().all(known) {
        errors.add("organisations", Problem::Other(t::error_organisation));
    }
    let plan = |id: &PlanId| offers(&choices.plans, id.as_str());
    if !input.plans.iter().all(plan) {
        errors.add("plans", Problem::Choice);
    }
    let role = |id: &RoleId| offers(&choices.roles, id.as_str());
    if !input.roles.iter().all(role) {
        errors.add("roles", Problem::Choice);
    }
    if !input.all_day {
        // In the night of the spring change an hour is missing.
        let zone = page.app.clock.zone();
        for (field, moment) in [("start", input.starts_at), ("end", input.ends_at)] {
            if zone.from_local_datetime(&moment).earliest().is_none() {
                errors.add(field, Problem::Other(t::error_no_such_time));
            }
        }
    }
    if exercise.is_some_and(|e| e.status.took_place()) && input.starts_at > page.frame.now {
        errors.add("date", Problem::Other(t::error_held_in_future));
    }
    errors.into_result(input)
}
