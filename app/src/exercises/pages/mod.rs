//! The pages about exercises.

mod edit;
mod rating;
mod register;

pub use edit::edit;
pub use rating::{rating_box, rating_words};
pub use register::index;

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
