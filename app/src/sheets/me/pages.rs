//! The page: who am I in a crisis, what do I do first, when do I practise.

use super::{Me, MyExercise};
use crate::{
    Locale, date,
    page::{Content, Frame},
    plans::readings::{self, MyReading, ReadingRequest},
    roles::{
        MyRole, StandIn,
        pages::{grip_words, phone},
    },
    text::roles as t,
    ui::{self, Icon, Tone, icon},
};
use leptos::prelude::*;

/// The page of the one who looks; `name` is the account's. `requests` are the plans that wait to be
/// read, `read` those that were.
#[must_use]
pub fn show(
    frame: &Frame,
    name: &str,
    me: &Me,
    requests: &[ReadingRequest],
    read: &[MyReading],
) -> Content {
    let l = frame.locale;
    let person = frame.viewer.as_ref().and_then(|v| v.person.as_ref());
    let lede = (!me.roles.is_empty()).then(|| {
        let practised = match me.past.first() {
            Some(last) => {
                let day = date::long(l, last.starts_at.date());
                ui::chip(Tone::Ok, t::last_practised(l, day))
            }
            None => ui::chip(Tone::Soon, t::never_practised(l)),
        };
        view! { {name.to_owned()}" "{practised} }
    });
    let roles: Vec<_> = me
        .roles
        .iter()
        .enumerate()
        .map(|(index, role)| my_role(l, index, role))
        .collect();
    let roles = if roles.is_empty() {
        let message = if person.is_some() {
            t::me_no_roles(l)
        } else {
            t::me_nobody(l)
        };
        view! {
            {ui::empty(message)}
            <p>{ui::quiet_button("/roles", Icon::Roles, t::me_see_roles(l))}</p>
        }
        .into_any()
    } else {
        view! { <div class="my-roles">{roles}</div> }.into_any()
    };
    let exercises = person.is_some().then(|| {
        view! {
            <div class="grid">
                <section class="span-7 panel my-next" aria-labelledby="next">
                    <header><h2 id="next">{t::my_next(l)}</h2></header>
                    {upcoming(l, &me.upcoming)}
                </section>
                <section class="span-5 panel my-past" aria-labelledby="past">
                    <header><h2 id="past">{t::my_past(l)}</h2></header>
                    {past(l, &me.past)}
                </section>
                {readings::pages::my_read(l, read)}
            </div>
        }
    });
    let view = view! {
        {ui::head(None, t::me_title(l), lede, "")}
        {readings::pages::to_read(l, requests, "/me")}
        {roles}
        {exercises}
    };
    Content::new(t::me_title(l), view)
}

fn rank_words(l: Locale, rank: usize) -> String {
    match rank {
        1 => t::rank_first(l).to_owned(),
        2 => t::rank_second(l).to_owned(),
        3 => t::rank_third(l).to_owned(),
        4 => t::rank_fourth(l).to_owned(),
        other => t::rank_other(l, other),
    }
}

fn my_role(l: Locale, index: usize, mine: &MyRole) -> AnyView {
    let id = format!("role-{index}");
    let role = &mine.role;
    let steps = if mine.first_steps.is_empty() {
        view! { <p>{t::no_first_steps(l)}</p> }.into_any()
    } else {
        view! { <div inner_html=mine.first_steps.as_str().to_owned()></div> }.into_any()
    };
    let minutes = mine.present_within_minutes.map(|minutes| {
        view! { <dt>{t::be_there(l)}</dt><dd>{t::minutes(l, minutes)}</dd> }
    });
    let reports_to = (!mine.reports_to.is_empty())
        .then(|| view! { <dt>{t::i_report_to(l)}</dt><dd>{mine.reports_to.clone()}</dd> });
    view! {
        <section class="my-role" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{role.name.clone()}</h2>
            <p class="my-place">
                {mine.organisation.clone()}" · "{rank_words(l, mine.rank)}" · "
                <span class="muted">{grip_words(l, &role.grip_levels)}</span>
            </p>
            <div class="first-steps">
                <h3>{t::first_steps(l)}</h3>
                {steps}
                <p>
                    <a href=format!("/roles/{}#task-card", role.id)>
                        {t::whole_card(l)}<span class="visually-hidden">": "{role.name.clone()}</span>
                    </a>
                </p>
            </div>
            <dl class="facts">
                <dt>{t::after_me(l)}</dt>
                <dd>{after(l, mine)}</dd>
                {reports_to}
                {minutes}
            </dl>
        </section>
    }
    .into_any()
}

/// Who stands in: the next ones in order, then the pool.
fn after(l: Locale, mine: &MyRole) -> AnyView {
    let list = |people: &[StandIn]| {
        let items: Vec<_> = people.iter().map(|person| stand_in(l, person)).collect();
        view! { <ol class="stand-ins">{items}</ol> }
    };
    let own = if mine.after.is_empty() {
        view! { <span>{t::after_nobody(l)}</span> }.into_any()
    } else {
        list(&mine.after).into_any()
    };
    let pool = (!mine.pool.is_empty())
        .then(|| view! { <small>{t::after_pool(l)}</small>{list(&mine.pool)} });
    view! { {own}{pool} }.into_any()
}

fn stand_in(l: Locale, person: &StandIn) -> impl IntoView + use<> {
    let number = |number: &str, kind: &'static str| {
        phone(number)
            .map(|link| view! { <span class="number">{icon(Icon::Phone)}{link}" "<small>{kind}</small></span> })
    };
    view! {
        <li>
            {person.name.clone()}
            {number(&person.work_phone, t::work(l))}
            {number(&person.private_phone, t::private(l))}
        </li>
    }
}

fn upcoming(l: Locale, exercises: &[MyExercise]) -> AnyView {
    if exercises.is_empty() {
        return ui::empty(t::my_next_none(l));
    }
    let items: Vec<_> = exercises
        .iter()
        .map(|exercise| {
            let day = exercise.starts_at.date();
            let when = if exercise.all_day {
                date::with_weekday(l, day)
            } else {
                date::with_time(l, exercise.starts_at)
            };
            let place = (!exercise.place.is_empty()).then(|| format!(" · {}", exercise.place));
            view! {
                <li class="with-date">
                    {ui::date_tile(l, day)}
                    <a href=format!("/exercises/{}", exercise.id)>{exercise.title.clone()}</a>
                    {ui::status(exercise.status.tone(), exercise.status.code(), exercise.status.label(l))}
                    <small>{exercise.kind.label(l)}" · "{when}{place}</small>
                    {answer(l, exercise)}
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}

/// What the reader said, and the two buttons to say it.
fn answer(l: Locale, exercise: &MyExercise) -> AnyView {
    if !exercise.invited {
        return view! { <small>{t::not_invited(l)}</small> }.into_any();
    }
    let said = match exercise.comes {
        Some(true) => ui::chip(Tone::Ok, t::answer_yes(l)),
        Some(false) => ui::chip(Tone::Late, t::answer_no(l)),
        None => ui::chip(Tone::Soon, t::answer_open(l)),
    };
    let button = |value: &'static str, label: &'static str| {
        view! {
            <button class="button quiet small" name="answer" value=value>
                {label}<span class="visually-hidden">": "{exercise.title.clone()}</span>
            </button>
        }
    };
    view! {
        <small class="my-answer">{t::my_answer(l)}": "{said}</small>
        <form class="inline" method="post" action=format!("/exercises/{}/answer", exercise.id)>
            <input type="hidden" name="next" value="/me" />
            {(exercise.comes != Some(true)).then(|| button("yes", t::answer_yes(l)))}
            {(exercise.comes != Some(false)).then(|| button("no", t::answer_no(l)))}
        </form>
    }
    .into_any()
}

fn past(l: Locale, exercises: &[MyExercise]) -> AnyView {
    if exercises.is_empty() {
        return ui::empty(t::my_past_none(l));
    }
    let items: Vec<_> = exercises
        .iter()
        .map(|exercise| {
            view! {
                <li>
                    <a href=format!("/exercises/{}", exercise.id)>{exercise.title.clone()}</a>
                    <small>{exercise.kind.label(l)}" · "{ui::day(l, exercise.starts_at.date())}</small>
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}
