use super::rules;
use crate::{
    choice::Choice,
    id::{OrganisationId, PhaseId, PlanId, PlaybookId, RoleId, StepId},
    organisations::OrganisationName,
    plans::{Currency, Standing},
    source::Checked,
};
use chrono::NaiveDate;
use serde::Serialize;

/// When a phase starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trigger {
    /// What is measured or watched: a discharge at a gauge, a warning, a decision.
    pub measure: String,
    /// The value at which the phase starts: a number or a word; empty when nobody knows it yet.
    pub threshold: String,
    /// The unit of a number, or what kind of thing a word is.
    pub unit: String,
    /// Who says so; of an unknown value, where to ask.
    pub source: String,
    /// How sure we are of the value.
    pub checked: Checked,
}

impl Trigger {
    /// Whether the value at which the phase starts is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.words().is_some()
    }

    /// The value in words ("≥ 1250 m³/s"); none when it is not known.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        rules::threshold_words(&self.threshold, &self.unit)
    }
}

/// Who does a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum StepActor {
    /// A crisis role of the catalogue.
    Role {
        /// Which one.
        role: RoleId,
        /// Its name.
        name: String,
        /// Whether the reader may open it: one of another region stands there by its name alone.
        #[serde(skip)]
        visible: bool,
    },
    /// Somebody else, in words: a partner, say.
    Words(String),
}

impl StepActor {
    /// Whether it is this crisis role.
    #[must_use]
    pub fn is(&self, wanted: &RoleId) -> bool {
        matches!(self, Self::Role { role, .. } if role == wanted)
    }
}

/// Something to be done in a phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which one.
    pub id: StepId,
    /// Who does it.
    pub actor: StepActor,
    /// What is to be done.
    pub instruction: String,
}

/// A part of a playbook that starts at a trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// Which one.
    pub id: PhaseId,
    /// Its name.
    pub name: String,
    /// When it starts.
    pub trigger: Trigger,
    /// What else to know before the first step.
    pub note: String,
    /// What to do, in order.
    pub steps: Vec<Step>,
}

impl Phase {
    /// Whether this role has a step here.
    #[must_use]
    pub fn concerns(&self, role: &RoleId) -> bool {
        self.steps.iter().any(|step| step.actor.is(role))
    }
}

/// The plan on which a playbook rests. Its title and status are part of the playbook, and so are
/// seen by all who see that; the plan itself only by those whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedPlan {
    /// Which one.
    pub id: PlanId,
    /// Its title.
    pub title: String,
    /// Where it is in its life, and its dates.
    pub standing: Standing,
    /// Whether the reader may open it.
    pub in_reach: bool,
}

impl LinkedPlan {
    /// Whether the plan is current on a day.
    #[must_use]
    pub fn currency(&self, today: NaiveDate) -> Currency {
        self.standing.currency(today)
    }
}

/// A playbook with all that its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playbook {
    /// Which one.
    pub id: PlaybookId,
    /// Its title.
    pub title: String,
    /// What it is for, in a few words.
    pub scenario: String,
    /// What it is about and how to use it.
    pub summary: String,
    /// The organisation that keeps it.
    pub owner: OrganisationName,
    /// The organisations that work by it.
    pub organisations: Vec<OrganisationName>,
    /// The plan on which it rests.
    pub plan: Option<LinkedPlan>,
    /// Its phases, in order.
    pub phases: Vec<Phase>,
    /// The day of the last change.
    pub updated_on: NaiveDate,
    /// How often it was changed, to notice that two people edit it.
    pub version: i64,
}

impl Playbook {
    /// The crisis roles that have a step somewhere and that the reader may open, each once, in the
    /// order of the steps.
    #[must_use]
    pub fn roles(&self) -> Vec<(&RoleId, &str)> {
        let mut roles: Vec<(&RoleId, &str)> = Vec::new();
        for step in self.phases.iter().flat_map(|phase| &phase.steps) {
            if let StepActor::Role {
                role,
                name,
                visible: true,
            } = &step.actor
                && !roles.iter().any(|(known, _)| *known == role)
            {
                roles.push((role, name));
            }
        }
        roles
    }
}

/// A playbook as the register shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookLine {
    /// Which one.
    pub id: PlaybookId,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub scenario: String,
    /// The names of the organisations that work by it.
    pub organisations: String,
    /// The title of the plan on which it rests, and where that stands.
    pub plan: Option<(String, Standing)>,
    /// The number of its phases.
    pub phases: i64,
    /// The day of the last change.
    pub updated_on: NaiveDate,
}

codes! {
    /// Where a phase or a step moves.
    pub enum Direction {
        /// One place earlier.
        Up = "up",
        /// One place later.
        Down = "down",
    }
}

/// What somebody looks for in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in the title, the scenario or the summary.
    pub q: String,
    /// The owner, or an organisation that works by it.
    pub organisation: Option<OrganisationId>,
    /// The page, from 1.
    pub page: i64,
}

/// What the fields of a playbook's form can choose from.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Organisations that the reader may make the owner.
    pub owners: Vec<OrganisationName>,
    /// Organisations that can work by a playbook.
    pub organisations: Vec<OrganisationName>,
    /// Plans on which it can rest: id, and title with owner.
    pub plans: Vec<Choice>,
}
