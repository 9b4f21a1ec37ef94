//! The overview: what needs attention now, by access level.

pub mod pages;

use crate::{
    actions::ActionLine,
    exercises::NextExercise,
    plans::{PlanLine, annexes::AnnexDue, readings::ReadingRequest},
    roles::{CoverageCell, RoleHeld},
    sheets::readiness::Figures,
};

/// Something that needs attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Todo {
    /// A plan that is overdue, was never reviewed, or must be begun with.
    Plan(PlanLine),
    /// A role that is vacant or below its minimum.
    Role(CoverageCell),
    /// An annex that is overdue, was never checked, is missing or is due soon.
    Annex(AnnexDue),
    /// An action that is overdue.
    Action(ActionLine),
}

/// What is of the reader in person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mine {
    /// Plans that the reader is asked to read, with what of them was read.
    pub to_read: Vec<ReadingRequest>,
    /// Crisis roles.
    pub roles: Vec<RoleHeld>,
    /// Exercises to come in which the reader takes part.
    pub exercises: Vec<NextExercise>,
    /// Actions still to be done.
    pub actions: Vec<ActionLine>,
}

/// What the overview shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// The year of the figures.
    pub year: i32,
    /// The figures of all organisations in reach, for those who steer.
    pub figures: Option<Figures>,
    /// What needs attention, the most urgent first, for those who steer.
    pub todo: Vec<Todo>,
    /// Exercises to come.
    pub upcoming: Vec<NextExercise>,
    /// What is of the reader in person; none without a person behind the account.
    pub mine: Option<Mine>,
}
