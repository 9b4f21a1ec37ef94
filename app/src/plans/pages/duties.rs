//! Whether the exercises that a plan's rule asks for were held.

use super::{interval_words, rule_label};
use crate::{
    Locale, date,
    page::Frame,
    plans::{
        Plan,
        rules::{DutyExercise, DutyState, duty},
    },
    rulebook::Duty,
    text::plans as t,
    ui::{self, icon},
};
use leptos::prelude::*;

/// The duties of a plan, each with the exercise that meets it; nothing when its rule has none.
pub(super) fn duties(
    frame: &Frame,
    plan: &Plan,
    duties: &[Duty],
    exercises: &[DutyExercise],
) -> Option<AnyView> {
    if duties.is_empty() {
        return None;
    }
    let l = frame.locale;
    let adopted_on = plan.versions.iter().map(|version| version.adopted_on).min();
    let rows: Vec<_> = duties
        .iter()
        .map(|one| {
            let standing = duty(one, adopted_on, exercises, frame.today());
            let word = match standing.state {
                DutyState::Met => t::duty_met(l),
                DutyState::Soon => t::duty_soon(l),
                DutyState::Late => t::duty_late(l),
                DutyState::Open => t::duty_open(l),
            };
            let tone = standing.state.tone();
            view! {
                <tr>
                    <td>
                        {one.name.clone()}
                        <small>{interval_words(l, one.interval_months)}" · "{one.source.clone()}" "{rule_label(l, one.label)}" "{ui::unverified(l, one.checked)}</small>
                    </td>
                    <td data-label=t::duty_met_by(l)>{exercise(l, standing.met_by)}</td>
                    <td data-label=t::duty_planned(l)>{exercise(l, standing.planned)}</td>
                    <td data-label=t::duty_due(l)>{ui::optional_day(l, standing.due_on)}</td>
                    <td data-label=t::status(l)>
                        <span class=format!("chip {}", tone.class()) data-duty=standing.state.code()>{icon(tone.icon())}{word}</span>
                    </td>
                </tr>
            }
        })
        .collect();
    Some(
        view! {
            <section class="span-12 panel" aria-labelledby="duties">
                <header><h2 id="duties">{t::duties(l)}</h2></header>
                {ui::table(&[t::duty(l), t::duty_met_by(l), t::duty_planned(l), t::duty_due(l), t::status(l)], rows)}
            </section>
        }
        .into_any(),
    )
}

/// An exercise in a cell: a link for those who may open it.
fn exercise(l: Locale, exercise: Option<&DutyExercise>) -> AnyView {
    let Some(exercise) = exercise else {
        return "–".into_any();
    };
    let title = exercise.title.clone();
    let title = if exercise.visible {
        view! { <a href=format!("/exercises/{}", exercise.id)>{title}</a> }.into_any()
    } else {
        title.into_any()
    };
    view! { <div>{title}<small>{date::short(l, exercise.on)}" · "{exercise.status.label(l)}</small></div> }
        .into_any()
}
