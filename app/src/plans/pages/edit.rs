//! The form of a plan.

use crate::{
    form::FormState,
    id::OrganisationId,
    organisations::OrganisationName,
    page::{Content, Frame},
    plans::{Plan, PlanKind},
    rulebook::ReviewRule,
    text::{form as tf, plans as t},
    ui::{
        self,
        form::{Choice, Form, offers},
    },
};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What the fields of a plan's form can choose from.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Organisations that the reader may make the owner.
    pub owners: Vec<OrganisationName>,
    /// Organisations to which a plan can apply.
    pub organisations: Vec<OrganisationName>,
    /// People who can be steward: id, and name with organisation.
    pub stewards: Vec<Choice>,
    /// Review rules.
    pub rules: Vec<ReviewRule>,
    /// The region of each organisation in reach: a plan has a rule of the region of its owner.
    pub regions: BTreeMap<OrganisationId, OrganisationId>,
}

impl Choices {
    /// The choices with what the plan has already, though its reader could not choose it anew: an
    /// organisation or a steward out of reach, or a rule that is no longer in use, stays when
    /// somebody changes the title.
    #[must_use]
    pub fn including(mut self, plan: &Plan) -> Self {
        for organisation in &plan.organisations {
            if !self.organisations.contains(organisation) {
                self.organisations.push(organisation.clone());
            }
        }
        if let Some((id, name)) = &plan.steward
            && !offers(&self.stewards, id.as_str())
        {
            self.stewards.push((id.to_string(), name.clone()));
        }
        if !self.rules.iter().any(|rule| rule.id == plan.rule.id) {
            self.rules.push(plan.rule.clone());
        }
        self
    }

    /// The words for a rule with the region whose it is, where there are several to choose from.
    fn of_region(&self, rule: &ReviewRule, words: String) -> String {
        let regions: BTreeSet<_> = self.regions.values().collect();
        let named = |id: &OrganisationId| self.organisations.iter().find(|one| one.id == *id);
        match rule.scope.region.as_ref().and_then(named) {
            Some(region) if regions.len() > 1 => format!("{words} · {}", region.name),
            _ => words,
        }
    }
}

/// The form of a plan: a new one when `plan` is none.
#[must_use]
pub fn edit(frame: &Frame, plan: Option<&Plan>, tried: &FormState, choices: &Choices) -> Content {
    let l = frame.locale;
    let form = Form::new(l, tried);
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
        ("steward", t::steward(l), &choices.stewards),
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
        {form.select("steward", t::steward(l), t::steward_hint(l), Some(t::no_steward(l)), &choices.stewards)}
        {form.select("rule", t::rule(l), t::rule_hint(l), Some(tf::choose(l)), &rules)}
        {form.area("summary", t::summary(l), tf::optional(l), 4)}
    };
    let view = view! {
        {ui::head(Some((&back, &back_label)), title, "", "")}
        {form.editor(conflict, fields, &back)}
    };
    Content::new(title, view)
}
