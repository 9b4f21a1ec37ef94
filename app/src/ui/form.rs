//! Fields of forms: label, hint, control and error, tied together for those who can't see them.

use super::{Icon, icon};
use crate::{
    Locale,
    choice::Choice,
    form::{Errors, FormState, Problem, Values},
    text::{form as t, ui as tu},
};
use leptos::prelude::*;

/// A form on its way to a page: what was typed and what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The reader's language.
    pub locale: Locale,
    /// What was typed, or what the record holds.
    pub values: &'a Values,
    /// What is wrong, by field.
    pub errors: &'a Errors,
    /// What somebody else stored meanwhile.
    pub stored: Option<&'a Values>,
}

/// A field whose value is shown as text: its name, its label and its choices.
pub type Field<'a> = (&'a str, &'static str, &'a [Choice]);

/// The choices of an enumeration: the code and the words of each variant.
#[must_use]
pub fn choices<T: Copy>(
    all: &[T],
    words: impl Fn(T) -> (&'static str, &'static str),
) -> Vec<Choice> {
    all.iter()
        .map(|variant| {
            let (code, words) = words(*variant);
            (code.to_owned(), words.to_owned())
        })
        .collect()
}

/// A text as the content of `<textarea>`, for `inner_html`: leptos writes a child of that element
/// unescaped, so a text with `</textarea>` in it could put elements of its own on the page. And a
/// first line break right after the tag is not part of the text in HTML.
#[must_use]
pub fn area_text(text: &str) -> String {
    let escaped = html_escape::encode_text(text);
    if text.starts_with('\n') {
        format!("\n{escaped}")
    } else {
        escaped.into_owned()
    }
}

/// A choice as HTML. A list may have hundreds, and a view of each takes ten times as long.
fn option(value: &str, words: &str, chosen: bool) -> String {
    let value = html_escape::encode_double_quoted_attribute(value);
    let words = html_escape::encode_text(words);
    let chosen = if chosen { " selected" } else { "" };
    format!(r#"<option value="{value}"{chosen}>{words}</option>"#)
}

/// The id of the form of a record, as [`Form::editor`] makes it.
pub const EDITOR: &str = "editor";

/// The end of a form: the button that sends it, and the way back without.
#[must_use]
pub fn actions(locale: Locale, label: &'static str, back: &str) -> AnyView {
    view! {
        <div class="form-actions">
            <button class="button">{label}</button>
            <a href=back.to_owned()>{tu::cancel(locale)}</a>
        </div>
    }
    .into_any()
}

impl<'a> Form<'a> {
    /// The form as it was sent.
    #[must_use]
    pub fn new(locale: Locale, form_state: &'a FormState) -> Self {
        Self {
            locale,
            values: &form_state.values,
            errors: &form_state.errors,
            stored: form_state.stored.as_ref(),
        }
    }

    /// The form of a record with a version: what is wrong or in [`conflict`](Self::conflict), the
    /// fields, and the end.
    #[must_use]
    pub fn editor(
        &self,
        conflict: Option<AnyView>,
        fields: impl IntoView + 'static,
        back: &str,
    ) -> AnyView {
        view! {
            {conflict}
            {self.summary()}
            <form class="form" id=EDITOR method="post">
                {self.hidden("version")}
                {fields}
                {actions(self.locale, tu::save(self.locale), back)}
            </form>
        }
        .into_any()
    }

    /// What to show when somebody else stored the record meanwhile: each field that differs, as it
    /// is stored now and as it was typed here.
    #[must_use]
    pub fn conflict(&self, fields: &[Field<'_>]) -> Option<AnyView> {
        let (l, stored) = (self.locale, self.stored?);
        let rows: Vec<_> = fields
            .iter()
            .map(|(name, label, choices)| {
                (
                    *label,
                    Self::words(stored, name, choices),
                    Self::words(self.values, name, choices),
                )
            })
            .filter(|(_, stored, typed)| stored != typed)
            .map(|(label, stored, typed)| {
                view! {
                    <tr>
                        <th scope="row">{label}</th>
                        <td data-label=t::stored(l)>{stored}</td>
                        <td data-label=t::typed(l)>{typed}</td>
                    </tr>
                }
            })
            .collect();
        let view = view! {
            <div class="error-summary" role="alert">
                <h2>{t::conflict(l)}</h2>
                <p>{t::conflict_help(l)}</p>
                {super::table(&[t::field(l), t::stored(l), t::typed(l)], rows)}
            </div>
        };
        Some(view.into_any())
    }

    /// The values of a field, those out of a list by their words.
    pub(super) fn words(values: &Values, name: &str, choices: &[Choice]) -> String {
        let chosen = values.all(name).map(|value| {
            choices
                .iter()
                .find(|(code, _)| code == value)
                .map_or(value, |(_, words)| words)
        });
        chosen.collect::<Vec<_>>().join(", ")
    }

    /// The errors on top of the page, each a link to its field that says its name.
    #[must_use]
    pub fn summary(&self) -> Option<AnyView> {
        if self.errors.is_empty() {
            return None;
        }
        let (l, errors) = (self.locale, self.errors.clone());
        // Rendered after the fields below it have noted what they are called.
        let items = move || {
            let item = |(field, problem, label): (&str, &Problem, Option<&str>)| {
                let message = problem.message(l);
                let words = match label {
                    Some(question) if question.ends_with('?') => format!("{question} {message}"),
                    Some(label) => format!("{label}: {message}"),
                    None => message.into_owned(),
                };
                view! { <li><a href=format!("#{field}")>{words}</a></li> }
            };
            errors.on_page().into_iter().map(item).collect::<Vec<_>>()
        };
        let view = view! {
            <div class="error-summary" role="alert">
                <h2>{t::summary(l)}</h2>
                <ul>{items}</ul>
            </div>
        };
        Some(view.into_any())
    }

    /// A line of text.
    #[must_use]
    pub fn text(&self, name: &'static str, label: &'static str, hint: &'static str) -> AnyView {
        self.input("text", name, label, hint, "field")
    }

    /// A date.
    #[must_use]
    pub fn date(&self, name: &'static str, label: &'static str, hint: &'static str) -> AnyView {
        self.input("date", name, label, hint, "field short")
    }

    /// A time of day.
    #[must_use]
    pub fn time(&self, name: &'static str, label: &'static str, hint: &'static str) -> AnyView {
        self.input("time", name, label, hint, "field short")
    }

    /// A whole number.
    #[must_use]
    pub fn number(&self, name: &'static str, label: &'static str, hint: &'static str) -> AnyView {
        self.input("number", name, label, hint, "field short")
    }

    /// A password; never filled in again.
    #[must_use]
    pub fn password(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        autocomplete: &'static str,
    ) -> AnyView {
        let described = self.described_by(name, hint);
        let control = view! {
            <input id=name name=name type="password" autocomplete=autocomplete
                aria-describedby=described aria-invalid=self.invalid(name) />
        };
        self.field(name, label, hint, "field", control)
    }

    /// A line of a special kind: `email`, `tel`, `search` and the like.
    #[must_use]
    pub fn typed(
        &self,
        kind: &'static str,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
    ) -> AnyView {
        self.input(kind, name, label, hint, "field")
    }

    /// A line about the reader, with what the browser may fill in (WCAG 1.3.5): `work email`,
    /// `home tel` and the like.
    #[must_use]
    pub fn own(
        &self,
        kind: &'static str,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        autocomplete: &'static str,
    ) -> AnyView {
        let described = self.described_by(name, hint);
        let control = view! {
            <input id=name name=name type=kind autocomplete=autocomplete value=self.values.get(name).to_owned()
                aria-describedby=described aria-invalid=self.invalid(name) />
        };
        self.field(name, label, hint, "field", control)
    }

    /// A longer text.
    #[must_use]
    pub fn area(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        rows: u8,
    ) -> AnyView {
        let described = self.described_by(name, hint);
        let control = view! {
            <textarea id=name name=name rows=rows.to_string() aria-describedby=described
                aria-invalid=self.invalid(name) inner_html=area_text(self.values.get(name))></textarea>
        };
        self.field(name, label, hint, "field", control)
    }

    /// One out of a list. With `none`, the words for no choice at all.
    #[must_use]
    pub fn select(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        none: Option<&'static str>,
        choices: &[Choice],
    ) -> AnyView {
        let described = self.described_by(name, hint);
        let chosen = self.values.get(name);
        let none = none.map(|words| option("", words, false));
        let options = choices
            .iter()
            .map(|(value, words)| option(value, words, value == chosen));
        let options: String = none.into_iter().chain(options).collect();
        let control = view! {
            <select id=name name=name aria-describedby=described aria-invalid=self.invalid(name)
                inner_html=options></select>
        };
        self.field(name, label, hint, "field", control)
    }

    /// Any number out of a list.
    #[must_use]
    pub fn checkboxes(
        &self,
        name: &'static str,
        legend: &'static str,
        hint: &'static str,
        choices: &[Choice],
    ) -> AnyView {
        self.group("checkbox", name, legend, hint, choices)
    }

    /// One out of a short list, all of it in sight.
    #[must_use]
    pub fn radios(
        &self,
        name: &'static str,
        legend: &'static str,
        hint: &'static str,
        choices: &[Choice],
    ) -> AnyView {
        self.group("radio", name, legend, hint, choices)
    }

    /// A file from the reader's machine; `accept` is what the browser offers first. The form needs
    /// `enctype="multipart/form-data"`.
    #[must_use]
    pub fn file(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        accept: &'static str,
    ) -> AnyView {
        let described = self.described_by(name, hint);
        let control = view! {
            <input id=name name=name type="file" accept=accept
                aria-describedby=described aria-invalid=self.invalid(name) />
        };
        self.field(name, label, hint, "field", control)
    }

    /// A value that travels along unseen.
    #[must_use]
    pub fn hidden(&self, name: &'static str) -> AnyView {
        view! { <input type="hidden" name=name value=self.values.get(name).to_owned() /> }
            .into_any()
    }

    fn group(
        &self,
        kind: &'static str,
        name: &'static str,
        legend: &'static str,
        hint: &'static str,
        choices: &[Choice],
    ) -> AnyView {
        self.errors.note_label(name, legend);
        let columns = if choices.len() > 6 { " columns" } else { "" };
        let invalid = if self.errors.get(name).is_some() {
            " invalid"
        } else {
            ""
        };
        let boxes: Vec<_> = choices
            .iter()
            .enumerate()
            .map(|(index, (value, words))| {
                // The first box bears the field's name, so that the summary's link finds it.
                let id = if index == 0 { name.to_owned() } else { format!("{name}-{index}") };
                view! {
                    <label class="choice">
                        <input id=id type=kind name=name value=value.clone() checked=self.values.has(name, value) />
                        <span>{words.clone()}</span>
                    </label>
                }
            })
            .collect();
        view! {
            <fieldset class=format!("choices{columns}{invalid}") aria-describedby=self.described_by(name, hint)>
                <legend>{legend}</legend>
                {self.hint(name, hint)}
                {self.error(name)}
                <div class="choice-list">{boxes}</div>
            </fieldset>
        }
        .into_any()
    }

    fn input(
        &self,
        kind: &'static str,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        class: &'static str,
    ) -> AnyView {
        let described = self.described_by(name, hint);
        // A browser empties a date field whose value is no date: show what was typed as text.
        let malformed = matches!(
            self.errors.get(name),
            Some(Problem::Date | Problem::Time | Problem::Number(..))
        );
        let kind = if malformed { "text" } else { kind };
        let control = view! {
            <input id=name name=name type=kind value=self.values.get(name).to_owned()
                aria-describedby=described aria-invalid=self.invalid(name) />
        };
        self.field(name, label, hint, class, control)
    }

    fn field(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        class: &'static str,
        control: impl IntoView,
    ) -> AnyView {
        self.errors.note_label(name, label);
        let invalid = if self.errors.get(name).is_some() {
            " invalid"
        } else {
            ""
        };
        view! {
            <div class=format!("{class}{invalid}")>
                <label for=name>{label}</label>
                {self.hint(name, hint)}
                {control}
                {self.error(name)}
            </div>
        }
        .into_any()
    }

    fn hint(&self, name: &str, hint: &'static str) -> Option<AnyView> {
        (!hint.is_empty())
            .then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> }.into_any())
    }

    fn error(&self, name: &str) -> Option<AnyView> {
        self.errors.get(name).map(|problem| {
            let message = problem.message(self.locale).into_owned();
            view! { <p class="error" id=format!("{name}-error")>{icon(Icon::Warning)}{message}</p> }
                .into_any()
        })
    }

    fn described_by(&self, name: &str, hint: &str) -> Option<String> {
        let hint = (!hint.is_empty()).then(|| format!("{name}-hint"));
        let error = self.errors.get(name).map(|_| format!("{name}-error"));
        match (hint, error) {
            (None, None) => None,
            (hint, error) => Some(
                [hint, error]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
        }
    }

    fn invalid(&self, name: &str) -> Option<&'static str> {
        self.errors.get(name).map(|_| "true")
    }
}

#[cfg(test)]
mod tests {
    use super::{area_text, option};

    #[test]
    fn a_long_text_stays_a_text_whatever_is_in_it() {
        assert_eq!(
            area_text("</textarea><b>&lt;"),
            "&lt;/textarea&gt;&lt;b&gt;&amp;lt;"
        );
        assert_eq!(area_text("\na"), "\n\na");
    }

    #[test]
    fn a_choice_stays_a_text_whatever_is_in_it() {
        assert_eq!(
            option("\"><b>", "</option><b> & Co", true),
            "<option value=\"&quot;&gt;&lt;b&gt;\" selected>&lt;/option&gt;&lt;b&gt; &amp; Co</option>"
        );
        assert_eq!(option("a", "b", false), "<option value=\"a\">b</option>");
    }
}
