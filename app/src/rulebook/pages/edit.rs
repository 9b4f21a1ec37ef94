//! The form of a rule.

use super::{checked_choices, label_choices, provenance};
use crate::{
    choice::Choice,
    form::FormState,
    organisations::OrganisationName,
    page::{Content, Frame},
    rulebook::PlanKind,
    rulebook::{CountedFrom, Milestone, ReviewRule},
    text::{form as tf, rulebook as t},
    ui::{
        self,
        form::{Form, choices},
    },
};
use leptos::prelude::*;

/// The form of a rule: a new one when `rule` is none. `kind` is the kind of plan that is fixed
/// because there are plans under the rule. `regions` are those for which the reader may change it,
/// where that is a choice.
#[must_use]
pub fn edit(
    frame: &Frame,
    rule: Option<&ReviewRule>,
    kind: Option<PlanKind>,
    regions: &[OrganisationName],
    form_state: &FormState,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let kinds = kind.map_or(PlanKind::ALL.to_vec(), |only| vec![only]);
    let kinds = choices(&kinds, |kind| (kind.code(), kind.label(l)));
    let counted = choices(CountedFrom::ALL, |from| (from.code(), from.label(l)));
    let in_use: [Choice; 1] = [("yes".to_owned(), t::in_use_yes(l).to_owned())];
    let conflict = form.conflict(&[
        ("name", t::name(l), &[]),
        ("plan_kind", t::plan_kind(l), &kinds),
        ("interval_months", t::interval_months(l), &[]),
        ("counted_from", t::counted_from(l), &counted),
        ("series_start", t::series_start(l), &[]),
        ("lead_months", Milestone::Start.label(l), &[]),
        ("draft_months", Milestone::Draft.label(l), &[]),
        ("inspection_months", Milestone::Inspection.label(l), &[]),
        ("board_months", Milestone::Board.label(l), &[]),
        ("source", t::source(l), &[]),
        ("label", t::label(l), &label_choices(l)),
        ("as_of", t::as_of(l), &[]),
        ("checked", t::checked(l), &checked_choices(l)),
        ("in_use", t::in_use(l), &in_use),
    ]);
    let (title, back, back_label) = match rule {
        Some(rule) => (
            t::edit(l),
            format!("/plans/rules/{}", rule.id),
            rule.name.clone(),
        ),
        None => (t::add(l), "/plans/rules".to_owned(), t::title(l).to_owned()),
    };
    let none = kind.is_none().then(|| tf::choose(l));
    let common = rule.is_some_and(|rule| rule.scope.region.is_none());
    let departing = common.then(|| ui::notice(ui::Tone::None, t::departing(l)));
    let regions = (regions.len() > 1).then(|| {
        let regions = OrganisationName::choices(regions);
        form.select(
            "region",
            t::region(l),
            t::region_hint(l),
            Some(tf::choose(l)),
            &regions,
        )
    });
    let fields = view! {
        {regions}
        {form.text("name", t::name(l), t::name_hint(l))}
        {form.select("plan_kind", t::plan_kind(l), t::plan_kind_hint(l), none, &kinds)}
        {form.number("interval_months", t::interval_months(l), t::interval_hint(l))}
        {form.radios("counted_from", t::counted_from(l), t::counted_from_hint(l), &counted)}
        {form.date("series_start", t::series_start(l), t::series_start_hint(l))}
        <fieldset class="lead-time">
            <legend>{t::lead_time(l)}</legend>
            <p class="hint">{t::lead_time_hint(l)}</p>
            <div class="field-row">
                {form.number("lead_months", Milestone::Start.label(l), "")}
                {form.number("draft_months", Milestone::Draft.label(l), "")}
                {form.number("inspection_months", Milestone::Inspection.label(l), "")}
                {form.number("board_months", Milestone::Board.label(l), "")}
            </div>
        </fieldset>
        {provenance(&form)}
        {form.checkboxes("in_use", t::in_use(l), t::in_use_hint(l), &in_use)}
    };
    let view = view! {
        {ui::head(Some((&back, &back_label)), title, "", "")}
        {departing}
        {form.editor(conflict, fields, &back)}
    };
    Content::new(title, view)
}
