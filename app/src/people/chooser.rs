//! The field of a form in which a person is chosen.

use super::choose::{OF, People, SHOW};
use crate::{text::people as t, ui::form::Form};
use leptos::prelude::*;

impl People {
    /// The field; with `none`, the words for nobody.
    #[must_use]
    pub fn field(
        &self,
        form: &Form<'_>,
        (name, label, hint): (&'static str, &'static str, &'static str),
        none: &'static str,
    ) -> AnyView {
        let l = form.locale;
        let cut = (self.others > 0).then(|| view! { <p class="cut">{t::choose_cut(l)}</p> });
        view! {
            {form.select(name, label, hint, Some(none), &self.listed)}
            {cut}
        }
        .into_any()
    }

    /// What stands below the form with this id where not everybody is on the list: the way to see
    /// the people of an organisation, which keeps all that was typed. It is below, so that Enter in
    /// a field stores the form.
    #[must_use]
    pub fn more(&self, form: &Form<'_>, id: &'static str) -> Option<AnyView> {
        if self.others == 0 {
            return None;
        }
        let (l, listed) = (form.locale, self.listed.len());
        let all = listed + self.others;
        let chosen = form.values.get(OF).to_owned();
        let options: Vec<_> = self
            .organisations
            .iter()
            .map(|one| {
                let selected = one.id.as_str() == chosen;
                view! { <option value=one.id.to_string() selected=selected>{one.name.clone()}</option> }
            })
            .collect();
        let view = view! {
            <div class="people-of">
                <p>{t::choose_some(l, t::ChooseSome { listed, all })}</p>
                <div class="field">
                    <label for=OF>{t::choose_of(l)}</label>
                    <select id=OF name=OF form=id>{options}</select>
                </div>
                <button class="button quiet" form=id name=SHOW value="yes">{t::choose_show(l)}</button>
            </div>
        };
        Some(view.into_any())
    }
}
