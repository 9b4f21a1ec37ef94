//! What a change of a rule does to the plans and annexes under it.

use super::{Stage, Standing, rules::milestones};
use crate::{
    id::{OrganisationId, PlanId},
    rulebook::ReviewRule,
};

/// What a change of its rule does to a plan, or to the annex of an organisation to a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Which plan, or to which plan the annex belongs.
    pub plan: PlanId,
    /// The organisation whose annex it is; none for the plan itself.
    pub annex: Option<OrganisationId>,
    /// The title of the plan.
    pub title: String,
    /// The organisation that owns the plan, or that has the annex.
    pub owner: String,
    /// Where it stands by the rule as it is stored.
    pub before: Standing,
    /// Where it would stand by the rule as it was typed.
    pub after: Standing,
}

/// What a change of a rule does, to be seen before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What moves that the reader may see, that of which the status changes first; bounded.
    pub moves: Vec<Move>,
    /// How much moves that the reader may see.
    pub visible: usize,
    /// How many plans move in all.
    pub plans: usize,
    /// How many annexes move in all.
    pub annexes: usize,
    /// What stands for just these moves: who sends it along has seen them.
    pub confirm: String,
}

impl Preview {
    /// The most plans and annexes that a preview lists.
    pub const SHOWN: usize = 200;
}

/// Whether a plan moves when its rule changes: its dates, or the days of its milestones. A
/// withdrawn plan has no dates to keep.
#[must_use]
pub fn moves(was: &ReviewRule, before: &Standing, rule: &ReviewRule, after: &Standing) -> bool {
    let days = |rule, standing| milestones(rule, standing, &[]);
    annex_moves(before, after)
        || before.stage != Stage::Withdrawn && days(was, before) != days(rule, after)
}

/// Whether an annex moves when its rule changes: it has dates alone, and none to keep when its plan
/// was withdrawn.
#[must_use]
pub fn annex_moves(before: &Standing, after: &Standing) -> bool {
    before.stage != Stage::Withdrawn && before != after
}
