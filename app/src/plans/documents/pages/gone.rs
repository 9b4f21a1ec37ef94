//! The page in place of a document whose file is not there.

use super::{Document, particulars};
use crate::{
    page::{Content, Frame},
    text::{documents as t, error as te},
};
use leptos::prelude::*;

/// Says that the file is lost or damaged, and who can bring it back. `reference` is the number under
/// which the log tells more.
#[must_use]
pub fn gone(frame: &Frame, document: &Document, reference: &str) -> Content {
    let l = frame.locale;
    let view = view! {
        <div class="error-page">
            <h1>{t::gone(l)}</h1>
            <p><strong>{document.name.clone()}</strong><br/>{particulars(l, document)}</p>
            <p>{t::gone_help(l)}</p>
            <p>{te::reference(l, reference)}</p>
            <p><a class="button" href="/plans">{t::gone_back(l)}</a></p>
        </div>
    };
    Content::new(t::gone(l), view)
}
