//! The pages about plans.

mod edit;
mod index;

pub use edit::edit;
pub use index::index;

use super::{Currency, PlanLine};
use crate::{
    Locale, date,
    text::plans as t,
    ui::{Html, Tone},
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// The chip that says whether a plan is current.
#[must_use]
pub fn currency_chip(l: Locale, currency: Currency) -> AnyView {
    currency_html(l, currency).view()
}

fn currency_html(l: Locale, currency: Currency) -> Html {
    Html::status(currency.tone(), currency.code(), currency.label(l))
}

/// The chips that say how a plan stands: whether it is current, and beside it an extension and that
/// somebody asks for work on it, so that neither is ever out of sight.
#[must_use]
pub fn standing_chips(
    l: Locale,
    currency: Currency,
    extended_until: Option<NaiveDate>,
    asked_on: Option<NaiveDate>,
) -> AnyView {
    standing_html(l, currency, extended_until, asked_on).view()
}

fn standing_html(
    l: Locale,
    currency: Currency,
    extended_until: Option<NaiveDate>,
    asked_on: Option<NaiveDate>,
) -> Html {
    let live = currency != Currency::Withdrawn;
    // Who revises a plan does what was asked.
    let waits = live && currency != Currency::InRevision;
    let extended = extended_until
        .filter(|_| live)
        .map(|until| Html::chip(Tone::Busy, &t::extended_until(l, date::short(l, until))));
    let asked = asked_on
        .filter(|_| waits)
        .map(|_| Html::chip(Tone::Soon, t::asked(l)));
    let chips = [Some(currency_html(l, currency)), extended, asked];
    let chips = chips.into_iter().flatten().reduce(Html::and);
    Html::element("span", &[("class", "chips")], &chips.unwrap_or_default())
}

/// What must be done next for a plan on which work should have begun, or what was missed.
#[must_use]
pub fn next_words(l: Locale, line: &PlanLine, today: NaiveDate) -> Option<String> {
    use Currency::{DueSoon, InRevision, Overdue};
    let (milestone, on) = line.next?;
    let name = milestone.label(l);
    match line.currency {
        DueSoon | InRevision | Overdue if on < today => Some(t::milestone_missed(
            l,
            t::MilestoneMissed {
                date: date::short(l, on),
                name,
            },
        )),
        DueSoon | InRevision => Some(t::next_milestone(
            l,
            t::NextMilestone {
                date: date::short(l, on),
                name,
            },
        )),
        _ => None,
    }
}
