//! Markdown that people write, made into HTML that is safe to show.

use app::ui::Html;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::HashSet;

/// The level at which the headings of a text begin: it always stands below an `<h2>` of the page.
const TOP: usize = 3;

/// The text as HTML.
///
/// Headings are shifted so that the highest one becomes an `<h3>`, and a level is never skipped.
/// HTML in the text is shown as it was typed, pictures by their description; what remains goes
/// through an allow-list of elements, attributes and kinds of links (`http`, `https`, `mailto`,
/// `tel`).
#[must_use]
pub fn html(markdown: &str) -> Html {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, options).collect();
    let highest = events
        .iter()
        .filter_map(|event| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(*level as usize),
            _ => None,
        })
        .min()
        .unwrap_or(TOP);
    let mut last = TOP - 1;
    let events = events.into_iter().filter_map(|event| {
        Some(match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
            Event::Start(Tag::Heading {
                level,
                id,
                classes,
                attrs,
            }) => {
                last = (level as usize + TOP - highest).min(last + 1).min(6);
                Event::Start(Tag::Heading {
                    level: heading(last),
                    id,
                    classes,
                    attrs,
                })
            }
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(heading(last))),
            other => other,
        })
    });
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events);
    let cleaned = ammonia::Builder::default()
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .clean(&html);
    Html::cleaned(cleaned.to_string())
}

fn heading(level: usize) -> HeadingLevel {
    HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6)
}

#[cfg(test)]
mod tests {
    fn html(markdown: &str) -> String {
        super::html(markdown).as_str().to_owned()
    }

    #[test]
    fn headings_begin_below_those_of_the_page_and_skip_no_level() {
        assert_eq!(
            html("# Doel\n\n### Diep\n\n## Taken").replace('\n', ""),
            "<h3>Doel</h3><h4>Diep</h4><h4>Taken</h4>"
        );
        assert_eq!(html("### Doel").trim(), "<h3>Doel</h3>");
    }

    #[test]
    fn html_in_the_text_is_shown_and_not_run() {
        let shown = html("<script>alert(1)</script>\n\nBel <b onclick=x>nu</b>");
        assert!(
            !shown.contains("<script") && !shown.contains("<b"),
            "{shown}"
        );
        assert!(shown.contains("&lt;script&gt;"), "{shown}");
    }

    #[test]
    fn a_link_goes_to_the_web_a_mailbox_or_a_telephone_alone() {
        assert!(html("[bel](tel:0435550101)").contains("href=\"tel:0435550101\""));
        assert!(!html("[x](javascript:alert(1))").contains("javascript"));
        assert!(!html("![kaart](https://example.org/k.png)").contains("<img"));
    }
}
