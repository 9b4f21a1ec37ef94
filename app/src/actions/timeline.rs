//! What happened to an action, as a view.

use super::{Action, Change, Event};
use crate::{Locale, date, text::actions as t};
use leptos::prelude::*;

/// What happened, the oldest first: the facts of the record, and who changed it.
pub(super) fn timeline(l: Locale, action: &Action, history: &[Event]) -> AnyView {
    let known = |change| history.iter().any(|event| event.change == change);
    let mut events: Vec<(chrono::NaiveDateTime, String, String)> = history
        .iter()
        .map(|event| {
            let words = match event.change {
                Change::Created => t::history_create(l, &event.by),
                Change::Edited => t::history_edit(l, &event.by),
                Change::Completed => t::history_complete(l, &event.by),
                Change::Verified => t::history_verify(l, &event.by),
                Change::Reopened => t::history_reopen(l, &event.by),
            };
            (event.at, date::with_time(l, event.at), words)
        })
        .collect();
    // Dates without a time stand before what happened on that day.
    let mut fact = |day: chrono::NaiveDate, words: String| {
        events.push((
            day.and_time(chrono::NaiveTime::MIN),
            date::with_weekday(l, day),
            words,
        ));
    };
    if let Some(from) = &action.lesson {
        fact(from.recorded_on, t::history_lesson(l).to_owned());
    }
    fact(action.due_on, t::history_due(l).to_owned());
    let by = |name: &Option<String>, words: fn(Locale, &String) -> String, else_words: &str| {
        name.as_ref()
            .map_or_else(|| else_words.to_owned(), |name| words(l, name))
    };
    if let Some(done) = action.done.as_ref().filter(|_| !known(Change::Completed)) {
        let words = by(
            &done.by,
            |l, name| t::history_complete(l, name),
            t::history_done(l),
        );
        fact(done.on, words);
    }
    if let Some((day, name)) = action
        .verified
        .as_ref()
        .filter(|_| !known(Change::Verified))
    {
        let words = by(
            name,
            |l, name| t::history_verify(l, name),
            t::history_verified(l),
        );
        fact(*day, words);
    }
    events.sort_by_key(|(at, ..)| *at);
    let items: Vec<_> = events
        .into_iter()
        .map(|(at, when, words)| {
            view! { <li><time datetime=at.format("%Y-%m-%dT%H:%M").to_string()>{when}</time><p>{words}</p></li> }
        })
        .collect();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}
