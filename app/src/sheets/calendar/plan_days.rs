//! The days of plans on the calendar: unlike exercises by their icon and their word.

use super::PlanDay;
use crate::{
    Locale, date,
    sheets::planning::DateState,
    text::calendar as t,
    ui::{self, Icon, icon},
};
use leptos::prelude::*;

/// A day of a plan in the month. What is still to come says no more than that it is there.
pub(super) fn entry(l: Locale, day: &PlanDay) -> AnyView {
    let word = (day.state != DateState::Ahead).then(|| day.state.label(l).to_lowercase());
    view! {
        <a class=format!("event plan-day {}", day.state.tone().class()) href=day.path.clone()>
            {icon(Icon::Plans)}<b>{day.mark.label(l)}</b>" "<span>{day.title.clone()}</span>
            {word.map(|word| view! { " "<small>{word}</small> })}
        </a>
    }
    .into_any()
}

/// A day of a plan in the list.
pub(super) fn row(l: Locale, day: &PlanDay) -> AnyView {
    let when = date::without_year(l, day.on);
    view! {
        <tr>
            <td>
                <a href=day.path.clone()>{day.title.clone()}</a>
                <small class="plan-day">{icon(Icon::Plans)}{t::milestone(l, day.mark.label(l))}</small>
            </td>
            <td data-label=t::when(l)><time datetime=day.on.to_string()>{when}</time></td>
            <td data-label=t::organisation(l)>{day.owner.clone()}</td>
            <td data-label=t::place(l)>"–"</td>
            <td data-label=t::status(l)>{ui::status(day.state.tone(), day.state.code(), day.state.label(l))}</td>
        </tr>
    }
    .into_any()
}
