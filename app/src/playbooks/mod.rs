//! Scenario playbooks: phases with a trigger and ordered steps by role.

pub mod edit;
pub mod form;
mod model;
pub mod pages;
pub mod rules;
pub mod trail;

pub use model::{
    Choices, Direction, Filter, LinkedPlan, Phase, Playbook, PlaybookLine, Step, StepActor, Trigger,
};
