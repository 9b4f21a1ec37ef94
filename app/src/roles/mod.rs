//! Crisis roles: the catalogue, who fills them, and coverage.

pub mod form;
mod model;
pub mod pages;
pub mod rules;
pub mod trail;

pub use model::{
    Assignment, Catalogue, Coverage, CoverageCell, FilledBy, Filter, GripLevel, MyRole, Phase,
    Role, RoleGroup, RoleHeld, RoleLine, RoleName, StandIn,
};
