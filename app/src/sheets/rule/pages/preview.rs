//! What a change of a rule does to the plans and annexes under it, before it is stored.

use crate::{
    Locale,
    form::{FormState, Values},
    page::{Content, Frame},
    plans::{
        Schedule, Standing,
        moves::{Move, Preview},
        pages::standing_chips,
    },
    rulebook::{ReviewRule, form::FIELDS},
    text::{plans as tp, rulebook as t, ui as tu},
    ui::{self, form::Form},
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// What is about to be done to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It changes.
    Edit,
    /// The region goes back to the common rule.
    Return,
}

/// The preview; `again` when somebody confirmed one that is out of date.
#[must_use]
pub fn preview(
    frame: &Frame,
    rule: &ReviewRule,
    typed: &Values,
    preview: &Preview,
    (doing, again): (Doing, bool),
) -> Content {
    let l = frame.locale;
    let form_state = FormState::fresh(typed.clone());
    let form = Form::new(l, &form_state);
    let hidden: Vec<_> = FIELDS.iter().map(|field| form.hidden(field)).collect();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let (plans, annexes) = (count(preview.plans), count(preview.annexes));
    let moving: Vec<_> = [
        (plans > 0).then(|| t::plan_count(l, plans)),
        (annexes > 0).then(|| t::annex_count(l, annexes)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let more = count(preview.visible - preview.moves.len());
    let outside = plans + annexes - count(preview.visible);
    let back = format!("/plans/rules/{}", rule.id);
    let (action, leave) = match doing {
        Doing::Edit => (
            format!("{back}/edit"),
            view! { <button class="button quiet" name="back" value="yes">{t::back_to_form(l)}</button> }
                .into_any(),
        ),
        Doing::Return => (
            format!("{back}/end"),
            view! { <a class="button quiet" href=back.clone()>{tu::cancel(l)}</a> }.into_any(),
        ),
    };
    let again = again.then(|| ui::notice(ui::Tone::Soon, t::preview_again(l)));
    let view = view! {
        {ui::head(Some((&back, &rule.name)), t::preview(l), t::preview_lede(l), "")}
        {again}
        <p class="result-count">
            {t::moving(l, moving.join(", "))}
            {(more > 0).then(|| format!(" {}", t::not_shown(l, more)))}
            {(outside > 0).then(|| format!(" {}", t::out_of_reach(l, outside)))}
        </p>
        {(!preview.moves.is_empty()).then(|| register(frame, &preview.moves))}
        <form method="post" action=action>
            {hidden}
            <input type="hidden" name="confirm" value=preview.confirm.clone() />
            <div class="form-actions">
                <button class="button">{t::save_and_move(l)}</button>
                {leave}
            </div>
        </form>
    };
    Content::new(t::preview(l), view)
}

fn register(frame: &Frame, moves: &[Move]) -> impl IntoView + use<> {
    let l = frame.locale;
    let today = frame.today();
    let rows: Vec<_> = moves
        .iter()
        .map(|moved| {
            let (before, after) = (moved.before, moved.after);
            let only = (before == after).then(|| format!(" · {}", t::milestones_only(l)));
            let plan = &moved.plan;
            let (address, title) = match &moved.annex {
                Some(of) => (
                    format!("/plans/{plan}/annexes/{of}"),
                    t::annex_to(l, &moved.title),
                ),
                None => (format!("/plans/{plan}"), moved.title.clone()),
            };
            let warn = |schedule: Option<Schedule>| schedule.map(|s| s.warn_from);
            let told = |standing: Standing| {
                let currency = standing.currency(today);
                (currency, standing.extended_until, standing.asked_on)
            };
            let chips = |(currency, extended, asked)| standing_chips(l, currency, extended, asked);
            let status = match (told(before), told(after)) {
                (before, after) if before == after => chips(after),
                (before, after) => {
                    view! { <div>{chips(before)}" → "{chips(after)}</div> }.into_any()
                }
            };
            view! {
                <tr>
                    <td><a href=address>{title}</a><small>{moved.owner.clone()}{only}</small></td>
                    <td data-label=t::due_on(l)>{days(l, before.due_on(), after.due_on())}</td>
                    <td data-label=t::warn_from(l)>{days(l, warn(before.schedule), warn(after.schedule))}</td>
                    <td data-label=t::status(l)>{status}</td>
                </tr>
            }
        })
        .collect();
    ui::table(
        &[tp::plan(l), t::due_on(l), t::warn_from(l), t::status(l)],
        rows,
    )
}

/// A day that stays, or the day it was and the day it becomes.
fn days(l: Locale, before: Option<NaiveDate>, after: Option<NaiveDate>) -> AnyView {
    let day = |day: Option<NaiveDate>| match day {
        Some(day) => ui::short_day(l, day),
        None => t::no_date(l).into_any(),
    };
    if before == after {
        return day(after);
    }
    view! { <div>{day(before)}" → "<b>{day(after)}</b></div> }.into_any()
}
