use crate::{
    id::OrganisationId,
    organisations::OrganisationName,
    plans::Currency,
    roles::{Coverage, CoverageCell},
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

    /// Counts a role of an organisation.
    pub fn add_role(&mut self, cell: &CoverageCell) {
        self.roles.push((cell.coverage, 1));
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

/// The page for management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// The year of the exercises.
    pub year: i32,
    /// All together, each plan and exercise counted once.
    pub together: Figures,
    /// By municipality.
    pub municipalities: Vec<OrganisationFigures>,
    /// Partners, those longest without an exercise first.
    pub partners: Vec<PartnerLine>,
}
