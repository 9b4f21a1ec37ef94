//! The forms of people, and links to reach them.

use super::{Person, rules};
use crate::{
    form::FormState,
    organisations::OrganisationName,
    page::{Content, Frame},
    text::{form as tf, people as t},
    ui::{self, form::Form},
};
use leptos::prelude::*;

/// A telephone number as a link that dials it; a dash when there is none.
#[must_use]
pub fn phone_link(phone: &str) -> AnyView {
    if phone.is_empty() {
        return "–".into_any();
    }
    let href = format!("tel:{}", rules::dial(phone));
    view! { <a class="nowrap" href=href>{phone.to_owned()}</a> }.into_any()
}

/// An e-mail address as a link that begins a message.
#[must_use]
pub fn email_link(email: &str) -> AnyView {
    if email.is_empty() {
        return "–".into_any();
    }
    view! { <a href=format!("mailto:{email}")>{email.to_owned()}</a> }.into_any()
}

/// The form of a person: a new one when `person` is none.
#[must_use]
pub fn edit(
    frame: &Frame,
    person: Option<&Person>,
    form_state: &FormState,
    organisations: &[OrganisationName],
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let organisations = OrganisationName::choices(organisations);
    let conflict = form.conflict(&[
        ("name", t::name(l), &[]),
        ("function", t::function(l), &[]),
        ("organisation", t::organisation(l), &organisations),
        ("email", t::email(l), &[]),
        ("work_phone", t::work_phone(l), &[]),
        ("private_phone", t::private_phone(l), &[]),
    ]);
    let (title, back, back_label) = match person {
        Some(person) => (
            t::edit(l),
            format!("/people/{}", person.id),
            person.name.clone(),
        ),
        None => (t::add(l), "/people".to_owned(), t::title(l).to_owned()),
    };
    let fields = view! {
        {form.text("name", t::name(l), "")}
        {form.text("function", t::function(l), t::function_hint(l))}
        {form.select("organisation", t::organisation(l), t::organisation_hint(l), Some(tf::choose(l)), &organisations)}
        {form.typed("email", "email", t::email(l), t::email_hint(l))}
        {form.typed("tel", "work_phone", t::work_phone(l), tf::optional(l))}
        {form.typed("tel", "private_phone", t::private_phone(l), t::private_phone_hint(l))}
    };
    let view = view! {
        {ui::head(Some((&back, &back_label)), title, "", "")}
        {form.editor(conflict, fields, &back)}
    };
    Content::new(title, view)
}

/// The form of one's own contact data, for those who may not change more.
#[must_use]
pub fn edit_own(frame: &Frame, person: &Person, form_state: &FormState) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let conflict = form.conflict(&[
        ("email", t::email(l), &[]),
        ("work_phone", t::work_phone(l), &[]),
        ("private_phone", t::private_phone(l), &[]),
    ]);
    let back = format!("/people/{}", person.id);
    let fields = view! {
        {form.own("email", "email", t::email(l), t::email_hint(l), "work email")}
        {form.own("tel", "work_phone", t::work_phone(l), tf::optional(l), "work tel")}
        {form.own("tel", "private_phone", t::private_phone(l), t::private_phone_hint(l), "home tel")}
    };
    let view = view! {
        {ui::head(Some((&back, &person.name)), t::edit_own(l), "", "")}
        {form.editor(conflict, fields, &back)}
    };
    Content::new(t::edit_own(l), view)
}
