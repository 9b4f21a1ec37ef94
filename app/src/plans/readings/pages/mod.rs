//! The pages about proof of reading, and its parts on other pages.

mod mine;
mod readers;

pub use mine::{my_read, newer, to_read};
pub use readers::{Shown, name, readers, section};

use super::ReadingRequest;
use crate::{Locale, text::readings as t, ui};
use leptos::prelude::*;

/// The button with which the reader says that the newest version is read and understood; `next` is
/// the page to go back to.
fn confirm(l: Locale, request: &ReadingRequest, next: String) -> AnyView {
    let title = request.title.clone();
    view! {
        <form class="inline" method="post" action=format!("/plans/{}/reading", request.plan)>
            <input type="hidden" name="version" value=request.version.to_string() />
            <input type="hidden" name="next" value=next />
            <button class="button">
                {ui::icon(ui::Icon::Check)}{t::confirm(l)}<span class="visually-hidden">": "{title}</span>
            </button>
        </form>
    }
    .into_any()
}
