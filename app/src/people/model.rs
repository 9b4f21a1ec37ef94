//! The types of people.

use crate::{Locale, id::PersonId, organisations::OrganisationName, text::people as t};
use chrono::NaiveDate;

codes! {
    /// Whether somebody works at the organisation, on a day.
    pub enum Presence {
        /// Works there, if perhaps not for long.
        Here = "here",
        /// Has left.
        Left = "left",
    }
}

impl Presence {
    /// The word for it in the filter.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Here => t::here(l),
            Self::Left => t::left(l),
        }
    }
}

/// A person and how to reach one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Which one.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// What the person does in daily work.
    pub function: String,
    /// The home organisation.
    pub organisation: OrganisationName,
    /// The address at work.
    pub email: String,
    /// The number at work; may be empty.
    pub work_phone: String,
    /// The number at home, empty when there is none; nothing at all for a reader who may not see
    /// it.
    pub private_phone: Option<String>,
    /// The last day at the organisation, when it is known.
    pub left_on: Option<NaiveDate>,
    /// Whether the person can sign in.
    pub account: bool,
    /// How often the record was changed, to notice that two people edit it.
    pub version: i64,
}
