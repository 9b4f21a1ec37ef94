//! The handlers of annexes: load, check, render or redirect.

use super::{commands, store};
use crate::{
    change::Change,
    error::{Error, Result},
    identity::permission,
    organisations, plans, trail,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::{AnnexCheckId, OrganisationId, PlanId},
    organisations::OrganisationName,
    page::Notice,
    plans::{
        Plan, Stage,
        annexes::{
            Annex,
            form::{self, AnnexInput},
            pages::{self, Sheet},
        },
    },
    rulebook::ReviewRule,
    text::annexes as t,
    trail::Subject,
};
use axum::{http::StatusCode, response::Response};

type Ids = (PlanId, OrganisationId);

pub async fn index(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = plans::load(&page, &id).await?;
    let lines = store::list(&page.app.db, &page.user.id, &plan).await?;
    Ok(page.ok(|frame| pages::index(frame, &plan, &lines)))
}

pub async fn show(page: Page, Path(ids): Path<Ids>) -> Result<Response> {
    let sheet = match load(&page, &ids).await {
        Ok(loaded) => loaded.into(),
        // What an organisation kept with a plan that no longer applies to it stays readable.
        Err(Error::NotFound) => {
            let found = store::former(&page.app.db, &page.user.id, &ids.0, &ids.1).await?;
            found.ok_or(Error::NotFound)?
        }
        Err(error) => return Err(error),
    };
    let check = FormState::fresh(
        Values::default()
            .with("checked_on", page.frame.today())
            .with("checked_by", &page.user.name),
    );
    shown(&page, StatusCode::OK, sheet, check).await
}

/// An annex's page with the form of a check as it was sent.
async fn shown(
    page: &Page,
    status: StatusCode,
    (plan, organisation, annex): store::Found,
    check: FormState,
) -> Result<Response> {
    let readable = permission::may_read_annex(&page.user, &organisation.id);
    let history = match &annex {
        Some(annex) if readable => {
            let (user, id) = (&page.user.id, annex.id.as_str());
            trail::store::history(&page.app, user, Subject::Annex, id).await?
        }
        _ => Vec::new(),
    };
    let sheet = Sheet {
        plan,
        organisation,
        readable,
        annex,
        history,
        check,
    };
    Ok(page.answer(status, |frame| pages::show(frame, sheet)))
}

pub async fn edit(page: Page, Path(ids): Path<Ids>) -> Result<Response> {
    let loaded = load_to_edit(&page, &ids).await?;
    let rules = rules(&page, &loaded).await?;
    let values = match &loaded.annex {
        Some(annex) => form::values(annex),
        None => {
            let db = &page.app.db;
            let region = organisations::store::region_of(db, &loaded.organisation.id).await?;
            let usual = store::usual_rule(db, &region).await?;
            Values::default()
                .with(
                    "rule",
                    usual.map_or_else(String::new, |rule| rule.to_string()),
                )
                .with("version", 0)
        }
    };
    let form_state = FormState::fresh(values);
    let (plan, organisation) = (&loaded.plan, &loaded.organisation);
    Ok(page.ok(|frame| pages::edit(frame, plan, organisation, &rules, &form_state)))
}

pub async fn update(
    page: Page,
    Path(ids): Path<Ids>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let loaded = load_to_edit(&page, &ids).await?;
    let rules = rules(&page, &loaded).await?;
    let (plan, organisation) = (&loaded.plan, &loaded.organisation);
    let checked = check_annex(&values, &rules);
    let run = async |change: &mut Change, input: AnnexInput| match &loaded.annex {
        Some(annex) => commands::update(change, &plan.id, &organisation.id, annex, &input).await,
        None => {
            let created = commands::create(change, &plan.id, &organisation.id, &input).await;
            created.map(drop)
        }
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => return Ok(see_other(&address(&ids), Notice::Saved)),
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            let now = load(&page, &ids).await?;
            if now.plan.standing.stage == Stage::Withdrawn {
                let errors = Errors::one("contacts", Problem::Other(t::error_withdrawn));
                FormState::invalid(form.values, errors)
            } else {
                let annex = now.annex.ok_or(Error::NotFound)?;
                form.beside(form::values(&annex))
            }
        }
    };
    Ok(page.again(&form, |frame| {
        pages::edit(frame, plan, organisation, &rules, &form)
    }))
}

pub async fn check(
    page: Page,
    Path(ids): Path<Ids>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let loaded = load_to_edit(&page, &ids).await?;
    let annex = loaded.annex.as_ref().ok_or(Error::NotFound)?;
    let checked = form::check(&values, page.frame.today());
    let (plan, organisation) = (&loaded.plan.id, &loaded.organisation.id);
    let run = async |change: &mut Change, input| {
        commands::record_check(change, plan, organisation, &annex.id, &input).await
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(()) => Ok(see_other(&address(&ids), Notice::Saved)),
        Outcome::Invalid(form) => unchecked(&page, loaded, form).await,
        Outcome::Stale(form) => {
            let errors = Errors::one("checked_on", Problem::Other(t::error_withdrawn));
            let form = FormState::invalid(form.values, errors);
            unchecked(&page, load(&page, &ids).await?, form).await
        }
    }
}

pub async fn revoke_check(
    page: Page,
    Path((plan, organisation, check)): Path<(PlanId, OrganisationId, AnnexCheckId)>,
) -> Result<Response> {
    let ids = (plan, organisation);
    let loaded = load_to_edit(&page, &ids).await?;
    let annex = loaded.annex.as_ref().ok_or(Error::NotFound)?;
    // One that was taken back by somebody else meanwhile is gone from the annex as well.
    let check = annex.checks.iter().find(|one| one.id == check);
    let check = check.ok_or(Error::NotFound)?;
    let run = async |change: &mut Change| {
        commands::revoke_check(change, &ids.0, &ids.1, annex, check).await
    };
    match page.press(run).await? {
        Outcome::Done(()) => Ok(see_other(&address(&ids), Notice::Saved)),
        Outcome::Invalid(_) | Outcome::Stale(_) => {
            let loaded = load(&page, &ids).await?;
            let problem = match loaded.plan.standing.stage {
                Stage::Withdrawn => t::error_withdrawn,
                _ => t::error_revoked,
            };
            let errors = Errors::one("main", Problem::Other(problem));
            let form = FormState::invalid(Values::default(), errors);
            unchecked(&page, loaded, form).await
        }
    }
}

/// An annex's page with a check that was not recorded, and why.
async fn unchecked(page: &Page, loaded: Loaded, form_state: FormState) -> Result<Response> {
    shown(
        page,
        StatusCode::UNPROCESSABLE_ENTITY,
        loaded.into(),
        form_state,
    )
    .await
}

fn address((plan, organisation): &Ids) -> String {
    format!("/plans/{plan}/annexes/{organisation}")
}

/// A plan, an organisation to which it applies, and its annex if it has one.
struct Loaded {
    plan: Plan,
    organisation: OrganisationName,
    annex: Option<Annex>,
}

impl From<Loaded> for store::Found {
    fn from(loaded: Loaded) -> Self {
        let plan = (&loaded.plan).into();
        (plan, loaded.organisation, loaded.annex)
    }
}

async fn load(page: &Page, (id, organisation): &Ids) -> Result<Loaded> {
    let plan = plans::load(page, id).await?;
    let applies = plan
        .organisations
        .iter()
        .find(|one| one.id == *organisation);
    let organisation = applies.ok_or(Error::NotFound)?.clone();
    let stage = plan.standing.stage;
    let (db, user) = (&page.app.db, &page.user.id);
    let annex = store::find(db, user, (id, stage), &organisation.id).await?;
    Ok(Loaded {
        plan,
        organisation,
        annex,
    })
}

async fn load_to_edit(page: &Page, ids: &Ids) -> Result<Loaded> {
    let loaded = load(page, ids).await?;
    permission::edit_annex(&page.user, &loaded.organisation.id)?;
    Ok(loaded)
}

/// The rules that the form offers; the one that the annex has stays on offer.
async fn rules(page: &Page, loaded: &Loaded) -> Result<Vec<ReviewRule>> {
    let (db, user) = (&page.app.db, &page.user.id);
    let region = organisations::store::region_of(db, &loaded.organisation.id).await?;
    let mut rules = store::rules(db, user, &region).await?;
    if let Some(annex) = &loaded.annex
        && !rules.iter().any(|rule| rule.id == annex.rule.id)
    {
        rules.push(annex.rule.clone());
    }
    Ok(rules)
}

/// The form checked by itself and against the rules on offer.
fn check_annex(values: &Values, rules: &[ReviewRule]) -> Result<AnnexInput, Errors> {
    let input = form::annex(values)?;
    if rules.iter().any(|rule| rule.id == input.rule) {
        Ok(input)
    } else {
        Err(Errors::one("rule", Problem::Other(t::error_rule)))
    }
}
