//! The form of an annex.

use crate::{
    choice::Choice,
    form::FormState,
    organisations::OrganisationName,
    page::{Content, Frame},
    plans::Plan,
    rulebook::{ReviewRule, pages::interval_words},
    text::{annexes as t, form as tf},
    ui::{self, form::Form},
};
use leptos::prelude::*;

/// The form of an annex.
#[must_use]
pub fn edit(
    frame: &Frame,
    plan: &Plan,
    organisation: &OrganisationName,
    rules: &[ReviewRule],
    form_state: &FormState,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let rules: Vec<Choice> = rules
        .iter()
        .map(|rule| {
            let words = interval_words(l, rule.interval_months);
            let label = rule.label.label(l);
            (
                rule.id.to_string(),
                format!("{}: {words} ({label})", rule.name),
            )
        })
        .collect();
    let conflict = form.conflict(&[
        ("contacts", t::contacts(l), &[]),
        ("places", t::places(l), &[]),
        ("rule", t::rule(l), &rules),
    ]);
    let title = t::annex_of(l, &organisation.name);
    let back = format!("/plans/{}/annexes/{}", plan.id, organisation.id);
    let fields = view! {
        {form.area("contacts", t::contacts(l), t::contacts_hint(l), 10)}
        {form.area("places", t::places(l), t::places_hint(l), 8)}
        {form.select("rule", t::rule(l), t::rule_hint(l), Some(tf::choose(l)), &rules)}
    };
    let view = view! {
        {ui::head(Some((&back, &title)), t::edit(l), plan.title.clone(), "")}
        {form.editor(conflict, fields, &back)}
    };
    Content::new(t::edit(l), view)
}
