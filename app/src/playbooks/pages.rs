//! The pages on which playbooks are read: the register and the playbook itself.

use super::{Filter, Phase, Playbook, PlaybookLine, Step, StepActor, Trigger};
use crate::{
    Locale, date, fold,
    form::{Errors, Values},
    id::RoleId,
    organisations::OrganisationName,
    page::{Content, Frame, Pages},
    plans::{Currency, pages::standing_chips},
    source::Checked,
    text::{playbooks as t, ui as tu},
    ui::{self, Icon, Tone, form::Form, icon},
};
use leptos::prelude::*;

/// The register.
#[must_use]
pub fn index(
    frame: &Frame,
    filter: &Filter,
    organisations: &[OrganisationName],
    lines: Vec<PlaybookLine>,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let action = frame
        .is_coordinator()
        .then(|| ui::button("/playbooks/new", Icon::Plus, t::add(l)));
    let chosen = filter.organisation.as_ref().map_or("", |id| id.as_str());
    let address = |page: i64| {
        let query = ui::query(&[
            ("q", &filter.q),
            ("organisation", chosen),
            ("page", &page.to_string()),
        ]);
        format!("/playbooks{query}")
    };
    let values = Values::default()
        .with("q", &filter.q)
        .with("organisation", chosen);
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let organisations = OrganisationName::choices(organisations);
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), action)}
        <form class="filters" method="get" action="/playbooks" role="search">
            {form.typed("search", "q", tu::search(l), "")}
            {form.select("organisation", t::organisation(l), "", Some(tu::all(l)), &organisations)}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
        <p class="result-count">{t::found(l, pages.total)}</p>
        {if lines.is_empty() { ui::empty(t::none_found(l)) } else { register(frame, lines) }}
        {ui::pagination(l, pages, address)}
    };
    Content::new(t::title(l), view)
}

fn register(frame: &Frame, lines: Vec<PlaybookLine>) -> AnyView {
    let l = frame.locale;
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let plan = line.plan.map_or_else(
                || "–".into_any(),
                |(title, plan)| {
                    let currency = plan.currency(frame.today());
                    view! { <div>{title}" "{standing_chips(l, currency, plan.extended_until, plan.asked_on)}</div> }.into_any()
                },
            );
            view! {
                <tr>
                    <td><a href=format!("/playbooks/{}", line.id)>{line.title}</a><small>{line.scenario}</small></td>
                    <td data-label=t::used_by(l)>{line.organisations}</td>
                    <td data-label=t::plan(l)>{plan}</td>
                    <td data-label=t::phases(l) class="num">{line.phases}</td>
                    <td data-label=t::updated(l)>
                        {ui::short_day(l, line.updated_on)}
                    </td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="register">
            <thead>
                <tr>
                    <th scope="col">{t::playbook(l)}</th>
                    <th scope="col">{t::used_by(l)}</th>
                    <th scope="col">{t::plan(l)}</th>
                    <th scope="col" class="num">{t::phases(l)}</th>
                    <th scope="col">{t::updated(l)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// How somebody reads a playbook.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The role whose steps alone are shown.
    pub role: Option<RoleId>,
    /// The roles to which the reader is assigned today.
    pub own: Vec<RoleId>,
}

/// A playbook, to be read in a crisis: first when what starts, then each phase with its steps.
#[must_use]
pub fn show(frame: &Frame, playbook: &Playbook, reading: &Reading) -> Content {
    let l = frame.locale;
    let edits = frame.can_edit(&playbook.owner.id);
    let address = format!("/playbooks/{}", playbook.id);
    let actions =
        edits.then(|| ui::quiet_button(format!("{address}/edit"), Icon::Pencil, tu::edit(l)));
    let roles = playbook.roles();
    let wanted = reading.role.as_ref();
    let only = wanted.and_then(|wanted| roles.iter().find(|(role, _)| *role == wanted).copied());
    let role = only.map(|(role, _)| role);
    let told = match (wanted, only) {
        (Some(_), Some((_, name))) => Some(only_role(l, &address, name)),
        (Some(_), None) => Some(ui::notice(Tone::None, t::role_without_steps(l))),
        (None, _) => None,
    };
    let shown = |phase: &&Phase| role.is_none_or(|role| phase.concerns(role));
    let phases: Vec<_> = (1..)
        .zip(&playbook.phases)
        .filter(|(_, phase)| shown(phase))
        .map(|(number, phase)| {
            let change = edits.then(|| format!("{address}/phases/{}/edit", phase.id));
            section(l, number, phase, role, change)
        })
        .collect();
    let add = edits.then(|| {
        view! {
            <div class="button-row">
                {ui::quiet_button(format!("{address}/phases/new"), Icon::Plus, t::add_phase(l))}
            </div>
        }
    });
    let overview = (!playbook.phases.is_empty()).then(|| overview(l, playbook, role));
    let view = view! {
        {ui::head(Some(("/playbooks", t::title(l))), playbook.title.clone(), lede(frame, playbook), actions)}
        {warning(frame, playbook)}
        {told}
        {overview}
        {choice_of_role(l, &address, &roles, reading, role)}
        {playbook.phases.is_empty().then(|| ui::empty(t::no_phases(l)))}
        <div class="phases">{phases}</div>
        {add}
        {about(l, playbook)}
    };
    Content::new(playbook.title.clone(), view)
}

fn lede(frame: &Frame, playbook: &Playbook) -> AnyView {
    let l = frame.locale;
    let plan = playbook.plan.as_ref().map(|plan| {
        let title = if plan.in_reach {
            view! { <a href=format!("/plans/{}", plan.id)>{plan.title.clone()}</a> }.into_any()
        } else {
            plan.title.clone().into_any()
        };
        view! { <p>{t::plan(l)}": "{title}" "{standing_chips(l, plan.currency(frame.today()), plan.standing.extended_until, plan.standing.asked_on)}</p> }
    });
    view! {
        <p>
            {playbook.scenario.clone()}" · "
            <time datetime=playbook.updated_on.to_string()>{t::updated_on(l, date::long(l, playbook.updated_on))}</time>
        </p>
        {plan}
    }
    .into_any()
}

/// A playbook on a plan that can't be relied on says so before anything else.
fn warning(frame: &Frame, playbook: &Playbook) -> Option<AnyView> {
    let l = frame.locale;
    let plan = playbook.plan.as_ref()?;
    let currency = plan.currency(frame.today());
    let words = match currency {
        Currency::Overdue => {
            let due = plan.standing.due_on()?;
            t::plan_overdue(l, date::long(l, due))
        }
        Currency::NeverReviewed => t::plan_never_reviewed(l).to_owned(),
        Currency::Withdrawn => t::plan_withdrawn(l).to_owned(),
        Currency::DueSoon | Currency::InRevision | Currency::Current => return None,
    };
    Some(ui::notice(currency.tone(), words))
}

fn only_role(l: Locale, address: &str, name: &str) -> AnyView {
    view! {
        <div class="notice tone-busy" role="status">
            {icon(Icon::Filter)}
            <p>{t::only_role(l, name)}" "<a href=address.to_owned()>{t::show_all(l)}</a></p>
        </div>
    }
    .into_any()
}

/// Links to one's own steps and, folded away, the choice of any other role.
fn choice_of_role(
    l: Locale,
    address: &str,
    roles: &[(&RoleId, &str)],
    reading: &Reading,
    shown: Option<&RoleId>,
) -> Option<AnyView> {
    if roles.is_empty() {
        return None;
    }
    let own: Vec<_> = roles
        .iter()
        .filter(|(role, _)| reading.own.contains(role) && shown != Some(*role))
        .map(|(role, name)| {
            view! { <a class="button" href=format!("{address}?role={role}")>{icon(Icon::User)}{t::only_mine(l, name)}</a> }
        })
        .collect();
    let own = (!own.is_empty())
        .then(|| view! { <nav class="button-row" aria-label=t::own_steps(l)>{own}</nav> });
    let mut choices: Vec<_> = roles
        .iter()
        .map(|(role, name)| (role.to_string(), (*name).to_owned()))
        .collect();
    choices.sort_by_cached_key(|(_, name)| fold::key(name));
    let values = Values::default().with("role", shown.map_or("", |role| role.as_str()));
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let view = view! {
        <div class="reading">
            {own}
            <details class="disclosure">
                <summary>{icon(Icon::Filter)}{t::one_role(l)}</summary>
                <form class="inline" method="get" action=address.to_owned()>
                    {form.select("role", t::role(l), "", Some(t::all_roles(l)), &choices)}
                    <button class="button quiet">{tu::show(l)}</button>
                </form>
            </details>
        </div>
    };
    Some(view.into_any())
}

/// When what starts: one look must do.
fn overview(l: Locale, playbook: &Playbook, role: Option<&RoleId>) -> AnyView {
    let rows: Vec<_> = (1..)
        .zip(&playbook.phases)
        .map(|(number, phase)| {
            let here = role.is_none_or(|role| phase.concerns(role));
            let name = if here {
                view! { <a href=format!("#phase-{number}")>{phase.name.clone()}</a> }.into_any()
            } else {
                phase.name.clone().into_any()
            };
            view! {
                <tr>
                    <td class="number">{number}</td>
                    <th scope="row">{name}</th>
                    <td>{threshold(l, &phase.trigger)}<small>{phase.trigger.measure.clone()}</small></td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="panel" aria-labelledby="when-what">
            <header><h2 id="when-what">{t::when_what(l)}</h2></header>
            <table class="triggers">
                <colgroup><col class="number" /><col class="name" /><col /></colgroup>
                <thead>
                    <tr>
                        <th scope="col" colspan="2">{t::phase(l)}</th>
                        <th scope="col">{t::starts_at(l)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// The value at which a phase starts, or a chip that says that nobody knows it.
#[must_use]
pub fn threshold(l: Locale, trigger: &Trigger) -> AnyView {
    trigger.words().map_or_else(
        || ui::chip(Tone::Late, t::unknown(l)),
        |words| {
            // What fits on a line of a phone must not be broken in the middle.
            let class = if words.chars().count() <= 16 {
                "threshold short"
            } else {
                "threshold"
            };
            view! { <b class=class>{words}</b> }.into_any()
        },
    )
}

fn section(
    l: Locale,
    number: usize,
    phase: &Phase,
    role: Option<&RoleId>,
    change: Option<String>,
) -> AnyView {
    let name = format!("phase-{number}-name");
    let name_id = name.clone();
    let trigger = &phase.trigger;
    let change = change.map(|address| {
        let label = t::edit_this_phase(l, &phase.name);
        view! {
            <div class="button-row">
                <a class="button quiet small" href=address aria-label=label>{icon(Icon::Pencil)}{t::edit_phase(l)}</a>
            </div>
        }
    });
    let note =
        (!phase.note.is_empty()).then(|| view! { <p class="phase-note">{phase.note.clone()}</p> });
    let steps: Vec<_> = (1..)
        .zip(&phase.steps)
        .filter(|(_, step)| role.is_none_or(|role| step.actor.is(role)))
        .map(|(number, item)| step(number, item))
        .collect();
    let steps = if steps.is_empty() {
        ui::empty(t::no_steps(l))
    } else {
        view! { <ol class="steps">{steps}</ol> }.into_any()
    };
    view! {
        <section class="phase" id=format!("phase-{number}") aria-labelledby=name>
            <header>
                <span class="phase-number" aria-hidden="true">{number}</span>
                <h2 id=name_id>
                    <span class="visually-hidden">{t::phase_number(l, number)}" "</span>
                    {phase.name.clone()}
                </h2>
                <p class="trigger">
                    {t::starts_at(l)}": "{trigger.measure.clone()}" "{threshold(l, trigger)}
                    {source(l, trigger)}
                </p>
                {note}
                {change}
            </header>
            {steps}
        </section>
    }
    .into_any()
}

/// Who states the value and how sure it is; of an unknown value, where to ask for it.
fn source(l: Locale, trigger: &Trigger) -> Option<AnyView> {
    if !trigger.is_known() {
        let source = trigger.source.clone();
        return (!source.is_empty()).then(|| view! { <small>{source}</small> }.into_any());
    }
    let mark = if trigger.checked == Checked::Yes {
        Some(view! { <span class="verified">{icon(Icon::Check)}{t::verified(l)}</span> }.into_any())
    } else {
        ui::unverified(l, trigger.checked)
    };
    let source = (!trigger.source.is_empty()).then(|| t::source_is(l, &trigger.source));
    Some(view! { <small>{source}" "{mark}</small> }.into_any())
}

/// A step keeps its number when others are left out, so that everybody means the same by "step 3".
fn step(number: usize, step: &Step) -> impl IntoView + use<> {
    let actor = match &step.actor {
        StepActor::Role {
            role,
            name,
            visible: true,
        } => view! { <a href=format!("/roles/{role}")>{name.clone()}</a> }.into_any(),
        StepActor::Role { name: words, .. } | StepActor::Words(words) => words.clone().into_any(),
    };
    view! {
        <li value=number.to_string()>
            <span class="actor">{actor}</span>
            <p>{step.instruction.clone()}</p>
        </li>
    }
}

fn about(l: Locale, playbook: &Playbook) -> impl IntoView + use<> {
    let organisations: Vec<_> = playbook
        .organisations
        .iter()
        .map(|organisation| view! { <li>{organisation.name.clone()}</li> })
        .collect();
    let summary = (!playbook.summary.is_empty())
        .then(|| view! { <p class="phase-note">{playbook.summary.clone()}</p> });
    view! {
        <section class="panel about" aria-labelledby="about">
            <header><h2 id="about">{t::about(l)}</h2></header>
            <div class="panel-body">
                {summary}
                <dl class="facts">
                    <dt>{t::owner(l)}</dt>
                    <dd>{playbook.owner.name.clone()}</dd>
                    <dt>{t::used_by(l)}</dt>
                    <dd><ul class="plain-list">{organisations}</ul></dd>
                </dl>
            </div>
        </section>
    }
}
