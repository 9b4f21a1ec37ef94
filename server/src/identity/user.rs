//! The user of a request.

use app::{
    Locale, codes,
    id::{OrganisationId, PersonId, SessionId, UserId},
    page::Viewer,
    text::shell as t,
};

/// The most regions that the top bar names.
const NAMED: i64 = 2;

/// Whether an account (`u`, and its person `pe` if it has one) may be used: it is active, and its
/// person has not left. Today is the parameter that is named.
macro_rules! in_use {
    ($today:literal) => {
        concat!(
            "u.active = TRUE AND (pe.left_on IS NULL OR pe.left_on >= ",
            $today,
            ")"
        )
    };
}
pub(crate) use in_use;

codes! {
    /// What somebody may do in an organisation.
    pub enum Level {
        /// Reads what is of the own organisation, edits own contact data and answers.
        Staff = "staff",
        /// Edits in the organisation.
        Coordinator = "coordinator",
        /// Reads all of the organisation, and readiness.
        Manager = "manager",
        /// Users and settings.
        Admin = "admin",
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct User {
    /// Which one.
    pub id: UserId,
    /// The session of this request.
    pub session: SessionId,
    /// The name.
    pub name: String,
    /// The e-mail address with which the user signs in.
    pub email: String,
    /// The person behind the account, if there is one.
    pub person: Option<PersonId>,
    /// The language.
    pub locale: Locale,
    /// Levels by organisation; a grant on the region stands here for each organisation in it.
    pub scope: Vec<(OrganisationId, Level)>,
    /// The names of the organisations of the grants.
    pub organisation: String,
    /// How many regions the grants cover as a whole.
    pub regions: i64,
}

impl User {
    /// Whether the user has a level in some organisation.
    #[must_use]
    pub fn is(&self, level: Level) -> bool {
        self.scope.iter().any(|(_, l)| *l == level)
    }

    /// Whether the user has a level in this organisation.
    #[must_use]
    pub fn is_in(&self, level: Level, organisation: &OrganisationId) -> bool {
        self.scope
            .iter()
            .any(|(o, l)| *l == level && o == organisation)
    }

    /// Whether the user sees more than a region: pages then sum up by region, and queries go through
    /// all rows rather than look up those in reach.
    #[must_use]
    pub fn sees_regions(&self) -> bool {
        self.regions > 1
    }

    /// The user as pages show it.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        let edits = self
            .scope
            .iter()
            .filter(|(_, level)| *level == Level::Coordinator);
        Viewer {
            name: self.name.clone(),
            // The names of more would leave no room for anything else.
            organisation: if self.regions > NAMED {
                t::regions(self.locale, self.regions)
            } else {
                self.organisation.clone()
            },
            person: self.person.clone(),
            edits: edits
                .map(|(organisation, _)| organisation.clone())
                .collect(),
            coordinator: self.is(Level::Coordinator),
            manager: self.is(Level::Manager),
            admin: self.is(Level::Admin),
        }
    }
}
