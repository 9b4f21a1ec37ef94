//! The types of organisations.

use crate::{
    Locale,
    choice::Choice,
    id::OrganisationId,
    text::{organisations as t, ui as tu},
    ui::form::Form,
};
use leptos::prelude::*;

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

impl OrganisationKind {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Region => t::kind_region(l),
            Self::Municipality => t::kind_municipality(l),
            Self::Partner => t::kind_partner(l),
        }
    }

    /// The heading above several of it.
    #[must_use]
    pub fn plural(self, l: Locale) -> &'static str {
        match self {
            Self::Region => t::kind_regions(l),
            Self::Municipality => t::kind_municipalities(l),
            Self::Partner => t::kind_partners(l),
        }
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

    /// Several as choices in a form.
    #[must_use]
    pub fn choices(organisations: &[Self]) -> Vec<Choice> {
        organisations.iter().map(Self::choice).collect()
    }
}

/// The organisations that a filter offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The regions, for a reader who sees several.
    pub regions: Vec<OrganisationName>,
    /// The region that was chosen.
    pub region: Option<OrganisationId>,
    /// The organisations; once a region is chosen, those in it.
    pub organisations: Vec<OrganisationName>,
}

impl Offer {
    /// The organisation that was chosen; none when another region was chosen since.
    #[must_use]
    pub fn still_offered(&self, organisation: Option<OrganisationId>) -> Option<OrganisationId> {
        let offered = |id: &OrganisationId| self.organisations.iter().any(|one| one.id == *id);
        organisation.filter(|id| self.region.is_none() || offered(id))
    }

    /// The fields of a filter: an organisation under this label, and before it a region, where there
    /// are several.
    #[must_use]
    pub fn fields(&self, form: &Form<'_>, label: &'static str) -> AnyView {
        let l = form.locale;
        let all = Some(tu::all(l));
        let regions = OrganisationName::choices(&self.regions);
        let region =
            (!regions.is_empty()).then(|| form.select("region", t::region(l), "", all, &regions));
        let organisations = OrganisationName::choices(&self.organisations);
        view! { {region}{form.select("organisation", label, "", all, &organisations)} }.into_any()
    }
}

/// An organisation with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Which one.
    pub id: OrganisationId,
    /// Region, municipality or partner.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// The region in which it lies; none for a region.
    pub region: Option<(OrganisationId, String)>,
    /// Its address for crisis matters; may be empty.
    pub email: String,
    /// Its number for crisis matters; may be empty.
    pub phone: String,
    /// What is to be known of it.
    pub note: String,
    /// How often the record was changed, to notice that two people edit it.
    pub version: i64,
}
