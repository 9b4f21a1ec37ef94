//! The pages about exercises.

mod edit;
mod parts;
mod rating;
mod register;
mod show;

pub use edit::{Choices, edit};
pub use rating::{rate, rating_box, rating_words};
pub use register::index;
pub use show::{ExerciseForms, show};

use super::{ExerciseStatus, Linked};
use crate::{Locale, ui};
use leptos::prelude::*;
use std::fmt::Display;

/// The chip that says how far an exercise is.
#[must_use]
pub fn status_chip(l: Locale, status: ExerciseStatus) -> AnyView {
    ui::status(status.tone(), status.code(), status.label(l))
}

/// A link to what the reader may open, the bare name of what not. `folder` is the address before
/// the identifier.
#[must_use]
pub fn linked<T: Display>(folder: &str, to: &Linked<T>) -> AnyView {
    let name = to.name.clone();
    if to.visible {
        view! { <a href=format!("{folder}{}", to.id)>{name}</a> }.into_any()
    } else {
        name.into_any()
    }
}

/// A text that somebody typed, a paragraph for each that is set apart by an empty line.
#[must_use]
pub fn paragraphs(text: &str) -> AnyView {
    text.split("\n\n")
        .filter(|part| !part.trim().is_empty())
        .map(|part| view! { <p>{part.trim().to_owned()}</p> })
        .collect_view()
        .into_any()
}
