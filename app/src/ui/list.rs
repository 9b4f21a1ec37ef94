//! Lists that are longer than a page.

use crate::{Locale, page::Pages, text::ui as t};
use leptos::prelude::*;

/// The query part of an address: `?a=1&b=2` without the empty ones; nothing when all are empty.
#[must_use]
pub fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = String::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    query.push(char::from(byte));
                }
                _ => query.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    query
}

/// Links to the pages before and after; nothing when all fits on one. `address` gives the address
/// of a page by its number.
#[must_use]
pub fn pagination(
    locale: Locale,
    pages: Pages,
    address: impl Fn(i64) -> String,
) -> Option<AnyView> {
    let Pages { page, .. } = pages;
    let count = pages.count();
    (count > 1).then(|| {
        view! {
            <nav class="pagination" aria-label=t::pages(locale)>
                {(page > 1).then(|| view! { <a rel="prev" href=address(page - 1)>{t::previous(locale)}</a> })}
                <span>{t::page_of(locale, t::PageOf { count, page })}</span>
                {(page < count).then(|| view! { <a rel="next" href=address(page + 1)>{t::next(locale)}</a> })}
            </nav>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_query_leaves_out_what_is_empty_and_escapes_the_rest() {
        assert_eq!(
            super::query(&[("q", "hoog & water"), ("kind", ""), ("page", "2")]),
            "?q=hoog%20%26%20water&page=2"
        );
        assert_eq!(super::query(&[("q", "")]), "");
    }
}
