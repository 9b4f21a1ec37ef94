//! A plan's page: its facts, reviews and versions, and the steps that are possible now.

use super::{duties, life};
use crate::{
    Locale, Text, date,
    form::{FormState, Values},
    page::{Content, Frame},
    plans::{
        Currency, Plan, ReviewOutcome, Stage, annexes, documents::Document, pages::standing_chips,
        readings, rules::Step,
    },
    rulebook::{CountedFrom, pages::rule_label},
    sheets::plan::Parts,
    text::{documents as td, dossier as ts, form as tf, plans as t, ui as tu},
    trail,
    ui::{self, Icon, form::Form, icon},
};
use leptos::prelude::*;

/// The small forms on a plan's page.
#[derive(Clone, Debug, Default)]
pub struct PlanForms {
    /// A new version.
    pub version: FormState,
    /// A review.
    pub review: FormState,
    /// More time than the rule gives.
    pub extension: FormState,
    /// A milestone that was reached.
    pub milestone: FormState,
    /// A step that was refused.
    pub refused: Option<Refusal>,
}

/// Why a step was refused, with what its button says.
#[derive(Clone, Copy, Debug)]
pub enum Refusal {
    /// The plan's stage does not allow it.
    Stage(Text),
    /// The plan was changed at the same moment; as it is now, it allows the step.
    Moved(Text),
    /// Somebody else has just taken back what the step takes back.
    TakenBack(Text),
}

impl Refusal {
    fn message(self, l: Locale, plan: &Plan) -> String {
        match self {
            Self::Stage(what) => {
                let (stage, step) = (plan.standing.stage.label(l), what(l));
                t::error_step(l, t::ErrorStep { stage, step })
            }
            Self::Moved(what) => t::error_moved(l, what(l)),
            Self::TakenBack(what) => t::error_taken_back(l, what(l)),
        }
    }
}

/// A plan's page.
#[must_use]
pub fn show(frame: &Frame, plan: &Plan, parts: Parts, forms: &PlanForms) -> Content {
    let l = frame.locale;
    let currency = plan.standing.currency(frame.today());
    let edits = frame.can_edit(&plan.owner.id);
    let live = currency != Currency::Withdrawn;
    // Those who practise a plan may find out before its owner does that it is no longer right.
    let concerned = edits || plan.organisations.iter().any(|one| frame.can_edit(&one.id));
    let edit = edits.then(|| {
        ui::quiet_button(
            format!("/plans/{}/edit", plan.id),
            Icon::Pencil,
            tu::edit(l),
        )
    });
    let dossier_address = format!("/plans/{}/dossier", plan.id);
    let dossier = ui::quiet_button(dossier_address.clone(), Icon::Print, ts::title(l));
    let actions = view! { {edit}{dossier} };
    // A form with something in it stays, though the plan's stage would not offer it now.
    let offers =
        |step, form_state: &FormState| edits && (plan.allows(step) || form_state.is_open());
    let refused = forms
        .refused
        .map(|refusal| ui::notice(ui::Tone::Late, refusal.message(l, plan)));
    let lede = view! { {plan.kind.label(l)}" · "{plan.owner.name.clone()}" "{standing_chips(l, currency, plan.standing.extended_until, plan.standing.asked_on)} };
    let view = view! {
        {ui::head(Some(("/plans", t::title(l))), plan.title.clone(), lede, actions)}
        {refused}
        {Form::new(l, &forms.version).summary()}
        {Form::new(l, &forms.review).summary()}
        {Form::new(l, &forms.extension).summary()}
        {Form::new(l, &forms.milestone).summary()}
        {life::replaced_by(l, plan)}
        <div class="grid">
            {life::signals(l, plan, &parts.origins, edits && live)}
            {life::way(frame, plan, forms, edits)}
            <section class="span-5 panel" aria-labelledby="facts">
                <header><h2 id="facts">{t::facts(l)}</h2></header>
                <div class="panel-body">{facts(l, plan)}</div>
            </section>
            <section class="span-7 panel" aria-labelledby="reviews">
                <header>
                    <h2 id="reviews">{t::reviews(l)}</h2>
                    {(concerned && live).then(|| view! { <a href=format!("/plans/{}/signals/new", plan.id)>{t::ask_review(l)}</a> })}
                </header>
                {reviews(l, plan, edits && live)}
                {offers(Step::Review, &forms.review).then(|| view! { <div class="panel-body">{review_form(frame, plan, forms)}</div> })}
            </section>
            {duties::duties(frame, plan, &parts.duties, &parts.exercises)}
            <section class="span-12 panel" aria-labelledby="versions">
                <header><h2 id="versions">{t::versions(l)}</h2></header>
                {versions(frame, plan, &parts.documents, edits)}
                {offers(Step::Adopt, &forms.version).then(|| view! { <div class="panel-body">{version_form(l, plan, forms)}</div> })}
            </section>
            {readings::pages::section(frame, plan, &parts.readers)}
            {annexes::pages::section(frame, plan, parts.annexes)}
            {edits.then(|| view! { <section class="span-12" aria-label=t::stage(l)>{stage_forms(l, plan)}</section> })}
            {trail::history(frame, &parts.history, Some((&dossier_address, ts::all_history(l))))}
        </div>
    };
    Content::new(plan.title.clone(), view)
}

fn facts(l: Locale, plan: &Plan) -> impl IntoView + use<> {
    let organisations: Vec<_> = plan
        .organisations
        .iter()
        .map(|organisation| view! { <li>{organisation.name.clone()}</li> })
        .collect();
    let counted = plan
        .standing
        .schedule
        .map(|schedule| t::counted_on(l, date::long(l, schedule.counted_on)));
    let steward = match &plan.steward {
        Some((id, name)) if plan.steward_visible => {
            view! { <a href=format!("/people/{id}")>{name.clone()}</a> }.into_any()
        }
        Some((_, name)) => name.clone().into_any(),
        None => t::no_steward(l).into_any(),
    };
    let due = plan.standing.due_on().map(|due| {
        view! { <time datetime=due.to_string() data-field="next-due">{date::long(l, due)}</time> }
    });
    let rule = &plan.rule;
    view! {
        {(!plan.summary.is_empty()).then(|| view! { <p>{plan.summary.clone()}</p> })}
        <dl class="facts">
            <dt>{t::due(l)}</dt>
            <dd>{due.map_or_else(|| t::no_due(l).into_any(), IntoAny::into_any)}{counted.map(|words| view! { <small>{words}</small> })}</dd>
            {plan.standing.extended_until.map(|until| view! { <dt>{t::until(l)}</dt><dd>{ui::day(l, until)}</dd> })}
            <dt>{t::warn_from(l)}</dt>
            <dd>{ui::optional_day(l, plan.standing.schedule.map(|s| s.warn_from))}</dd>
            <dt>{t::rule(l)}</dt>
            <dd>
                {match plan.rule_visible {
                    true => view! { <a href=format!("/plans/rules/{}", rule.id)>{rule.name.clone()}</a> }.into_any(),
                    false => rule.name.clone().into_any(),
                }}
                <small>{rule.source.clone()}" "{rule_label(l, rule.label)}" "{t::as_of(l, date::long(l, rule.as_of))}" "{ui::unverified(l, rule.checked)}</small>
            </dd>
            <dt>{t::steward(l)}</dt>
            <dd>{steward}</dd>
            <dt>{t::stage(l)}</dt>
            <dd>{plan.stage_words(l)}</dd>
            <dt>{t::applies_to(l)}</dt>
            <dd><ul class="plain-list">{organisations}</ul></dd>
        </dl>
    }
}

fn reviews(l: Locale, plan: &Plan, edits: bool) -> AnyView {
    if plan.reviews.is_empty() {
        return ui::empty(t::no_reviews(l));
    }
    let items: Vec<_> = plan
        .reviews
        .iter()
        .map(|review| {
            let address = format!("/plans/{}/reviews/{}/revocation", plan.id, review.id);
            let name = t::revoke_review_of(l, date::long(l, review.reviewed_on));
            view! {
                <li>
                    <span>{ui::day(l, review.reviewed_on)}" · "{review.reviewer.clone()}</span>
                    {ui::chip(review.outcome.tone(), review.outcome.label(l))}
                    {(!review.note.is_empty()).then(|| view! { <small>{review.note.clone()}</small> })}
                    {edits.then(|| view! {
                        <form class="inline" method="post" action=address>
                            <button class="button quiet small" aria-label=name>{t::revoke_review(l)}</button>
                        </form>
                    })}
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}

fn versions(frame: &Frame, plan: &Plan, documents: &[Document], edits: bool) -> AnyView {
    let l = frame.locale;
    if plan.versions.is_empty() {
        return ui::empty(t::no_versions(l));
    }
    let live = plan.standing.stage != Stage::Withdrawn;
    let applies = plan.version_on(frame.today()).filter(|_| live);
    let rows: Vec<_> = plan
        .versions
        .iter()
        .map(|version| {
            let address = format!("/plans/{}/versions/{}", plan.id, version.id);
            let attached = documents
                .iter()
                .filter(|document| document.version == version.id)
                .count();
            let attached = match attached {
                0 if edits => view! { <a href=address.clone()>{td::add(l)}</a> }.into_any(),
                count => count.into_any(),
            };
            let chip = if applies == Some(version) {
                Some(ui::chip(ui::Tone::Ok, t::applies_now(l)))
            } else {
                let later = live && version.in_force_on > frame.today();
                later.then(|| ui::chip(ui::Tone::Busy, t::applies_later(l)))
            };
            view! {
                <tr>
                    <td><a href=address>{version.label.clone()}</a>" "{chip}</td>
                    <td data-label=t::adopted_on(l)>{ui::day(l, version.adopted_on)}</td>
                    <td data-label=t::adopted_by(l)>{version.adopted_by.clone()}</td>
                    <td data-label=t::in_force_on(l)>{ui::day(l, version.in_force_on)}</td>
                    <td data-label=t::note(l)>{version.note.clone()}</td>
                    <td data-label=td::documents(l)>{attached}</td>
                </tr>
            }
        })
        .collect();
    view! {
        {ui::table(&[t::version(l), t::adopted_on(l), t::adopted_by(l), t::in_force_on(l), t::note(l), td::documents(l)], rows)}
        {(plan.versions.len() > 1).then(|| view! {
            <footer><a href=format!("/plans/{}/compare", plan.id)>{td::compare_short(l)}</a></footer>
        })}
    }
    .into_any()
}

fn review_form(frame: &Frame, plan: &Plan, forms: &PlanForms) -> impl IntoView + use<> {
    let l = frame.locale;
    // Who records a review has mostly just done it.
    let reviewer = frame.viewer.as_ref().map_or("", |viewer| &viewer.name);
    let fresh = Values::default()
        .with("reviewed_on", frame.today())
        .with("reviewer", reviewer);
    let form_state = forms.review.or(fresh);
    let form = Form::new(l, &form_state);
    let outcomes = ui::form::choices(ReviewOutcome::ALL, |outcome| {
        (outcome.code(), outcome.label(l))
    });
    view! {
        <details class="disclosure" open=forms.review.is_open()>
            <summary>{icon(Icon::Plus)}{t::record_review(l)}</summary>
            {(plan.rule.counted_from == CountedFrom::Adoption).then(|| ui::notice(ui::Tone::None, t::review_moves_nothing(l)))}
            <form class="form" method="post" action=format!("/plans/{}/reviews", plan.id)>
                {form.date("reviewed_on", t::reviewed_on(l), "")}
                {form.radios("outcome", t::outcome(l), "", &outcomes)}
                {form.text("reviewer", t::reviewer(l), "")}
                {form.area("review_note", t::note(l), tf::optional(l), 3)}
                <div class="form-actions"><button class="button">{t::record_review(l)}</button></div>
            </form>
        </details>
    }
}

fn version_form(l: Locale, plan: &Plan, forms: &PlanForms) -> impl IntoView + use<> {
    let form = Form::new(l, &forms.version);
    view! {
        <details class="disclosure" open=forms.version.is_open()>
            <summary>{icon(Icon::Plus)}{t::add_version(l)}</summary>
            <form class="form" method="post" action=format!("/plans/{}/versions", plan.id)>
                {form.text("label", t::version(l), t::version_hint(l))}
                <div class="field-row">
                    {form.date("adopted_on", t::adopted_on(l), "")}
                    {form.date("in_force_on", t::in_force_on(l), t::in_force_hint(l))}
                </div>
                {form.text("adopted_by", t::adopted_by(l), t::adopted_by_hint(l))}
                {form.area("version_note", t::what_changed(l), tf::optional(l), 3)}
                <div class="form-actions"><button class="button">{t::add_version(l)}</button></div>
            </form>
        </details>
    }
}

/// The steps in a plan's life that its page offers: each is a resource that is made or removed.
/// Withdrawing has a page of its own, where one says what takes the plan's place.
fn stage_forms(l: Locale, plan: &Plan) -> impl IntoView + use<> {
    let steps = [
        (Step::StartRevision, "revision", t::start_revision(l)),
        (Step::StopRevision, "revision/delete", t::stop_revision(l)),
        (Step::Restore, "withdrawal/delete", t::restore(l)),
    ];
    let forms: Vec<_> = steps
        .into_iter()
        .filter(|(step, ..)| plan.allows(*step))
        .map(|(_, action, label)| {
            view! {
                <form class="inline" method="post" action=format!("/plans/{}/{action}", plan.id)>
                    <button class="button quiet">{label}</button>
                </form>
            }
        })
        .collect();
    let withdraw = plan.allows(Step::Withdraw).then(|| {
        view! { <a class="button danger quiet" href=format!("/plans/{}/withdrawal", plan.id)>{t::withdraw(l)}</a> }
    });
    view! { <div class="form-actions">{forms}{withdraw}</div> }
}
