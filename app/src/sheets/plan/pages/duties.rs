//! Whether the exercises that a plan's rule asks for were held.

use crate::{
    Locale, date,
    page::Frame,
    plans::Plan,
    rulebook::{
        Duty,
        pages::{interval_words, rule_label},
    },
    sheets::plan::duties::{DutyExercise, duty},
    text::plans as t,
    ui::{self, icon},
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// The duties of a plan; nothing when its rule has none.
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
    Some(
        view! {
            <section class="span-12 panel" aria-labelledby="duties">
                <header><h2 id="duties">{t::duties(l)}</h2></header>
                {table(l, plan, duties, exercises, frame.today())}
            </section>
        }
        .into_any(),
    )
}

/// The duties of a plan, each with the exercise that meets it and the next one.
pub(super) fn table(
    l: Locale,
    plan: &Plan,
    duties: &[Duty],
    exercises: &[DutyExercise],
    today: NaiveDate,
) -> AnyView {
    let adopted_on = plan.versions.iter().map(|version| version.adopted_on).min();
    let rows: Vec<_> = duties
        .iter()
        .map(|one| {
            let standing = duty(one, adopted_on, exercises, today);
            let (state, tone) = (standing.state, standing.state.tone());
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
                        <span class=format!("chip {}", tone.class()) data-duty=state.code()>{icon(tone.icon())}{state.label(l)}</span>
                    </td>
                </tr>
            }
        })
        .collect();
    let headings = [
        t::duty(l),
        t::duty_met_by(l),
        t::duty_planned(l),
        t::duty_due(l),
        t::status(l),
    ];
    ui::table(&headings, rows)
}

/// An exercise in a cell.
fn exercise(l: Locale, exercise: Option<&DutyExercise>) -> AnyView {
    let Some(exercise) = exercise else {
        return "–".into_any();
    };
    view! { <div>{title(exercise)}<small>{date::short(l, exercise.on)}" · "{exercise.status.label(l)}</small></div> }
        .into_any()
}

/// The title of an exercise: a link for those who may open it.
pub(super) fn title(exercise: &DutyExercise) -> AnyView {
    let title = exercise.title.clone();
    if exercise.visible {
        view! { <a href=format!("/exercises/{}", exercise.id)>{title}</a> }.into_any()
    } else {
        title.into_any()
    }
}
