//! View parts that pages share.

pub mod error;
pub mod form;
mod html;
mod icons;
mod list;

pub use html::{Html, register};
pub use icons::{Icon, icon};
pub use list::{pagination, query};

use crate::{Locale, date, source::Checked, text::ui as t};
use chrono::NaiveDate;
use leptos::prelude::*;

/// What a chip or a notice says by its colour; the icon and the word say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Ok,
    /// Soon something must be done.
    Soon,
    /// It is too late, or missing.
    Late,
    /// Somebody is at work on it.
    Busy,
    /// Nothing is known, or nothing is asked.
    None,
}

impl Tone {
    /// The class of the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Ok => "tone-ok",
            Self::Soon => "tone-soon",
            Self::Late => "tone-late",
            Self::Busy => "tone-busy",
            Self::None => "tone-none",
        }
    }

    /// The icon that goes with it.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            Self::Ok => Icon::Check,
            Self::Soon => Icon::Clock,
            Self::Late => Icon::Warning,
            Self::Busy => Icon::Pencil,
            Self::None => Icon::Minus,
        }
    }
}

/// [`Html::status`] as a view.
#[must_use]
pub fn status(tone: Tone, code: &'static str, word: impl AsRef<str>) -> AnyView {
    Html::status(tone, code, word.as_ref()).view()
}

/// [`Html::chip`] as a view.
#[must_use]
pub fn chip(tone: Tone, word: impl AsRef<str>) -> AnyView {
    Html::chip(tone, word.as_ref()).view()
}

/// A message on top of a page.
#[must_use]
pub fn notice(tone: Tone, message: impl Into<String>) -> AnyView {
    view! {
        <div class=format!("notice {}", tone.class()) role="status">
            {icon(tone.icon())}<p>{message.into()}</p>
        </div>
    }
    .into_any()
}

/// The head of a page: where it hangs, its title, a sentence, and what can be done.
#[must_use]
pub fn head(
    back: Option<(&str, &str)>,
    title: impl Into<String>,
    lede: impl IntoView + 'static,
    actions: impl IntoView + 'static,
) -> AnyView {
    let crumbs = back.map(|(href, label)| {
        view! { <p class="crumbs"><a href=href.to_owned()>{icon(Icon::ArrowLeft)}{label.to_owned()}</a></p> }
    });
    view! {
        <div class="page-head">
            <div>{crumbs}<h1>{title.into()}</h1><div class="lede">{lede.into_any()}</div></div>
            <div class="page-actions">{actions.into_any()}</div>
        </div>
    }
    .into_any()
}

/// A link that looks like the one thing to do here.
#[must_use]
pub fn button(href: impl Into<String>, image: Icon, label: &'static str) -> AnyView {
    view! { <a class="button" href=href.into()>{icon(image)}{label}</a> }.into_any()
}

/// A link that looks like a further thing to do here.
#[must_use]
pub fn quiet_button(href: impl Into<String>, image: Icon, label: &'static str) -> AnyView {
    view! { <a class="button quiet" href=href.into()>{icon(image)}{label}</a> }.into_any()
}

/// A register with these headings over its rows.
#[must_use]
pub fn table(headings: &[&str], rows: Vec<impl IntoView + 'static>) -> AnyView {
    let headings: Vec<_> = headings
        .iter()
        .map(|heading| view! { <th scope="col">{(*heading).to_owned()}</th> })
        .collect();
    view! {
        <table class="register">
            <thead><tr>{headings}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// What stands where a list has no rows: what to do about it.
#[must_use]
pub fn empty(message: &'static str) -> AnyView {
    view! { <div class="empty">{icon(Icon::Info)}<p>{message}</p></div> }.into_any()
}

/// A date in words with its machine-readable form.
#[must_use]
pub fn day(locale: Locale, day: NaiveDate) -> AnyView {
    Html::time(&day.to_string(), &date::long(locale, day)).view()
}

/// [`Html::short_day`] as a view.
#[must_use]
pub fn short_day(locale: Locale, day: NaiveDate) -> AnyView {
    Html::short_day(locale, day).view()
}

/// A date in words, or a dash.
#[must_use]
pub fn optional_day(locale: Locale, date: Option<NaiveDate>) -> AnyView {
    date.map_or_else(|| "–".into_any(), |date| day(locale, date))
}

/// A date as a tile at the left of a list.
#[must_use]
pub fn date_tile(locale: Locale, day: NaiveDate) -> AnyView {
    use chrono::Datelike;
    view! {
        <time class="date-tile" datetime=day.to_string()>
            <b>{day.day()}</b>{date::short_month_name(locale, day)}
        </time>
    }
    .into_any()
}

/// A mark beside a value that nobody has verified; nothing beside one that is checked.
#[must_use]
pub fn unverified(locale: Locale, checked: Checked) -> Option<AnyView> {
    let words = match checked {
        Checked::Yes => return None,
        Checked::Press => t::checked_press(locale),
        Checked::No => t::checked_no(locale),
    };
    Some(view! { <span class="unverified">{words}</span> }.into_any())
}

/// A share as a bar, for figures that are a part of a whole.
#[must_use]
pub fn bar(tone: Tone, part: i64, whole: i64) -> AnyView {
    let width = if whole == 0 { 0 } else { part * 100 / whole };
    view! {
        <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class=format!("bar-fill {}", tone.class()) width=width.to_string() height="8"></rect>
        </svg>
    }
    .into_any()
}
