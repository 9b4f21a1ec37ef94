//! The form of a plan.

use crate::{
    choice::Choice,
    form::FormState,
    organisations::OrganisationName,
    page::{Content, Frame},
    plans::{Choices, Plan, PlanKind},
    text::{form as tf, plans as t},
    ui::{self, form::Form},
};
use leptos::prelude::*;

/// The form of a plan: a new one when `plan` is none.
#[must_use]
pub fn edit(
    frame: &Frame,
    plan: Option<&Plan>,
    form_state: &FormState,
    choices: &Choices,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let owners = OrganisationName::choices(&choices.owners);
    let organisations = OrganisationName::choices(&choices.organisations);
    let rules: Vec<Choice> = choices
        .rules
        .iter()
        .map(|rule| {
            let (kind, label) = (rule.plan_kind.label(l), rule.label.label(l));
            let words = format!("{kind} – {} ({label})", rule.name);
            (rule.id.to_string(), choices.of_region(rule, words))
        })
        .collect();
    let kinds = ui::form::choices(PlanKind::ALL, |kind| (kind.code(), kind.label(l)));
    let conflict = form.conflict(&[
        ("title", t::name(l), &[]),
        ("kind", t::kind(l), &kinds),
        ("owner", t::owner(l), &owners),
        ("organisations", t::applies_to(l), &organisations),
        ("steward", t::steward(l), &choices.stewards.listed),
        ("rule", t::rule(l), &rules),
        ("summary", t::summary(l), &[]),
    ]);
    let (title, back, back_label) = match plan {
        Some(plan) => (
            t::edit(l),
            format!("/plans/{}", plan.id),
            plan.title.clone(),
        ),
        None => (t::add(l), "/plans".to_owned(), t::title(l).to_owned()),
    };
    let fields = view! {
        {form.text("title", t::name(l), "")}
        {form.select("kind", t::kind(l), "", Some(tf::choose(l)), &kinds)}
        {form.select("owner", t::owner(l), t::owner_hint(l), Some(tf::choose(l)), &owners)}
        {form.checkboxes("organisations", t::applies_to(l), "", &organisations)}
        {choices.stewards.field(&form, ("steward", t::steward(l), t::steward_hint(l)), t::no_steward(l))}
        {form.select("rule", t::rule(l), t::rule_hint(l), Some(tf::choose(l)), &rules)}
        {form.area("summary", t::summary(l), tf::optional(l), 4)}
    };
    let view = view! {
        {ui::head(Some((&back, &back_label)), title, "", "")}
        {form.editor(conflict, fields, &back)}
        {choices.stewards.more(&form, ui::form::EDITOR)}
    };
    Content::new(title, view)
}
