use crate::{
    Locale,
    exercises::{Exercise, Objective, Rating},
    form::FormState,
    page::{Content, Frame},
    text::exercises as t,
    ui::{self, form::Form},
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

/// The page on which an objective is rated.
#[must_use]
pub fn rate(
    frame: &Frame,
    exercise: &Exercise,
    objective: &Objective,
    tried: &FormState,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, tried);
    let back = format!("/exercises/{}", exercise.id);
    let ratings: Vec<_> = Rating::ALL
        .iter()
        .map(|rating| {
            let code = rating.code();
            (code.to_owned(), format!("{code} – {}", rating.label(l)))
        })
        .collect();
    let rated = objective.rating.is_some();
    let fields = (!rated).then(|| {
        view! {
            <form class="form" method="post">
                <p>{t::rate_once(l)}</p>
                {form.radios("rating", t::rating(l), "", &ratings)}
                {form.area("observation", t::observation(l), t::observation_hint(l), 4)}
                {ui::form::actions(l, t::rate(l), &back)}
            </form>
        }
    });
    let view = view! {
        {ui::head(Some((&back, &exercise.title)), t::rate_title(l), "", "")}
        {form.summary()}
        <div class="stack">
            <div class="objective" id="objective">
                {rating_box(objective.rating)}
                <div>
                    <h2>{objective.text.clone()}</h2>
                    <p>{rating_words(l, objective)}</p>
                </div>
            </div>
            {fields}
        </div>
    };
    Content::new(t::rate_title(l), view)
}
