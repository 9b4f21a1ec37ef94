//! The pages about the documents of a plan's versions.

mod compare;
mod gone;
mod version;

pub use compare::{Pair, compare};
pub use gone::gone;
pub use version::version;

use super::{Document, size_words};
use crate::{Locale, date, text::documents as t};
use leptos::prelude::*;

/// What is known of a document, in one line: "PDF · 1,4 MB · toegevoegd op … door …".
pub(crate) fn particulars(l: Locale, document: &Document) -> AnyView {
    let added = t::added_by(
        l,
        t::AddedBy {
            when: date::with_time(l, document.added_at),
            who: &document.added_by,
        },
    );
    let (kind, size) = (document.kind.label(l), size_words(l, document.size));
    view! { {kind}" · "{size}" · "{added} }.into_any()
}

/// A document as the link to its file.
pub(crate) fn link(document: &Document) -> AnyView {
    view! { <a href=format!("/documents/{}", document.id)>{document.name.clone()}</a> }.into_any()
}

/// The SHA-256 of a document in full, in letters of one width.
pub(crate) fn fingerprint(l: Locale, document: &Document) -> AnyView {
    view! { <span class="fingerprint">{t::sha256(l)}" "<code>{document.sha256.clone()}</code></span> }
        .into_any()
}
