//! The choice of a person in a form, also where there are more people than a list can show.

use crate::{
    form::Values,
    organisations::OrganisationName,
    text::people as t,
    ui::form::{Choice, Form},
};
use leptos::prelude::*;

/// The field with the organisation whose people somebody wants to see.
pub const OF: &str = "people_of";
/// The button that asks for them.
const SHOW: &str = "show_people";

/// The people whom somebody can choose.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Those on the list: id, and name with organisation.
    pub listed: Vec<Choice>,
    /// How many there are that are not on it.
    pub others: usize,
    /// The organisations that somebody can ask for; none where all people are on the list.
    pub organisations: Vec<OrganisationName>,
}

impl From<Vec<Choice>> for People {
    fn from(listed: Vec<Choice>) -> Self {
        Self {
            listed,
            ..Self::default()
        }
    }
}

/// Whether a form was not sent to be stored, but to see the people of an organisation.
#[must_use]
pub fn asks(values: &Values) -> bool {
    !values.get(SHOW).is_empty()
}

impl People {
    /// Whether somebody with this identifier is on the list.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.listed.iter().any(|(listed, _)| listed == id)
    }

    /// The list with somebody who is chosen already, though perhaps not to be chosen anew.
    pub fn include(&mut self, id: &str, name: &str) {
        if !self.has(id) {
            self.listed.push((id.to_owned(), name.to_owned()));
        }
    }

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
