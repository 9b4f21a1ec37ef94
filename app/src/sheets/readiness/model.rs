use crate::{
    id::OrganisationId, organisations::OrganisationName, plans::Currency, roles::Coverage,
};
use chrono::NaiveDate;

/// The figures of an organisation, or of all together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many plans have each status.
    pub plans: Vec<(Currency, i64)>,
    /// How many of them have more time than their rule gives.
    pub extended: i64,
    /// How many crisis roles are filled how well.
    pub roles: Vec<(Coverage, i64)>,
    /// Exercises that took place this year.
    pub held: i64,
    /// Exercises of this year that are still to come.
    pub ahead: i64,
    /// Actions that are overdue.
    pub overdue: i64,
}

impl Figures {
    /// Plans with this status.
    #[must_use]
    pub fn plans_that_are(&self, currency: Currency) -> i64 {
        self.plans
            .iter()
            .filter(|(c, _)| *c == currency)
            .map(|(_, count)| count)
            .sum()
    }

    /// All plans.
    #[must_use]
    pub fn all_plans(&self) -> i64 {
        self.plans.iter().map(|(_, count)| count).sum()
    }

    /// Roles that are filled this well.
    #[must_use]
    pub fn roles_that_are(&self, coverage: Coverage) -> i64 {
        self.roles
            .iter()
            .filter(|(c, _)| *c == coverage)
            .map(|(_, count)| count)
            .sum()
    }

    /// All roles that an organisation must fill.
    #[must_use]
    pub fn all_roles(&self) -> i64 {
        self.roles.iter().map(|(_, count)| count).sum()
    }

    /// Roles that have their minimum, the region's pool counted.
    #[must_use]
    pub fn filled_roles(&self) -> i64 {
        self.all_roles()
            - self.roles_that_are(Coverage::Vacant)
            - self.roles_that_are(Coverage::UnderMinimum)
    }
}

/// The figures of one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationFigures {
    /// Which one.
    pub organisation: OrganisationName,
    /// Its figures.
    pub figures: Figures,
}

/// A partner, and when one last practised together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerLine {
    /// Which one.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// The last exercise together.
    pub last: Option<NaiveDate>,
    /// The next exercise together.
    pub next: Option<NaiveDate>,
}

/// The figures of a region with the organisations in it, each plan and exercise counted once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionFigures {
    /// The region.
    pub region: OrganisationName,
    /// Its figures.
    pub figures: Figures,
    /// The partners there.
    pub partners: i64,
    /// How many of them practised along this year.
    pub practised: i64,
}

/// The page for management, of one region or of the whole reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// The year of the exercises.
    pub year: i32,
    /// The region to which the reader narrowed the page; none without such a choice.
    pub region: Option<OrganisationName>,
    /// All together, each plan and exercise counted once.
    pub together: Figures,
    /// By municipality; empty when the page sums up by region.
    pub municipalities: Vec<OrganisationFigures>,
    /// Partners, those longest without an exercise first; empty when the page sums up by region.
    pub partners: Vec<PartnerLine>,
    /// By region, for those who see several and chose none.
    pub regions: Vec<RegionFigures>,
}
