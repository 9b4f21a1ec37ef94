//! Crisis roles: the catalogue, who fills them, coverage, and what a member of staff must know.

pub mod form;
mod model;
pub mod pages;
pub mod rules;
pub mod trail;

pub use model::{
    Assignment, Catalogue, Coverage, CoverageCell, FilledBy, Filter, GripLevel, Me, MyExercise,
    MyRole, Phase, Role, RoleGroup, RoleHeld, RoleLine, RoleName, StandIn,
};
