//! The pages about annexes, and their part on a plan's page.

mod edit;
mod index;
mod show;

pub use edit::edit;
pub use index::{index, section};
pub use show::{Sheet, show};

use super::AnnexStatus;
use crate::{Locale, ui};
use leptos::prelude::*;

/// The chip that says how it stands with an annex.
#[must_use]
pub fn status_chip(l: Locale, status: AnnexStatus) -> AnyView {
    ui::status(status.tone(), status.code(), status.label(l))
}
