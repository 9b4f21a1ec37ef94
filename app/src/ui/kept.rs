//! What was typed into a form that its page has no place for any more: to be read and copied.

use super::{
    Tone,
    form::{Field, Form},
    notice,
};
use crate::text::form as t;
use leptos::prelude::*;

impl Form<'_> {
    /// What was typed, each field that was filled in with its words; nothing when none was.
    #[must_use]
    pub fn kept(&self, fields: &[Field<'_>]) -> Option<AnyView> {
        let l = self.locale;
        let items: Vec<_> = fields
            .iter()
            .map(|(name, label, choices)| (*label, Self::words(self.values, name, choices)))
            .filter(|(_, typed)| !typed.trim().is_empty())
            .map(|(label, typed)| view! { <dt>{label}</dt><dd class="as-typed">{typed}</dd> })
            .collect();
        if items.is_empty() {
            return None;
        }
        let view = view! {
            <section class="panel kept" aria-labelledby="kept">
                <header><h2 id="kept">{t::kept(l)}</h2></header>
                <div class="panel-body">
                    <p>{t::kept_help(l)}</p>
                    <dl class="facts">{items}</dl>
                </div>
            </section>
        };
        Some(view.into_any())
    }

    /// What stands in the place of the form of a record that can't be changed any more: why, and what
    /// was typed.
    #[must_use]
    pub fn fixed(&self, why: impl Into<String>, fields: &[Field<'_>]) -> AnyView {
        view! {
            {notice(Tone::Late, why)}
            {self.kept(fields)}
        }
        .into_any()
    }
}
