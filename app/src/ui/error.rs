//! The page that says what went wrong and what to do.

use crate::{
    page::{Content, Frame},
    text::error as t,
};
use leptos::prelude::*;

/// A page for an answer with this HTTP status. `reference` is the number under which the log tells
/// more.
#[must_use]
pub fn page(frame: &Frame, status: u16, reference: Option<&str>) -> Content {
    let l = frame.locale;
    let (title, help) = match status {
        400 => (t::bad_request(l), t::bad_request_help(l)),
        403 => (t::forbidden(l), t::forbidden_help(l)),
        404 => (t::not_found(l), t::not_found_help(l)),
        413 => (t::too_large(l), t::too_large_help(l)),
        429 => (t::too_many(l), t::too_many_help(l)),
        503 => (t::away(l), t::away_help(l)),
        _ => (t::failed(l), t::failed_help(l)),
    };
    let view = view! {
        <div class="error-page">
            <h1>{title}</h1>
            <p>{help}</p>
            {reference.map(|reference| view! { <p>{t::reference(l, reference)}</p> })}
            <p><a class="button" href="/">{t::home(l)}</a></p>
        </div>
    };
    Content::new(title, view)
}
