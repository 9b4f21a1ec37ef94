use crate::{
    Locale,
    exercises::{Objective, Rating},
    text::exercises as t,
};
use leptos::prelude::*;

/// The letter of a rating, large; a dash before it is rated. The words stand beside it.
#[must_use]
pub fn rating_box(rating: Option<Rating>) -> AnyView {
    let code = rating.map(Rating::code);
    view! { <div class="rating" data-rating=code aria-hidden="true">{code.unwrap_or("–")}</div> }
        .into_any()
}

/// How an objective went, in words, with what was seen.
#[must_use]
pub fn rating_words(l: Locale, objective: &Objective) -> String {
    match objective.rating {
        None => t::not_rated(l).to_owned(),
        Some(rating) if objective.observation.is_empty() => rating.label(l).to_owned(),
        Some(rating) => format!("{}. {}", rating.label(l), objective.observation),
    }
}
