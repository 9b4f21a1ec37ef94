//! Local annexes: what an organisation adds of its own to a plan that it shares with others
//! (contacts, places), with a check of its own by a review rule.

pub mod form;
mod model;
pub mod pages;
pub mod rules;
pub mod trail;

pub use model::{Annex, AnnexCheck, AnnexDue, AnnexLine, AnnexPlan, AnnexStatus};
