//! The handlers of the pages of rules: load, check, render or redirect.

pub mod duties;

use super::{commands, store};
use crate::{
    change::Change,
    error::{Error, OnTaken, Refused, Result},
    organisations,
    rulebook::{
        rights::{Rights, load, load_to_edit, reload},
        store as rules,
    },
    trail,
    web::page::{Page, Path, Submitted, see_other},
};
use app::{
    form::{FormState, Values},
    id::RuleId,
    page::{Content, Frame, Notice},
    plans::moves::Preview,
    rulebook::{self, ReviewRule, form},
    sheets::rule::pages::{self, Doing},
    text::rulebook as t,
    trail::Subject,
};
use axum::{extract::Query, response::Response};

pub async fn index(page: Page) -> Result<Response> {
    let register = store::register(&page.app.db, &page.user.id);
    let lines = page.reads("rules", (), register).await?;
    let edits = !Rights::of_reader(&page).await?.regions.is_empty();
    Ok(page.ok(|frame| pages::index(frame, &lines, edits)))
}

pub async fn show(
    page: Page,
    Path(id): Path<RuleId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let rule = load(&page, &id).await?;
    let number = Values::new(query).page();
    let (db, user, today) = (&page.app.db, &page.user.id, page.frame.today());
    let id = &rule.id;
    let plans = store::plans(db, user, id, number, today);
    let (plans, pages) = page.reads("plans of a rule", (id, number), plans).await?;
    page.within(pages)?;
    let common = match &rule.scope.replaces {
        Some(common) => {
            let rule = rules::find(db, user, common).await?;
            let rule = rule.ok_or(Error::NotFound)?;
            let duties = rules::duties(db, common).await?;
            Some(pages::Common { rule, duties })
        }
        None => None,
    };
    let around = organisations::store::regions_around(db, user).await?;
    let region = around.iter().filter(|_| around.len() > 1);
    let mut region = region.filter(|region| Some(&region.id) == rule.scope.region.as_ref());
    let departures = rules::departures(db, user, id).await?;
    let rights = Rights::of_reader(&page).await?.on(&page, &rule).await?;
    let sheet = pages::Sheet {
        duties: rules::duties(db, id).await?,
        ended: rules::ended_duties(db, id).await?,
        plans,
        annexes: store::annexes(db, user, id).await?,
        pages,
        history: trail::store::history(&page.app, user, Subject::Rule, id.as_str()).await?,
        edits: !rights.regions.is_empty(),
        edits_duties: rights.regions.len() == 1 && rule.scope.ended_on.is_none(),
        common,
        region: region.next().map(|region| region.name.clone()),
        departures: departures
            .into_iter()
            .map(|(rule, region)| (rule.id, region))
            .collect(),
        rule,
    };
    Ok(page.ok(|frame| pages::show(frame, sheet)))
}

pub async fn edit(page: Page, Path(id): Path<RuleId>) -> Result<Response> {
    let (rule, rights) = load_to_edit(&page, &id).await?;
    let form_state = FormState::fresh(form::values(&rule));
    Ok(page.ok(edited(&page, &rule, &rights, &form_state).await?))
}

/// The form of a rule as it was sent.
async fn edited<'a>(
    page: &Page,
    rule: &'a ReviewRule,
    rights: &'a Rights,
    form_state: &'a FormState,
) -> Result<impl FnOnce(&Frame) -> Content + use<'a>> {
    // A common rule and what stands in its place are for one kind of plan.
    let own = rule.scope.region.is_some() && rule.scope.replaces.is_none();
    let fixed = !own || store::is_used(&page.app.db, &rule.id).await?;
    let kind = fixed.then_some(rule.plan_kind);
    Ok(move |frame: &Frame| {
        rulebook::pages::edit(frame, Some(rule), kind, &rights.regions, form_state)
    })
}

pub async fn update(
    page: Page,
    Path(id): Path<RuleId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let (mut rule, mut rights) = load_to_edit(&page, &id).await?;
    if !values.get("back").is_empty() {
        let form_state = FormState::fresh(values);
        return Ok(page.ok(edited(&page, &rule, &rights, &form_state).await?));
    }
    let confirm = values.get("confirm");
    let form = match rights.checked(&values, form::rule(&values, page.frame.today())) {
        Ok((region, input)) => {
            let run = async |change: &mut Change| {
                let updated = commands::update(change, &region, &rule, &input, confirm).await;
                updated.on_taken("name", t::error_name_taken)
            };
            match unless_shown(&page, run).await {
                Ok(None) => return Ok(see_other(&format!("/plans/rules/{id}"), Notice::Saved)),
                Ok(Some(preview)) => {
                    let doing = (Doing::Edit, !confirm.is_empty());
                    return Ok(
                        page.ok(|frame| pages::preview(frame, &rule, &values, &preview, doing))
                    );
                }
                Err(Refused::Stale) => {
                    let now = reload(&page, &rule, &region).await?;
                    (rule, rights) = Rights::to_edit(&page, now).await?;
                    FormState::fresh(values).beside(form::values(&rule))
                }
                Err(Refused::Invalid(errors)) => FormState::invalid(values, errors),
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(errors) => FormState::invalid(values, errors),
    };
    Ok(page.again(&form, edited(&page, &rule, &rights, &form).await?))
}

/// Makes a change of a rule, unless the reader must see first what it moves: then nothing is stored.
async fn unless_shown(
    page: &Page,
    run: impl AsyncFnOnce(&mut Change) -> Result<Option<Preview>, Refused>,
) -> Result<Option<Preview>, Refused> {
    let mut change = page.change().await?;
    let preview = run(&mut change).await?;
    if preview.is_none() {
        change.commit().await?;
    }
    Ok(preview)
}

pub async fn end(
    page: Page,
    Path(id): Path<RuleId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut rule = load(&page, &id).await?;
    Rights::of(&page).await?;
    let common = rule.scope.replaces.clone().ok_or(Error::NotFound)?;
    let ended = || see_other(&format!("/plans/rules/{common}"), Notice::Ended);
    let mut version = values.get("version").parse().unwrap_or_default();
    let confirm = values.get("confirm");
    loop {
        let (now, _) = Rights::to_edit(&page, rule).await?;
        let Some(region) = &now.scope.region else {
            return Ok(ended());
        };
        let run =
            async |change: &mut Change| commands::end(change, region, &now, version, confirm).await;
        match unless_shown(&page, run).await {
            Ok(None) => return Ok(ended()),
            Ok(Some(preview)) => {
                let doing = (Doing::Return, !confirm.is_empty());
                let content = |frame: &Frame| pages::preview(frame, &now, &values, &preview, doing);
                return Ok(page.ok(content));
            }
            // What moves by now is shown anew: nobody has confirmed that.
            Err(Refused::Stale) => {
                rule = load(&page, &now.id).await?;
                version = rule.version;
            }
            Err(refused) => return Err(refused.into()),
        }
    }
}
