//! The overview.

use super::{Home, Mine, Todo};
use crate::{
    Locale,
    actions::{ActionLine, pages::state_chip},
    date,
    exercises::{Answer, NextExercise, pages::status_chip},
    page::{Content, Frame},
    plans::{
        annexes::{self, AnnexStatus},
        pages::{next_words, standing_chips},
        readings,
    },
    roles::pages::coverage_chip,
    rulebook::pages::interval_words,
    sheets::readiness,
    text::home as t,
    ui::{self, Icon, Tone},
};
use leptos::prelude::*;

/// The page: for those who steer what needs attention, for everybody what is theirs.
#[must_use]
pub fn show(frame: &Frame, home: &Home) -> Content {
    let l = frame.locale;
    let today = frame.today();
    let title = format!(
        "{} {}",
        capital(date::weekday_name(l, today)),
        date::long(l, today)
    );
    let steers = home.figures.is_some();
    let lede = if steers {
        t::lede_steering(l)
    } else {
        t::lede_staff(l)
    };
    let action = frame
        .is_coordinator()
        .then(|| ui::button("/exercises/new", Icon::Plus, t::plan_exercise(l)));
    let figures = home
        .figures
        .as_ref()
        .map(|figures| readiness::pages::figures(l, home.year, figures, None));
    let mine = home
        .mine
        .as_ref()
        .map(|mine| view! { <div class="span-12 home-mine">{personal(l, mine)}</div> });
    let todo = steers.then(|| {
        view! {
            <section class="span-7 panel" aria-labelledby="todo">
                <header><h2 id="todo">{t::todo(l)}</h2></header>
                {todo_list(frame, &home.todo)}
            </section>
        }
    });
    let upcoming = view! {
        <section class=if steers { "span-5 panel" } else { "span-12 panel" } aria-labelledby="upcoming">
            <header><h2 id="upcoming">{t::upcoming(l)}</h2><a href="/calendar">{t::calendar(l)}</a></header>
            {exercises(l, &home.upcoming, t::no_exercises(l))}
        </section>
    };
    // Those who steer see the whole first, the others what is theirs.
    let (first, last) = if steers { (None, mine) } else { (mine, None) };
    let view = view! {
        {ui::head(None, title, lede, action)}
        {figures}
        <div class="grid">{first}{todo}{upcoming}{last}</div>
    };
    Content::new(t::title(l), view)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn todo_list(frame: &Frame, todo: &[Todo]) -> AnyView {
    let l = frame.locale;
    if todo.is_empty() {
        return ui::empty(t::nothing_to_do(l));
    }
    let items: Vec<_> = todo.iter().map(|item| todo_item(frame, item)).collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}

fn todo_item(frame: &Frame, item: &Todo) -> AnyView {
    let l = frame.locale;
    match item {
        Todo::Plan(plan) => {
            let rule = interval_words(l, plan.interval_months);
            let next = next_words(l, plan, frame.today());
            let words = match plan.due_on {
                Some(due) => t::plan_due(
                    l,
                    t::PlanDue {
                        due: date::long(l, due),
                        label: plan.label.label(l),
                        owner: &plan.owner,
                        rule,
                    },
                ),
                None => t::plan_never(l, &plan.owner),
            };
            view! {
                <li>
                    <a href=format!("/plans/{}", plan.id)>{plan.title.clone()}</a>
                    {standing_chips(l, plan.currency, plan.extended_until, plan.asked_on)}
                    <small>{words}</small>
                    {next.map(|words| view! { <small>{words}</small> })}
                </li>
            }
            .into_any()
        }
        Todo::Role(cell) => view! {
            <li>
                <a href=format!("/roles/{}?organisation={}", cell.role.id, cell.organisation.id)>
                    {cell.role.name.clone()}", "{cell.organisation.name.clone()}
                </a>
                {coverage_chip(l, cell.coverage, cell.filled, cell.pool)}
                <small>{t::role_minimum(l, t::RoleMinimum { filled: cell.filled, minimum: cell.minimum })}</small>
            </li>
        }
        .into_any(),
        Todo::Annex(annex) => {
            let words = match (annex.due_on, annex.status) {
                (Some(due), _) => t::annex_due(l, date::long(l, due)),
                (None, AnnexStatus::Missing) => t::annex_missing(l).to_owned(),
                (None, _) => t::annex_never(l).to_owned(),
            };
            view! {
                <li>
                    <a href=format!("/plans/{}/annexes/{}", annex.plan, annex.organisation.id)>
                        {t::annex(l, t::Annex { organisation: &annex.organisation.name, plan: &annex.title })}
                    </a>
                    {annexes::pages::status_chip(l, annex.status)}
                    <small>{words}</small>
                </li>
            }
            .into_any()
        }
        Todo::Action(action) => action_item(l, action),
    }
}

fn action_item(l: Locale, action: &ActionLine) -> AnyView {
    let words = t::action_due(
        l,
        t::ActionDue {
            due: date::long(l, action.due_on),
            organisation: &action.organisation,
            owner: &action.owner,
        },
    );
    view! {
        <li>
            <a href=format!("/actions/{}", action.id)>{action.title.clone()}</a>
            {state_chip(l, action.state)}
            <small>{words}</small>
        </li>
    }
    .into_any()
}

fn exercises(l: Locale, lines: &[NextExercise], none: &'static str) -> AnyView {
    if lines.is_empty() {
        return ui::empty(none);
    }
    let items: Vec<_> = lines
        .iter()
        .map(|line| {
            let day = line.schedule.starts_at.date();
            let place = if line.place.is_empty() {
                String::new()
            } else {
                format!(" · {}", line.place)
            };
            let words = format!(
                "{} {}{place}",
                date::short_weekday_name(l, day),
                line.schedule.hours(l)
            );
            let chip = match line.mine {
                Some(Answer::None) => ui::chip(Tone::Soon, t::answer_wanted(l)),
                _ => status_chip(l, line.status),
            };
            view! {
                <li class="with-date">
                    {ui::date_tile(l, day)}
                    <a href=format!("/exercises/{}", line.id)>{line.title.clone()}</a>
                    {chip}
                    <small>{words}</small>
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}

fn personal(l: Locale, mine: &Mine) -> impl IntoView + use<> {
    let roles = if mine.roles.is_empty() {
        ui::empty(t::no_roles(l))
    } else {
        let items: Vec<_> = mine
            .roles
            .iter()
            .map(|role| {
                view! {
                    <li>
                        <a href=format!("/roles/{}", role.id)>{role.role.clone()}</a>
                        <span></span>
                        <small>{role.organisation.clone()}</small>
                    </li>
                }
            })
            .collect();
        view! { <ul class="panel-list">{items}</ul> }.into_any()
    };
    let actions = if mine.actions.is_empty() {
        ui::empty(t::no_actions(l))
    } else {
        let items: Vec<_> = mine
            .actions
            .iter()
            .map(|action| action_item(l, action))
            .collect();
        view! { <ul class="panel-list">{items}</ul> }.into_any()
    };
    view! {
        {readings::pages::to_read(l, &mine.to_read, "/")}
        <div class="grid">
            <section class="span-4 panel" aria-labelledby="my-roles">
                <header><h2 id="my-roles">{t::my_roles(l)}</h2><a href="/me">{t::first_steps(l)}</a></header>
                {roles}
            </section>
            <section class="span-4 panel" aria-labelledby="my-exercises">
                <header><h2 id="my-exercises">{t::my_exercises(l)}</h2></header>
                {exercises(l, &mine.exercises, t::no_own_exercises(l))}
            </section>
            <section class="span-4 panel" aria-labelledby="my-actions">
                <header><h2 id="my-actions">{t::my_actions(l)}</h2></header>
                {actions}
            </section>
        </div>
    }
}
