//! The forms of organisations.

use super::{Organisation, OrganisationName, form::KINDS};
use crate::{
    Locale,
    form::FormState,
    page::{Content, Frame},
    text::{form as tf, organisations as t, ui as tu},
    ui::{self, form::Form},
};
use leptos::prelude::*;

/// The form of a new organisation; `regions` are those to which the reader may add.
#[must_use]
pub fn new(frame: &Frame, form_state: &FormState, regions: &[OrganisationName]) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let regions = OrganisationName::choices(regions);
    let kinds = ui::form::choices(KINDS, |kind| (kind.code(), kind.label(l)));
    let view = view! {
        {ui::head(Some(("/organisations", t::title(l))), t::add(l), "", "")}
        {form.summary()}
        <form class="form" method="post">
            {form.radios("kind", t::kind(l), "", &kinds)}
            {form.select("region", t::region(l), t::region_hint(l), Some(tf::choose(l)), &regions)}
            {fields(&form)}
            {buttons(l, "/organisations".to_owned())}
        </form>
    };
    Content::new(t::add(l), view)
}

/// The form of an organisation.
#[must_use]
pub fn edit(frame: &Frame, organisation: &Organisation, form_state: &FormState) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let conflict = form.conflict(&[
        ("name", t::name(l), &[]),
        ("email", t::email(l), &[]),
        ("phone", t::phone(l), &[]),
        ("note", t::note(l), &[]),
    ]);
    let back = format!("/organisations/{}", organisation.id);
    let view = view! {
        {ui::head(Some((&back, &organisation.name)), t::edit(l), "", "")}
        {conflict}
        {form.summary()}
        <form class="form" method="post">
            {form.hidden("version")}
            {fields(&form)}
            {buttons(l, back)}
        </form>
    };
    Content::new(t::edit(l), view)
}

fn fields(form: &Form<'_>) -> impl IntoView + use<> {
    let l = form.locale;
    view! {
        {form.text("name", t::name(l), t::name_hint(l))}
        {form.typed("email", "email", t::email(l), tf::optional(l))}
        {form.typed("tel", "phone", t::phone(l), t::phone_hint(l))}
        {form.area("note", t::note(l), tf::optional(l), 4)}
    }
}

fn buttons(l: Locale, back: String) -> impl IntoView + use<> {
    view! {
        {ui::form::actions(l, tu::save(l), &back)}
    }
}
