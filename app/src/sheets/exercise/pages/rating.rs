use crate::{
    exercises::{
        Exercise, Objective, Rating,
        pages::{rating_box, rating_words},
    },
    form::FormState,
    page::{Content, Frame},
    text::exercises as t,
    ui::{self, form::Form},
};
use leptos::prelude::*;

/// The page on which an objective is rated.
#[must_use]
pub fn rate(
    frame: &Frame,
    exercise: &Exercise,
    objective: &Objective,
    form_state: &FormState,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let back = format!("/exercises/{}", exercise.id);
    let ratings: Vec<_> = Rating::ALL
        .iter()
        .map(|rating| {
            let code = rating.code();
            (code.to_owned(), format!("{code} – {}", rating.label(l)))
        })
        .collect();
    let rated = objective.rating.is_some();
    let kept = rated.then(|| {
        form.kept(&[
            ("rating", t::rating(l), &ratings),
            ("observation", t::observation(l), &[]),
        ])
    });
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
        {kept.flatten()}
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
