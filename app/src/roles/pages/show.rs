//! A role's page: what it is, what to do, and who fills it.

use super::{coverage_chip, grip_words, phone};
use crate::{
    Locale, date,
    form::FormState,
    id::OrganisationId,
    organisations::OrganisationName,
    page::{Content, Frame, Pages},
    roles::{Assignment, Catalogue, Coverage, FilledBy, Phase, Role},
    text::{roles as t, ui as tu},
    ui::{self, Html, Icon, Tone, form::Form, icon},
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// The most ended assignments that the page lists.
const PAST: usize = 50;

/// All that a role's page shows.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The role.
    pub role: Role,
    /// What to do in the first ten minutes.
    pub first_steps: Html,
    /// The task card.
    pub task_card: Html,
    /// Who fills it, by organisation.
    pub teams: Vec<Team>,
    /// Which part of the teams this is.
    pub pages: Pages,
    /// The one organisation that was asked for.
    pub organisation: Option<OrganisationId>,
    /// What the reader may do.
    pub rights: Catalogue,
}

/// Who fills a role in one organisation.
#[derive(Clone, Debug)]
pub struct Team {
    /// The organisation.
    pub organisation: OrganisationName,
    /// How well it is filled, with the organisation's people and the pool's; none for the pool.
    pub coverage: Option<(Coverage, i64, i64)>,
    /// The assignments in the order of calling, also those that ended or have yet to begin.
    pub assignments: Vec<Assignment>,
}

/// A role's page; `upload` is the form that replaces the task card.
#[must_use]
pub fn show(frame: &Frame, sheet: &Sheet, upload: &FormState) -> Content {
    let l = frame.locale;
    let role = &sheet.role;
    let edits = sheet.rights.may_edit(role);
    let action = edits.then(|| {
        let address = format!("/roles/{}/edit", role.id);
        ui::quiet_button(address, Icon::Pencil, tu::edit(l))
    });
    let lede = format!(
        "{} · {}",
        role.group.label(l),
        grip_words(l, &role.grip_levels)
    );
    // Who may change other roles must know why not this one.
    let common = role.region.is_none() && sheet.rights.edits;
    let common = common.then(|| ui::notice(Tone::None, t::common(l)));
    let region = sheet.rights.several.then(|| region(l, role));
    let first_steps = (!role.first_steps.is_empty()).then(|| {
        view! {
            <section class="first-steps" aria-labelledby="first-steps">
                <h2 id="first-steps">{t::first_steps(l)}</h2>
                <div inner_html=sheet.first_steps.as_str().to_owned()></div>
            </section>
        }
    });
    let view = view! {
        {ui::head(Some(("/roles", t::title(l))), role.name.clone(), lede, action)}
        {Form::new(l, upload).summary()}
        {common}
        {first_steps}
        <div class="grid">
            <section class="span-5 panel fit" aria-labelledby="facts">
                <header><h2 id="facts">{t::facts(l)}</h2></header>
                <div class="panel-body">{facts(l, role, region)}</div>
            </section>
            <section class="span-7 panel" aria-labelledby="task-card">
                <header><h2 id="task-card">{t::task_card(l)}</h2></header>
                {if role.task_card.is_empty() {
                    ui::empty(t::task_card_empty(l))
                } else {
                    view! { <div class="panel-body prose" inner_html=sheet.task_card.as_str().to_owned()></div> }.into_any()
                }}
                {edits.then(|| view! { <footer>{upload_form(l, role, upload)}</footer> })}
            </section>
        </div>
        {who(frame, sheet)}
    };
    Content::new(role.name.clone(), view)
}

/// In whose catalogue the role is.
fn region(l: Locale, role: &Role) -> AnyView {
    let name = role.region.as_ref().map(|(_, name)| name.clone());
    view! {
        <dt>{t::region(l)}</dt>
        <dd>{name.unwrap_or_else(|| t::of_all_regions(l).to_owned())}</dd>
    }
    .into_any()
}

fn facts(l: Locale, role: &Role, region: Option<AnyView>) -> impl IntoView + use<> {
    let minimum = match role.filled_by {
        FilledBy::Municipality => t::minimum_municipality(l, role.minimum),
        FilledBy::Region => t::minimum_region(l, role.minimum),
    };
    let present = role
        .present_within_minutes
        .map_or_else(|| t::no_norm(l).to_owned(), |n| t::minutes(l, n));
    let or_dash = |text: &str| {
        if text.is_empty() {
            "–".to_owned()
        } else {
            text.to_owned()
        }
    };
    view! {
        <dl class="facts">
            {region}
            <dt>{t::grip_levels(l)}</dt>
            <dd>{grip_words(l, &role.grip_levels)}</dd>
            <dt>{t::filled_by(l)}</dt>
            <dd>{role.filled_by.label(l)}</dd>
            <dt>{t::minimum(l)}</dt>
            <dd>{minimum}</dd>
            <dt>{t::present_within(l)}</dt>
            <dd>{present}</dd>
            <dt>{t::reports_to(l)}</dt>
            <dd>{or_dash(&role.reports_to)}</dd>
            <dt>{t::source(l)}</dt>
            <dd>{or_dash(&role.source)}<small>{ui::unverified(l, role.checked)}</small></dd>
        </dl>
    }
}

fn upload_form(l: Locale, role: &Role, form_state: &FormState) -> impl IntoView + use<> {
    let form = Form::new(l, form_state);
    view! {
        <details class="disclosure" open=form_state.failed()>
            <summary>{icon(Icon::Plus)}{t::upload(l)}</summary>
            <form class="form" method="post" enctype="multipart/form-data" action=format!("/roles/{}/task-card", role.id)>
                <input type="hidden" name="version" value=role.version.to_string() />
                {form.file("file", t::upload_file(l), t::upload_hint(l), ".md,.markdown,text/markdown")}
                <div class="form-actions"><button class="button">{t::upload(l)}</button></div>
            </form>
        </details>
    }
}

/// Who fills the role, an organisation a panel, and below who did.
fn who(frame: &Frame, sheet: &Sheet) -> impl IntoView + use<> {
    let l = frame.locale;
    let id = &sheet.role.id;
    let panels: Vec<_> = sheet
        .teams
        .iter()
        .filter(|team| {
            // An empty pool is of interest only to those who can fill it.
            team.coverage.is_some()
                || !team.assignments.is_empty()
                || sheet.rights.may_assign(&team.organisation.id)
        })
        .map(|team| panel(frame, sheet, team))
        .collect();
    let panels = if panels.is_empty() {
        ui::empty(t::no_teams(l))
    } else {
        view! { <div class="grid">{panels}</div> }.into_any()
    };
    let address = |page| format!("/roles/{id}{}", ui::query(&[("page", &format!("{page}"))]));
    let all = sheet.organisation.is_some().then(|| {
        view! { <p><a href=format!("/roles/{id}")>{t::all_organisations(l)}</a></p> }
    });
    view! {
        <section class="who" aria-labelledby="who">
            <h2 id="who">{t::who(l)}</h2>
            {all}
            {panels}
            {ui::pagination(l, sheet.pages, address)}
            {past(frame, sheet)}
        </section>
    }
}

fn panel(frame: &Frame, sheet: &Sheet, team: &Team) -> impl IntoView + use<> {
    let l = frame.locale;
    let today = frame.today();
    let organisation = &team.organisation;
    let assigns = sheet.rights.may_assign(&organisation.id);
    let standing = team
        .assignments
        .iter()
        .filter(|assignment| assignment.phase(today) != Phase::Ended);
    let rows: Vec<_> = standing
        .enumerate()
        .map(|(index, assignment)| row(l, assignment, index + 1, assigns, today))
        .collect();
    let name = match team.coverage {
        Some(_) => organisation.name.clone(),
        None => t::pool_of(l, &organisation.name),
    };
    let help = team
        .coverage
        .is_none()
        .then(|| view! { <p class="panel-note">{t::pool_help(l)}</p> });
    let list = if rows.is_empty() {
        view! { <p class="panel-note">{t::nobody(l)}</p> }.into_any()
    } else {
        view! { <ol class="panel-list">{rows}</ol> }.into_any()
    };
    let query = ui::query(&[("organisation", organisation.id.as_str())]);
    let assign = assigns.then(|| {
        view! {
            <footer>
                <a class="button quiet" href=format!("/roles/{}/assignments/new{query}", sheet.role.id)>
                    {icon(Icon::Plus)}
                    <span aria-hidden="true">{t::assign(l)}</span>
                    <span class="visually-hidden">{t::assign_for(l, &name)}</span>
                </a>
            </footer>
        }
    });
    view! {
        <section class="span-6 panel" aria-labelledby=format!("team-{}", organisation.id)>
            <header>
                <h3 id=format!("team-{}", organisation.id)>{name.clone()}</h3>
                {team.coverage.map(|(coverage, own, pool)| coverage_chip(l, coverage, own, pool))}
            </header>
            {help}
            {list}
            {assign}
        </section>
    }
}

fn row(
    l: Locale,
    assignment: &Assignment,
    rank: usize,
    assigns: bool,
    today: NaiveDate,
) -> impl IntoView + use<> {
    let (person, name) = &assignment.person;
    let link = if assignment.known {
        view! { <a href=format!("/people/{person}")>{name.clone()}</a> }.into_any()
    } else {
        name.clone().into_any()
    };
    let home = assignment.home.as_ref().map(|home| {
        view! { <span class="muted">" "{t::from_elsewhere(l, home)}</span> }
    });
    let coming = (assignment.phase(today) == Phase::Coming).then(|| {
        ui::chip(
            Tone::None,
            t::coming(l, date::short(l, assignment.starts_on)),
        )
    });
    let tools = assigns.then(|| {
        let id = &assignment.id;
        let earlier = (rank > 1).then(|| {
            view! {
                <form class="inline" method="post" action=format!("/roles/assignments/{id}/position")>
                    <input type="hidden" name="position" value=(rank - 1).to_string() />
                    <button class="button quiet small">
                        {t::earlier(l)}<span class="visually-hidden">": "{name.clone()}</span>
                    </button>
                </form>
            }
        });
        view! {
            <div class="row-tools">
                <a href=format!("/roles/assignments/{id}")>
                    {t::change(l)}<span class="visually-hidden">": "{name.clone()}</span>
                </a>
                {earlier}
            </div>
        }
    });
    view! {
        <li>
            <div><span class="rank">{rank}</span>" "{link}{home}</div>
            {coming}
            <small>
                {phone(&assignment.work_phone)}
                {(!assignment.work_phone.is_empty()).then_some(" · ")}
                {term_words(l, assignment)}
            </small>
            {tools}
        </li>
    }
}

/// The decision and the period in one line.
fn term_words(l: Locale, assignment: &Assignment) -> String {
    let decision = match (assignment.decision.as_str(), assignment.decided_on) {
        ("", None) => None,
        ("", Some(day)) => Some(date::short(l, day)),
        (decision, None) => Some(decision.to_owned()),
        (decision, Some(day)) => Some(t::decision_of(
            l,
            t::DecisionOf {
                date: date::short(l, day),
                decision,
            },
        )),
    };
    let since = t::since(l, date::short(l, assignment.starts_on));
    let until = assignment
        .ends_on
        .map(|day| t::until_day(l, date::short(l, day)));
    [decision, Some(since), until]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Who filled the role before, the last one first.
fn past(frame: &Frame, sheet: &Sheet) -> Option<AnyView> {
    let l = frame.locale;
    let mut ended: Vec<&Assignment> = sheet
        .teams
        .iter()
        .flat_map(|team| &team.assignments)
        .filter(|assignment| assignment.phase(frame.today()) == Phase::Ended)
        .collect();
    ended.sort_by_key(|assignment| std::cmp::Reverse(assignment.ends_on.or(assignment.left_on)));
    if ended.is_empty() {
        return None;
    }
    let count = i64::try_from(ended.len()).unwrap_or_default();
    let rows: Vec<_> = ended
        .into_iter()
        .take(PAST)
        .map(|assignment| {
            let name = assignment.person.1.clone();
            let name = if sheet.rights.may_assign(&assignment.organisation.id) {
                view! { <a href=format!("/roles/assignments/{}", assignment.id)>{name}</a> }
                    .into_any()
            } else {
                name.into_any()
            };
            view! {
                <li>
                    <span>{name}" · "{assignment.organisation.name.clone()}</span>
                    <small>{term_words(l, assignment)}</small>
                </li>
            }
        })
        .collect();
    Some(
        view! {
            <details class="disclosure">
                <summary>{t::past_assignments(l, count)}</summary>
                <div><ul class="panel-list">{rows}</ul></div>
            </details>
        }
        .into_any(),
    )
}
