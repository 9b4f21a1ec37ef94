use crate::{id::OrganisationId, organisations::OrganisationKind};

/// The people and plans of an organisation, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many people work there today.
    pub people: i64,
    /// How many plans it owns or that apply to it, without the withdrawn.
    pub plans: i64,
}

/// An organisation as the register shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationLine {
    /// Which one.
    pub id: OrganisationId,
    /// Region, municipality or partner.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// Its number for crisis matters; may be empty.
    pub phone: String,
    /// Its people and plans, counted.
    pub figures: Figures,
}
