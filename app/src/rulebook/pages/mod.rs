//! The forms of the rule book, and its words on other pages.

mod duty;
mod edit;

pub use duty::edit as edit_duty;
pub use edit::edit;

use super::{CountedFrom, Milestone, ReviewRule, RuleLabel};
use crate::{
    Locale,
    choice::Choice,
    date,
    source::Checked,
    text::{plans as tp, rulebook as t},
    ui::{
        self, Html,
        form::{Form, choices},
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// How often, in words: "om de 4 jaar", "ieder jaar", "om de 18 maanden".
#[must_use]
pub fn interval_words(l: Locale, months: u32) -> String {
    let months = i64::from(months);
    if months % 12 == 0 {
        tp::every_years(l, months / 12)
    } else {
        tp::every_months(l, months)
    }
}

/// A small mark that says how binding a rule is.
#[must_use]
pub fn rule_label(l: Locale, label: RuleLabel) -> AnyView {
    rule_label_html(l, label).view()
}

/// The mark of [`rule_label`] for a cell of a register.
#[must_use]
pub fn rule_label_html(l: Locale, label: RuleLabel) -> Html {
    let class = format!("source-tag {}", label.code());
    Html::element("span", &[("class", &class)], &Html::text(label.label(l)))
}

/// From what a rule counts, with the first day of its series.
#[must_use]
pub fn counted_words(l: Locale, rule: &ReviewRule) -> String {
    match (rule.counted_from, rule.series_start) {
        (CountedFrom::Series, Some(start)) => t::series_from(l, date::long(l, start)),
        (counted_from, _) => counted_from.label(l).to_owned(),
    }
}

/// The milestones in a line: "start 9, concept 6, inzage 4, bestuur 2 maanden vooraf".
#[must_use]
pub fn lead_words(l: Locale, rule: &ReviewRule) -> String {
    let step = |(milestone, months)| match milestone {
        Milestone::Start => t::short_start(l, months),
        Milestone::Draft => t::short_draft(l, months),
        Milestone::Inspection => t::short_inspection(l, months),
        Milestone::Board => t::short_board(l, months),
    };
    let steps: Vec<_> = rule.milestones().map(step).collect();
    t::before_due(l, steps.join(", "))
}

/// The mark that says how binding something is, the day on which its source was read, and whether
/// that was in the source itself.
pub fn standing_of_source(
    l: Locale,
    label: RuleLabel,
    as_of: NaiveDate,
    checked: Checked,
) -> impl IntoView + use<> {
    let certainty = ui::unverified(l, checked).unwrap_or_else(|| t::verified(l).into_any());
    view! { {rule_label(l, label)}" "{tp::as_of(l, date::long(l, as_of))}" · "{certainty} }
}

/// The mark of a rule that is not common: a region departs with it, or has made it. With the region's
/// name for readers who see several.
#[must_use]
pub fn region_chip(l: Locale, rule: &ReviewRule, region: Option<&str>) -> Option<AnyView> {
    let words = match (&rule.scope.region, &rule.scope.replaces, region) {
        (None, _, _) => return None,
        (Some(_), Some(_), None) => t::departs(l).to_owned(),
        (Some(_), Some(_), Some(region)) => t::departs_in(l, region),
        (Some(_), None, None) => t::of_the_region(l).to_owned(),
        (Some(_), None, Some(region)) => t::of_region(l, region),
    };
    Some(ui::chip(ui::Tone::None, words).into_any())
}

fn label_choices(l: Locale) -> Vec<Choice> {
    choices(RuleLabel::ALL, |label| (label.code(), label.label(l)))
}

fn checked_choices(l: Locale) -> Vec<Choice> {
    choices(Checked::ALL, |checked| {
        let words = match checked {
            Checked::Yes => t::checked_yes(l),
            Checked::Press => t::checked_press(l),
            Checked::No => t::checked_no(l),
        };
        (checked.code(), words)
    })
}

/// The fields that say where a rule or a duty comes from.
fn provenance(form: &Form<'_>) -> impl IntoView + use<> {
    let l = form.locale;
    view! {
        {form.text("source", t::source(l), t::source_hint(l))}
        {form.radios("label", t::label(l), "", &label_choices(l))}
        {form.date("as_of", t::as_of(l), t::as_of_hint(l))}
        {form.radios("checked", t::checked(l), "", &checked_choices(l))}
    }
}
