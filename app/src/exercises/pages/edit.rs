use crate::{
    exercises::{Choices, Exercise, ExerciseKind, rules},
    form::FormState,
    organisations::OrganisationName,
    page::{Content, Frame},
    text::{exercises as t, form as tf},
    ui::{
        self,
        form::{Field, Form},
    },
};
use leptos::prelude::*;

/// The form of an exercise: a new one when `exercise` is none. Of one whose facts can't change any
/// more, what was typed.
#[must_use]
pub fn edit(
    frame: &Frame,
    exercise: Option<&Exercise>,
    form_state: &FormState,
    choices: &Choices,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let owners = OrganisationName::choices(&choices.owners);
    let organisations = OrganisationName::choices(&choices.organisations);
    let kinds = ui::form::choices(ExerciseKind::ALL, |kind| (kind.code(), kind.label(l)));
    let all_day = [("yes".to_owned(), t::all_day(l).to_owned())];
    let names: [Field<'_>; 14] = [
        ("title", t::name(l), &[]),
        ("kind", t::kind(l), &kinds),
        ("owner", t::owner(l), &owners),
        ("date", t::date(l), &[]),
        ("start", t::start(l), &[]),
        ("end", t::end(l), &[]),
        ("end_date", t::end_date(l), &[]),
        ("all_day", t::duration(l), &all_day),
        ("place", t::place(l), &[]),
        ("organisations", t::organisations(l), &organisations),
        ("scenario", t::scenario(l), &[]),
        ("description", t::description(l), &[]),
        ("plans", t::plans(l), &choices.plans),
        ("roles", t::roles(l), &choices.roles),
    ];
    let (title, back, back_label) = match exercise {
        Some(exercise) => (
            t::edit(l),
            format!("/exercises/{}", exercise.id),
            exercise.title.clone(),
        ),
        None => (t::add(l), "/exercises".to_owned(), t::title(l).to_owned()),
    };
    let plans = (!choices.plans.is_empty())
        .then(|| form.checkboxes("plans", t::plans(l), t::plans_hint(l), &choices.plans));
    let roles = (!choices.roles.is_empty())
        .then(|| form.checkboxes("roles", t::roles(l), "", &choices.roles));
    let fields = view! {
        {form.text("title", t::name(l), "")}
        {form.select("kind", t::kind(l), "", Some(tf::choose(l)), &kinds)}
        <h2 class="form-section">{t::section_when(l)}</h2>
        <div class="field-row">
            {form.date("date", t::date(l), "")}
            {form.time("start", t::start(l), "")}
            {form.time("end", t::end(l), "")}
        </div>
        {form.checkboxes("all_day", t::duration(l), t::all_day_hint(l), &all_day)}
        {form.date("end_date", t::end_date(l), t::end_date_hint(l))}
        {form.text("place", t::place(l), tf::optional(l))}
        <h2 class="form-section">{t::section_who(l)}</h2>
        {form.select("owner", t::owner(l), t::owner_hint(l), Some(tf::choose(l)), &owners)}
        {form.checkboxes("organisations", t::organisations(l), t::organisations_hint(l), &organisations)}
        <h2 class="form-section">{t::section_what(l)}</h2>
        {form.area("scenario", t::scenario(l), tf::optional(l), 3)}
        {form.area("description", t::description(l), t::description_hint(l), 4)}
        {plans}
        {roles}
    };
    let fixed = exercise.filter(|exercise| !rules::may_change(exercise.status));
    let body = match fixed {
        Some(exercise) => form.fixed(t::error_fixed(l, exercise.status.label(l)), &names),
        None => form.editor(form.conflict(&names), fields, &back),
    };
    let view = view! {
        {ui::head(Some((&back, &back_label)), title, "", "")}
        {body}
    };
    Content::new(title, view)
}
