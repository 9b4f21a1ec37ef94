//! The choice of a person in a form, also where there are more people than a list can show.

use crate::{
    choice::{Choice, offers},
    form::Values,
    organisations::OrganisationName,
};

/// The field with the organisation whose people somebody wants to see.
pub const OF: &str = "people_of";
/// The button that asks for them.
pub const SHOW: &str = "show_people";

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
        offers(&self.listed, id)
    }

    /// The list with somebody who is chosen already, though perhaps not to be chosen anew.
    pub fn include(&mut self, id: &str, name: &str) {
        if !self.has(id) {
            self.listed.push((id.to_owned(), name.to_owned()));
        }
    }
}
