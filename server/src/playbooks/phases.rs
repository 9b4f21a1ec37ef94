//! The handlers of the phases of a playbook. A phase is stored with all its steps at once; the
//! buttons that arrange the steps only show the form again in the new order.

use super::{
    commands,
    routes::{load, load_to_edit},
};
use crate::{
    change::Change,
    error::{Error, Result},
    roles,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    choice::{Choice, offers},
    form::{Errors, FormState, Values},
    id::{PhaseId, PlaybookId},
    page::Notice,
    playbooks::{
        Direction, Phase, Playbook, StepActor,
        edit::{self, Said},
        form::{self, PhaseInput},
    },
};
use axum::{http::StatusCode, response::Response};

pub async fn new(page: Page, Path(id): Path<PlaybookId>) -> Result<Response> {
    let playbook = load_to_edit(&page, &id).await?;
    let roles = roles::store::choices(&page.app.db, &page.user.id).await?;
    let form_state = FormState::fresh(form::new_phase_values(playbook.phases.len()));
    Ok(page.ok(|frame| edit::phase(frame, &playbook, None, &form_state, &roles, &Said::Nothing)))
}

pub async fn create(
    page: Page,
    Path(id): Path<PlaybookId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let playbook = load_to_edit(&page, &id).await?;
    let roles = roles::store::choices(&page.app.db, &page.user.id).await?;
    if let Some(values) = form::arrange(&values, values.get("arrange")) {
        let form_state = FormState::fresh(values);
        return Ok(page.ok(|frame| {
            edit::phase(frame, &playbook, None, &form_state, &roles, &Said::Arranged)
        }));
    }
    let checked = check(&values, &roles);
    // A place that is none, or that is gone by now, is the end.
    let last = playbook.phases.len();
    let after = values.get("after").parse().unwrap_or(last).min(last);
    let run = async |change: &mut Change, input| {
        let which = (&playbook.id, &playbook.owner.id);
        commands::add_phase(change, which, &input, after).await
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(_) => {
            let address = format!("/playbooks/{id}#phase-{}", after + 1);
            Ok(see_other(&address, Notice::Created))
        }
        Outcome::Invalid(form) | Outcome::Stale(form) => Ok(page.again(&form, |frame| {
            edit::phase(frame, &playbook, None, &form, &roles, &Said::Nothing)
        })),
    }
}

pub async fn edit(page: Page, Path((id, phase)): Path<(PlaybookId, PhaseId)>) -> Result<Response> {
    let playbook = load_to_edit(&page, &id).await?;
    filled(&page, &playbook, &phase, StatusCode::OK, &Said::Nothing).await
}

pub async fn update(
    page: Page,
    Path((id, phase_id)): Path<(PlaybookId, PhaseId)>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut playbook = load_to_edit(&page, &id).await?;
    let Ok((number, phase)) = find(&playbook, &phase_id) else {
        return removed(&page, &playbook, values).await;
    };
    let mut roles = choices(&page, phase).await?;
    if let Some(values) = form::arrange(&values, values.get("arrange")) {
        let form_state = FormState::fresh(values);
        return Ok(page.ok(|frame| {
            edit::phase(
                frame,
                &playbook,
                Some(phase),
                &form_state,
                &roles,
                &Said::Arranged,
            )
        }));
    }
    let checked = check(&values, &roles);
    let run = async |change: &mut Change, input| {
        commands::update_phase(change, &playbook, phase, &input).await
    };
    let (form, phase) = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => {
            let address = format!("/playbooks/{id}#phase-{number}");
            return Ok(see_other(&address, Notice::Saved));
        }
        Outcome::Invalid(form) => (form, phase),
        Outcome::Stale(form) => {
            playbook = load(&page, &id).await?;
            let Ok((_, phase)) = find(&playbook, &phase_id) else {
                return removed(&page, &playbook, form.values).await;
            };
            // What somebody else chose meanwhile has a name here, too.
            roles = choices(&page, phase).await?;
            let stored = form::phase_values(phase, playbook.version);
            (form.beside(stored), phase)
        }
    };
    Ok(page.again(&form, |frame| {
        edit::phase(frame, &playbook, Some(phase), &form, &roles, &Said::Nothing)
    }))
}

pub async fn up(page: Page, path: Path<(PlaybookId, PhaseId)>) -> Result<Response> {
    move_phase(page, path, Direction::Up).await
}

pub async fn down(page: Page, path: Path<(PlaybookId, PhaseId)>) -> Result<Response> {
    move_phase(page, path, Direction::Down).await
}

async fn move_phase(
    page: Page,
    Path((id, phase)): Path<(PlaybookId, PhaseId)>,
    direction: Direction,
) -> Result<Response> {
    let playbook = load_to_edit(&page, &id).await?;
    let (_, phase) = find(&playbook, &phase)?;
    let run =
        async |change: &mut Change| commands::move_phase(change, &playbook, phase, direction).await;
    page.press(run).await?;
    Ok(see_other(
        &format!("/playbooks/{id}/edit#phases"),
        Notice::Saved,
    ))
}

pub async fn remove(
    page: Page,
    Path((id, phase_id)): Path<(PlaybookId, PhaseId)>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let playbook = load_to_edit(&page, &id).await?;
    let (_, phase) = find(&playbook, &phase_id)?;
    let version = values.get("version").parse().unwrap_or(0);
    let run =
        async |change: &mut Change| commands::remove_phase(change, &playbook, phase, version).await;
    if let Outcome::Done(()) = page.press(run).await? {
        let address = format!("/playbooks/{id}/edit#phases");
        return Ok(see_other(&address, Notice::Saved));
    }
    let playbook = load(&page, &id).await?;
    filled(
        &page,
        &playbook,
        &phase_id,
        StatusCode::CONFLICT,
        &Said::NotRemoved,
    )
    .await
}

/// What was typed of a phase that somebody removed meanwhile, as the form of a new one at the end of
/// the playbook (409).
async fn removed(page: &Page, playbook: &Playbook, values: Values) -> Result<Response> {
    if values == Values::default() {
        return Err(Error::NotFound);
    }
    let roles = roles::store::choices(&page.app.db, &page.user.id).await?;
    let typed = form::arrange(&values, values.get("arrange")).unwrap_or(values);
    let form = FormState::fresh(typed.replacing("after", playbook.phases.len()));
    Ok(page.answer(StatusCode::CONFLICT, |frame| {
        edit::phase(frame, playbook, None, &form, &roles, &Said::Removed)
    }))
}

/// The form of a phase with what is stored.
async fn filled(
    page: &Page,
    playbook: &Playbook,
    phase: &PhaseId,
    status: StatusCode,
    said: &Said,
) -> Result<Response> {
    let (_, phase) = find(playbook, phase)?;
    let roles = choices(page, phase).await?;
    let form = FormState::fresh(form::phase_values(phase, playbook.version));
    Ok(page.answer(status, |frame| {
        edit::phase(frame, playbook, Some(phase), &form, &roles, said)
    }))
}

/// The roles that a step of a phase can have: those in the user's reach, and those that its steps have
/// already, so that saving it does not lose them.
async fn choices(page: &Page, phase: &Phase) -> Result<Vec<Choice>> {
    let mut roles = roles::store::choices(&page.app.db, &page.user.id).await?;
    for step in &phase.steps {
        if let StepActor::Role { role, name, .. } = &step.actor
            && !offers(&roles, role.as_str())
        {
            roles.push((role.to_string(), name.clone()));
        }
    }
    Ok(roles)
}

/// A phase of this playbook and its number, from 1.
fn find<'a>(playbook: &'a Playbook, id: &PhaseId) -> Result<(usize, &'a Phase)> {
    let mut phases = (1..).zip(&playbook.phases);
    phases
        .find(|(_, phase)| phase.id == *id)
        .ok_or(Error::NotFound)
}

fn check(values: &Values, roles: &[Choice]) -> Result<PhaseInput, Errors> {
    form::phase(values, |role| offers(roles, role.as_str()))
}
