//! HTML that is ready, for what stands on a page by the dozen.

use super::Tone;
use crate::{Locale, date};
use chrono::NaiveDate;
use html_escape::{encode_double_quoted_attribute_to_string, encode_text};
use leptos::{prelude::*, tachys::html::InertElement};

/// A piece of HTML that is ready, such as a cell of a register. A view of its parts would take ten
/// times as long, and a register has hundreds of them. Every text in it is escaped where it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self(encode_text(text).into_owned())
    }

    /// An element with these attributes around its content.
    #[must_use]
    pub fn element(tag: &str, attributes: &[(&str, &str)], content: &Self) -> Self {
        let mut html = String::with_capacity(content.0.len() + 128);
        html.extend(["<", tag]);
        for (name, value) in attributes {
            html.extend([" ", name, "=\""]);
            encode_double_quoted_attribute_to_string(value, &mut html);
            html.push('"');
        }
        html.extend([">", &content.0, "</", tag, ">"]);
        Self(html)
    }

    /// A link.
    #[must_use]
    pub fn link(href: &str, text: &str) -> Self {
        Self::element("a", &[("href", href)], &Self::text(text))
    }

    /// What says more, in small print; nothing without a text.
    #[must_use]
    pub fn small(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        Self::element("small", &[], &Self::text(text))
    }

    /// This and that behind it.
    #[must_use]
    pub fn and(mut self, behind: Self) -> Self {
        self.0.push_str(&behind.0);
        self
    }

    /// Parts that belong together in one cell.
    #[must_use]
    pub fn div(self) -> Self {
        Self::element("div", &[], &self)
    }

    /// A status: icon, word and colour. `data-status` carries its code for scripts and tests.
    #[must_use]
    pub fn status(tone: Tone, code: &str, word: &str) -> Self {
        let class = format!("chip {}", tone.class());
        let attributes = [("class", class.as_str()), ("data-status", code)];
        Self::element("span", &attributes, &Self::icon_and(tone, word))
    }

    /// A chip that is no status of a record.
    #[must_use]
    pub fn chip(tone: Tone, word: &str) -> Self {
        let class = format!("chip {}", tone.class());
        Self::element("span", &[("class", &class)], &Self::icon_and(tone, word))
    }

    fn icon_and(tone: Tone, word: &str) -> Self {
        Self(tone.icon().svg().to_owned()).and(Self::text(word))
    }

    /// A date or a moment in words with its machine-readable form.
    #[must_use]
    pub fn time(machine: &str, words: &str) -> Self {
        Self::element("time", &[("datetime", machine)], &Self::text(words))
    }

    /// A date in figures with its machine-readable form, for tables.
    #[must_use]
    pub fn short_day(locale: Locale, day: NaiveDate) -> Self {
        Self::time(&day.to_string(), &date::short(locale, day))
    }

    /// What was made of a text that people wrote and then went through an allow-list of elements and
    /// attributes.
    #[must_use]
    pub fn cleaned(html: String) -> Self {
        Self(html)
    }

    /// Its text, for `inner_html`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A view of it.
    #[must_use]
    pub fn view(self) -> AnyView {
        InertElement::new(self.0).into_any()
    }
}

/// A register: its headings, and rows whose first cell names the record. On a narrow screen each
/// other cell carries its heading.
#[must_use]
pub fn register<const N: usize>(
    headings: [&'static str; N],
    rows: impl Iterator<Item = [Html; N]>,
) -> AnyView {
    // A row takes about a kilobyte.
    let mut html = String::with_capacity(rows.size_hint().0 << 10);
    html.push_str(r#"<table class="register"><thead><tr>"#);
    for heading in headings {
        let cell = Html::element("th", &[("scope", "col")], &Html::text(heading));
        html.push_str(&cell.0);
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            html.push_str("<td");
            if column > 0 {
                html.push_str(" data-label=\"");
                encode_double_quoted_attribute_to_string(headings[column], &mut html);
                html.push('"');
            }
            html.extend([">", &cell.0, "</td>"]);
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    Html(html).view()
}

#[cfg(test)]
mod tests {
    use super::{Html, register};
    use leptos::prelude::*;

    #[test]
    fn what_somebody_typed_stays_a_text_wherever_it_stands() {
        let typed = "\"><b> & 'Co'";
        let cell = Html::link(typed, typed).and(Html::small(typed));
        let html = register(["a", "b\""], [[cell, Html::text(typed).div()]].into_iter()).to_html();
        assert!(!html.contains("<b>") && !html.contains("\"\">"), "{html}");
        assert!(
            html.contains("href=\"&quot;&gt;&lt;b&gt; &amp; 'Co'\""),
            "{html}"
        );
        assert_eq!(html.matches("\"&gt;&lt;b&gt; &amp; 'Co'").count(), 3);
        assert!(html.contains("<td data-label=\"b&quot;\"><div>"), "{html}");
    }

    #[test]
    fn small_print_without_a_text_is_nothing() {
        assert_eq!(Html::small(""), Html::default());
    }
}
