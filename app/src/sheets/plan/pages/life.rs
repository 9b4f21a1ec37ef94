//! What happens to a plan between its reviews: signals, extensions, milestones, withdrawal.

use super::{show::PlanForms, timeline};
use crate::{
    Locale,
    choice::Choice,
    date,
    form::{FormState, Values},
    id::SignalId,
    page::{Content, Frame},
    plans::{
        Cause, Plan, PlanReview, Signal, Successor,
        rules::{milestones, of_this_revision},
    },
    rulebook::RuleLabel,
    sheets::plan::{SignalChoices, SignalOrigin},
    text::{form as tf, plans as t, ui as tu},
    ui::{self, Icon, Tone, form::Form, icon},
};
use leptos::prelude::*;
use std::collections::HashMap;

/// Which plan took the place of this one.
pub(super) fn replaced_by(l: Locale, plan: &Plan) -> Option<AnyView> {
    let successor = successor(plan.replaced_by.as_ref()?);
    Some(
        view! {
            <div class="notice tone-none" role="status">
                {icon(Icon::Info)}
                <p>{t::replaced_by(l)}": "{successor}</p>
            </div>
        }
        .into_any(),
    )
}

/// A successor: a link for those who may open it.
pub(super) fn successor(successor: &Successor) -> AnyView {
    let title = successor.title.clone();
    if successor.visible {
        view! { <a href=format!("/plans/{}", successor.id)>{title}</a> }.into_any()
    } else {
        title.into_any()
    }
}

/// The way to the due date, with the forms that record progress and give more time. A withdrawn
/// plan is on no way; what somebody typed stays.
pub(super) fn way(frame: &Frame, plan: &Plan, forms: &PlanForms, edits: bool) -> Option<AnyView> {
    let l = frame.locale;
    let line = timeline::timeline(frame, plan);
    if line.is_none() && !forms.milestone.is_open() && !forms.extension.is_open() {
        return None;
    }
    let next = timeline::next_words(frame, plan);
    Some(
        view! {
            <section class="span-12 panel" aria-labelledby="way">
                <header><h2 id="way">{t::way(l)}</h2>{next.map(|words| view! { <p>{words}</p> })}</header>
                <div class="panel-body">
                    {line}
                    {extensions(l, plan, edits)}
                    {edits.then(|| reached(l, plan)).flatten()}
                    {edits.then(|| view! {
                        <div class="disclosures">{milestone_form(frame, plan, forms)}{extension_form(l, plan, forms)}</div>
                    })}
                </div>
            </section>
        }
        .into_any(),
    )
}

fn extensions(l: Locale, plan: &Plan, edits: bool) -> Option<AnyView> {
    let adopted_on = plan.adopted_on();
    let items: Vec<_> = plan
        .extensions
        .iter()
        .filter(|extension| plan.standing.is_extended(adopted_on, extension))
        .map(|extension| {
            let words = t::extension_words(
                l,
                t::ExtensionWords {
                    by: &extension.decided_by,
                    on: date::long(l, extension.decided_on),
                    until: date::long(l, extension.until),
                },
            );
            let address = format!("/plans/{}/extensions/{}/revocation", plan.id, extension.id);
            view! {
                <li>
                    <span>{icon(Icon::Clock)}" "{words}</span>
                    <small>{extension.reason.clone()}</small>
                    {edits.then(|| view! {
                        <form class="inline" method="post" action=address>
                            <button class="button quiet small">{t::revoke_extension(l)}</button>
                        </form>
                    })}
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <ul class="panel-list extensions">{items}</ul> }.into_any())
}

/// What was recorded of this revision, so that what was a mistake can be taken back.
fn reached(l: Locale, plan: &Plan) -> Option<AnyView> {
    let items: Vec<_> = of_this_revision(&plan.standing, &plan.reached)
        .map(|one| {
            let address = format!("/plans/{}/milestones/{}/revocation", plan.id, one.id);
            let label = one.milestone.label(l);
            view! {
                <li>
                    <span>{icon(Icon::Check)}" "{t::reached_words(l, t::ReachedWords { date: date::long(l, one.done_on), name: label })}</span>
                    {(!one.note.is_empty()).then(|| view! { <small>{one.note.clone()}</small> })}
                    <form class="inline" method="post" action=address>
                        <button class="button quiet small" aria-label=t::revoke_milestone_named(l, label)>{t::revoke_milestone(l)}</button>
                    </form>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <ul class="panel-list recorded">{items}</ul> }.into_any())
}

fn milestone_form(frame: &Frame, plan: &Plan, forms: &PlanForms) -> Option<AnyView> {
    let l = frame.locale;
    let open: Vec<Choice> = milestones(&plan.rule, &plan.standing, &plan.reached)
        .into_iter()
        .filter(|day| day.reached_on.is_none())
        .map(|day| {
            (
                day.milestone.code().to_owned(),
                day.milestone.label(l).to_owned(),
            )
        })
        .collect();
    if open.is_empty() && !forms.milestone.is_open() {
        return None;
    }
    let form_state = forms
        .milestone
        .or(Values::default().with("done_on", frame.today()));
    let form = Form::new(l, &form_state);
    Some(
        view! {
            <details class="disclosure" open=forms.milestone.is_open()>
                <summary>{icon(Icon::Check)}{t::record_milestone(l)}</summary>
                <form class="form" method="post" action=format!("/plans/{}/milestones", plan.id)>
                    {form.radios("milestone", t::milestone(l), t::milestone_hint(l), &open)}
                    {form.date("done_on", t::done_on(l), "")}
                    {form.area("milestone_note", t::note(l), tf::optional(l), 2)}
                    <div class="form-actions"><button class="button">{t::record_milestone(l)}</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}

fn extension_form(l: Locale, plan: &Plan, forms: &PlanForms) -> AnyView {
    let form = Form::new(l, &forms.extension);
    let law =
        (plan.rule.label == RuleLabel::Law).then(|| ui::notice(Tone::Soon, t::extension_law(l)));
    view! {
        <details class="disclosure" open=forms.extension.is_open()>
            <summary>{icon(Icon::Clock)}{t::extend(l)}</summary>
            {law}
            <form class="form" method="post" action=format!("/plans/{}/extensions", plan.id)>
                <div class="field-row">
                    {form.date("until", t::until(l), t::until_hint(l))}
                    {form.date("decided_on", t::decided_on(l), "")}
                </div>
                {form.text("decided_by", t::decided_by(l), t::adopted_by_hint(l))}
                {form.area("reason", t::reason(l), t::extension_reason_hint(l), 2)}
                <div class="form-actions"><button class="button">{t::extend(l)}</button></div>
            </form>
        </details>
    }
    .into_any()
}

/// What asks, or asked, for a review before its date; nothing when nothing ever did.
pub(super) fn signals(
    l: Locale,
    plan: &Plan,
    origins: &HashMap<SignalId, SignalOrigin>,
    edits: bool,
) -> Option<AnyView> {
    let review = plan
        .unanswered_review()
        .map(|review| review_item(l, review));
    let items = plan.signals.iter().map(|signal| {
        let origin = origins.get(&signal.id);
        signal_item(l, plan, signal, origin, edits)
    });
    let items: Vec<_> = review.into_iter().chain(items).collect();
    if items.is_empty() {
        return None;
    }
    Some(
        view! {
            <section class="span-12 panel" aria-labelledby="signals">
                <header><h2 id="signals">{t::signals(l)}</h2></header>
                <ul class="panel-list">{items}</ul>
            </section>
        }
        .into_any(),
    )
}

/// A review that asks for a revision: it is settled by what comes after it.
fn review_item(l: Locale, review: &PlanReview) -> AnyView {
    view! {
        <li>
            <span>{t::review_asks(l, review.outcome.label(l))}</span>
            {ui::chip(Tone::Soon, t::signal_open(l))}
            <small>{ui::day(l, review.reviewed_on)}" · "{review.reviewer.clone()}</small>
            {(!review.note.is_empty()).then(|| view! { <small>{review.note.clone()}</small> })}
        </li>
    }
    .into_any()
}

fn signal_item(
    l: Locale,
    plan: &Plan,
    signal: &Signal,
    origin: Option<&SignalOrigin>,
    edits: bool,
) -> AnyView {
    let chip = match signal.settled {
        None => ui::chip(Tone::Soon, t::signal_open(l)),
        Some(_) => ui::chip(Tone::Ok, t::signal_settled(l)),
    };
    let from = origin.map(|origin| {
        let (id, title) = &origin.exercise;
        view! { " · "<a href=format!("/exercises/{id}")>{title.clone()}</a> }
    });
    let lesson = origin.and_then(|origin| origin.lesson.as_ref());
    let lesson = lesson.map(|(id, lesson)| {
        view! { " · "<a href=format!("/lessons/{id}")>{lesson.clone()}</a> }
    });
    let settled = signal.settled.as_ref().map(|settled| {
        let words = t::settled_words(
            l,
            t::SettledWords {
                by: &settled.by,
                on: date::long(l, settled.on),
            },
        );
        let note = if settled.note.is_empty() {
            String::new()
        } else {
            format!(": {}", settled.note)
        };
        view! { <small>{words}{note}</small> }
    });
    let settle = (edits && signal.settled.is_none()).then(|| {
        view! {
            <a class="button quiet small" href=format!("/plans/{}/signals/{}", plan.id, signal.id)>{t::settle(l)}</a>
        }
    });
    view! {
        <li>
            <span>{signal.reason.clone()}</span>
            {chip}
            <small>{signal.cause.label(l)}" · "{ui::day(l, signal.raised_on)}" · "{signal.raised_by.clone()}{from}{lesson}</small>
            {settled}
            {settle}
        </li>
    }
    .into_any()
}

/// The page on which somebody asks for a review before its date.
#[must_use]
pub fn new_signal(
    frame: &Frame,
    plan: &Plan,
    form_state: &FormState,
    choices: &SignalChoices,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let causes = ui::form::choices(Cause::ALL, |cause| (cause.code(), cause.label(l)));
    let exercises: Vec<Choice> = choices
        .exercises
        .iter()
        .map(|(id, title, on)| (id.clone(), format!("{title} ({})", date::short(l, *on))))
        .collect();
    let lessons: Vec<Choice> = choices
        .lessons
        .iter()
        .map(|(id, lesson)| (id.clone(), shortened(lesson)))
        .collect();
    let back = format!("/plans/{}", plan.id);
    let view = view! {
        {ui::head(Some((&back, &plan.title)), t::ask_review(l), t::ask_review_lede(l), "")}
        {form.summary()}
        <form class="form" method="post">
            {form.radios("cause", t::cause(l), "", &causes)}
            {form.area("reason", t::signal_reason(l), t::signal_reason_hint(l), 4)}
            {(!exercises.is_empty()).then(|| form.select("exercise", t::signal_exercise(l), "", Some(t::none(l)), &exercises))}
            {(!lessons.is_empty()).then(|| form.select("lesson", t::signal_lesson(l), "", Some(t::none(l)), &lessons))}
            {ui::form::actions(l, t::ask_review(l), &back)}
        </form>
    };
    Content::new(t::ask_review(l), view)
}

/// A lesson in a list of choices.
fn shortened(text: &str) -> String {
    const MOST: usize = 90;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST).collect();
    format!("{}…", start.trim_end())
}

/// The page on which a signal is settled without a review; of one that is settled, what was typed.
#[must_use]
pub fn settle_signal(
    frame: &Frame,
    plan: &Plan,
    signal: &Signal,
    form_state: &FormState,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let back = format!("/plans/{}", plan.id);
    let body = if signal.settled.is_some() {
        form.kept(&[("note", t::settle_note(l), &[])])
    } else {
        let form = view! {
            <form class="form" method="post">
                {form.area("note", t::settle_note(l), t::settle_note_hint(l), 3)}
                {ui::form::actions(l, t::settle(l), &back)}
            </form>
        };
        Some(form.into_any())
    };
    let view = view! {
        {ui::head(Some((&back, &plan.title)), t::settle(l), t::settle_lede(l), "")}
        {form.summary()}
        <blockquote class="quoted"><p>{signal.reason.clone()}</p></blockquote>
        {body}
    };
    Content::new(t::settle(l), view)
}

/// The page on which a plan is withdrawn, with the plan that takes its place.
#[must_use]
pub fn withdraw(
    frame: &Frame,
    plan: &Plan,
    form_state: &FormState,
    successors: &[Choice],
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let back = format!("/plans/{}", plan.id);
    let view = view! {
        {ui::head(Some((&back, &plan.title)), t::withdraw(l), t::withdraw_lede(l), "")}
        {form.summary()}
        <form class="form" method="post">
            {form.select("replaced_by", t::replaced_by(l), t::replaced_by_hint(l), Some(t::no_successor(l)), successors)}
            <div class="form-actions">
                <button class="button danger">{t::withdraw(l)}</button>
                <a href=back.clone()>{tu::cancel(l)}</a>
            </div>
        </form>
    };
    Content::new(t::withdraw(l), view)
}
