//! The pages about plans.

mod edit;
mod index;
mod show;

pub use edit::{Choices, edit};
pub use index::index;
pub use show::{Parts, PlanForms, show};

use super::Currency;
use crate::{Locale, rulebook::RuleLabel, text::plans as t, ui};
use leptos::prelude::*;

/// The chip that says whether a plan is current.
#[must_use]
pub fn currency_chip(l: Locale, currency: Currency) -> AnyView {
    ui::status(currency.tone(), currency.code(), currency.label(l))
}

/// How often, in words: "om de 4 jaar", "ieder jaar", "om de 18 maanden".
#[must_use]
pub fn interval_words(l: Locale, months: u32) -> String {
    let months = i64::from(months);
    if months % 12 == 0 {
        t::every_years(l, months / 12)
    } else {
        t::every_months(l, months)
    }
}

/// A small mark that says how binding a rule is.
#[must_use]
pub fn rule_label(l: Locale, label: RuleLabel) -> AnyView {
    view! { <span class=format!("source-tag {}", label.code())>{label.label(l)}</span> }.into_any()
}
