//! What a page is made of: the frame that surrounds it and the content in it.

use crate::{
    Locale,
    id::{OrganisationId, PersonId},
};
use chrono::{NaiveDate, NaiveDateTime};
use leptos::prelude::*;

/// What every page knows of the one who reads it and of the moment.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The reader's language.
    pub locale: Locale,
    /// Who reads; nobody on the sign-in page.
    pub viewer: Option<Viewer>,
    /// Path and query of the address, to mark the place in the navigation and to come back to.
    pub address: String,
    /// Now, on the clock of the region.
    pub now: NaiveDateTime,
    /// Whether the people are invented.
    pub demo: bool,
    /// Folder of the style sheet and the islands (`/pkg/…`); none without a bundle.
    pub assets: Option<String>,
    /// What the last change has to say.
    pub notice: Option<Notice>,
}

impl Frame {
    /// Today, on the clock of the region.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// Whether the reader is a coordinator of some organisation.
    #[must_use]
    pub fn is_coordinator(&self) -> bool {
        self.viewer
            .as_ref()
            .is_some_and(|viewer| viewer.coordinator)
    }

    /// Whether the reader may change what belongs to this organisation.
    #[must_use]
    pub fn can_edit(&self, owner: &OrganisationId) -> bool {
        self.viewer
            .as_ref()
            .is_some_and(|viewer| viewer.edits.contains(owner))
    }
}

/// The one who reads, as far as a page shows it.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The name in the user menu.
    pub name: String,
    /// The organisation, or the region, in the top bar.
    pub organisation: String,
    /// The person behind the account, if there is one.
    pub person: Option<PersonId>,
    /// The organisations whose records this reader may change.
    pub edits: Vec<OrganisationId>,
    /// Coordinator of at least one organisation.
    pub coordinator: bool,
    /// Manager of at least one organisation.
    pub manager: bool,
    /// Administrator.
    pub admin: bool,
}

/// The content of a page, to be put in its frame.
#[derive(Debug)]
pub struct Content {
    /// The title, in the browser's tab and in history.
    pub title: String,
    /// What stands in `<main>`.
    pub view: AnyView,
}

impl Content {
    /// A page with this title.
    #[must_use]
    pub fn new(title: impl Into<String>, view: impl IntoView + 'static) -> Self {
        Self {
            title: title.into(),
            view: view.into_any(),
        }
    }
}

codes! {
    /// What a page says once, on top, after a change.
    pub enum Notice {
        /// The change is stored.
        Saved = "saved",
        /// A new record is stored.
        Created = "created",
        /// The person is signed out.
        SignedOut = "signed-out",
        /// The password is changed.
        PasswordChanged = "password-changed",
        /// Something was ended or revoked.
        Ended = "ended",
    }
}

/// One page out of a longer list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pages {
    /// The page, from 1.
    pub page: i64,
    /// The rows in the whole list.
    pub total: i64,
}

impl Pages {
    /// Rows on one page.
    pub const SIZE: i64 = 50;

    /// The page with this number, as it was asked for, of a list of so many rows.
    #[must_use]
    pub fn new(number: i64, total: i64) -> Self {
        Self {
            page: number.max(1),
            total,
        }
    }

    /// The number of pages, at least one.
    #[must_use]
    pub fn count(self) -> i64 {
        (self.total + Self::SIZE - 1).div_euclid(Self::SIZE).max(1)
    }

    /// The rows before this page.
    #[must_use]
    pub fn offset(page: i64) -> i64 {
        (page.max(1) - 1).saturating_mul(Self::SIZE)
    }
}
