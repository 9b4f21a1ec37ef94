//! The handlers of playbooks: load, check, render or redirect. Those of their phases are in
//! [`super::phases`].

use super::{commands, store};
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
    form::{Errors, FormState, Problem, Values},
    id::{OrganisationId, PlaybookId},
    organisations::form::only_choice,
    page::Notice,
    playbooks::{
        Choices, Filter, Playbook, edit,
        form::{self, PlaybookInput},
        pages::{self, Reading},
    },
    text::playbooks as t,
};
use axum::{extract::Query, response::Response};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let query = Values::new(query);
    let filter = Filter {
        q: query.get("q").chars().take(100).collect(),
        organisation: query.get("organisation").parse().ok(),
        page: query.page(),
    };
    let db = &page.app.db;
    let list = store::list(db, &page.user.id, &filter);
    let (lines, pages) = page.reads("playbooks", &filter, list).await?;
    page.within(pages)?;
    let organisations = organisations::filter::visible(&page).await?;
    Ok(page.ok(|frame| pages::index(frame, &filter, &organisations, lines, pages)))
}

pub async fn show(
    page: Page,
    Path(id): Path<PlaybookId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let playbook = load(&page, &id).await?;
    let own = match &page.user.person {
        Some(person) => store::own_roles(&page.app.db, person, page.frame.today()).await?,
        None => Vec::new(),
    };
    let reading = Reading {
        role: Values::new(query).get("role").parse().ok(),
        own,
    };
    Ok(page.ok(|frame| pages::show(frame, &playbook, &reading)))
}

pub async fn new(page: Page) -> Result<Response> {
    permission::create(&page.user)?;
    let choices = choices(&page, None).await?;
    let values = only_choice(&choices.owners, &["owner", "organisations"]);
    let form_state = FormState::fresh(values);
    Ok(page.ok(|frame| edit::playbook(frame, None, &form_state, &choices)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    permission::create(&page.user)?;
    let choices = choices(&page, None).await?;
    let checked = check(&values, &choices);
    let run = async |change: &mut Change, input: PlaybookInput| {
        permission::edit(&page.user, &input.owner)?;
        Ok(commands::create(change, &input).await?)
    };
    let created = page.submit(values, checked, run).await?;
    Ok(page.created(created, "/playbooks", |frame, form| {
        edit::playbook(frame, None, form, &choices)
    }))
}

pub async fn edit(page: Page, Path(id): Path<PlaybookId>) -> Result<Response> {
    let playbook = load_to_edit(&page, &id).await?;
    let choices = choices(&page, Some(&playbook)).await?;
    let form_state = FormState::fresh(form::values(&playbook));
    Ok(page.ok(|frame| edit::playbook(frame, Some(&playbook), &form_state, &choices)))
}

pub async fn update(
    page: Page,
    Path(id): Path<PlaybookId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut playbook = load_to_edit(&page, &id).await?;
    let choices = choices(&page, Some(&playbook)).await?;
    let checked = check(&values, &choices);
    let run = async |change: &mut Change, input: PlaybookInput| {
        permission::edit(&page.user, &input.owner)?;
        commands::update(change, &playbook, &input).await
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => return Ok(see_other(&format!("/playbooks/{id}"), Notice::Saved)),
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            playbook = load(&page, &id).await?;
            form.beside(form::values(&playbook))
        }
    };
    Ok(page.again(&form, |frame| {
        edit::playbook(frame, Some(&playbook), &form, &choices)
    }))
}

pub(super) async fn load(page: &Page, id: &PlaybookId) -> Result<Playbook> {
    store::find(&page.app.db, &page.user.id, id)
        .await?
        .ok_or(Error::NotFound)
}

pub(super) async fn load_to_edit(page: &Page, id: &PlaybookId) -> Result<Playbook> {
    let playbook = load(page, id).await?;
    permission::edit(&page.user, &playbook.owner.id)?;
    Ok(playbook)
}

/// What the form can choose from. What the playbook holds already stays a choice, even where the
/// user could not choose it anew: saving must not drop it silently.
async fn choices(page: &Page, playbook: Option<&Playbook>) -> Result<Choices> {
    let (db, user) = (&page.app.db, &page.user.id);
    let mut choices = Choices {
        owners: organisations::store::editable(db, user).await?,
        organisations: organisations::store::visible(db, user).await?,
        plans: store::plans(db, user).await?,
    };
    if let Some(playbook) = playbook {
        for organisation in &playbook.organisations {
            if !choices.organisations.contains(organisation) {
                choices.organisations.push(organisation.clone());
            }
        }
        if let Some(plan) = &playbook.plan
            && !offers(&choices.plans, plan.id.as_str())
        {
            let choice = (plan.id.to_string(), plan.title.clone());
            choices.plans.insert(0, choice);
        }
    }
    Ok(choices)
}

/// The form checked by itself and against what the user may choose.
fn check(values: &Values, choices: &Choices) -> Result<PlaybookInput, Errors> {
    let input = form::playbook(values)?;
    let mut errors = Errors::default();
    if !choices.owners.iter().any(|owner| owner.id == input.owner) {
        errors.add("owner", Problem::Other(t::error_owner));
    }
    let visible = |id: &OrganisationId| choices.organisations.iter().any(|o| o.id == *id);
    if !input.organisations.iter().all(visible) {
        errors.add("organisations", Problem::Choice);
    }
    if let Some(plan) = &input.plan
        && !offers(&choices.plans, plan.as_str())
    {
        errors.add("plan", Problem::Other(t::error_plan));
    }
    errors.into_result(input)
}
