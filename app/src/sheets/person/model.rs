use crate::{
    exercises::ExerciseStatus,
    id::{ExerciseId, OrganisationId, PersonId, RoleId},
    people::Presence,
};
use chrono::{NaiveDate, NaiveDateTime};

/// What somebody looks for in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in the name or the function, or the beginning of the e-mail address.
    pub q: String,
    /// The home organisation.
    pub organisation: Option<OrganisationId>,
    /// Whether they work there; without one, those who do.
    pub presence: Option<Presence>,
    /// The page, from 1.
    pub page: i64,
}

/// A person as the register shows one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLine {
    /// Which one.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// What the person does in daily work.
    pub function: String,
    /// The name of the home organisation.
    pub organisation: String,
    /// The address at work.
    pub email: String,
    /// The number at work; may be empty.
    pub work_phone: String,
    /// The last day at the organisation, when it is known.
    pub left_on: Option<NaiveDate>,
    /// How many crisis roles the person has today.
    pub roles: i64,
}

/// A crisis role that a person has or will have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRole {
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub name: String,
    /// The organisation for which the person has it.
    pub organisation: String,
    /// The place in the order of who is called first, from 1.
    pub position: i64,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day, when it is known.
    pub ends_on: Option<NaiveDate>,
}

/// An exercise in which a person has a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartIn {
    /// The exercise.
    pub id: ExerciseId,
    /// Its title.
    pub title: String,
    /// When it begins, on the clock of the region.
    pub starts_at: NaiveDateTime,
    /// How far it is.
    pub status: ExerciseStatus,
}
