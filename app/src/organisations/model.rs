use crate::{id::OrganisationId, ui::form::Choice};

codes! {
    /// What an organisation is.
    pub enum OrganisationKind {
        /// The region, in which the others lie.
        Region = "region",
        /// A municipality.
        Municipality = "municipality",
        /// A partner in the chain: safety region, water board, police and so on.
        Partner = "partner",
    }
}

/// An organisation as lists and choices need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationName {
    /// Which one.
    pub id: OrganisationId,
    /// Region, municipality or partner.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
}

impl OrganisationName {
    /// As a choice in a form.
    #[must_use]
    pub fn choice(&self) -> Choice {
        (self.id.to_string(), self.name.clone())
    }
}
