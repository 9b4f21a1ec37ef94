//! Doing what was decided on plans.

use crate::{
    change::Change,
    error::Refused,
    plans::commands::{PlanState, Steps, steps},
    sheets::imports::known::KnownPlan,
};
use app::{
    id::{OrganisationId, PlanId},
    plans::{
        Stage,
        form::{PlanInput, ReviewInput, VersionInput},
        rules::Past,
    },
};
use chrono::NaiveDate;
use std::sync::Arc;

/// How many rows are stored together; of more the rest waits, so that it takes little memory.
const AT_ONCE: usize = 500;

/// What is to be done for a row.
#[derive(Debug)]
pub enum Act {
    /// A plan is added.
    New {
        input: PlanInput,
        version: Option<VersionInput>,
        review: Option<ReviewInput>,
    },
    /// Something of a plan changes.
    Change {
        known: Arc<KnownPlan>,
        /// The facts, where they differ.
        input: Option<PlanInput>,
        version: Option<VersionInput>,
        review: Option<ReviewInput>,
    },
}

impl Act {
    /// All that it does, to which record as it is.
    ///
    /// # Errors
    /// When it can't be told.
    pub fn told(&self) -> serde_json::Result<String> {
        match self {
            Self::New {
                input,
                version,
                review,
            } => serde_json::to_string(&(input, version, review)),
            Self::Change {
                known,
                input,
                version,
                review,
            } => {
                let known = (&known.id, known.input.version);
                serde_json::to_string(&(known, input, version, review))
            }
        }
    }
}

/// What is recorded of a plan whose facts are stored.
struct Recorded {
    id: PlanId,
    owner: OrganisationId,
    stage: Stage,
    adopted_on: Option<NaiveDate>,
    version: Option<VersionInput>,
    review: Option<ReviewInput>,
}

/// Does what was decided.
///
/// # Errors
/// [`Refused::Stale`] or [`Refused::Taken`] when somebody else was quicker; then nothing of the
/// import must be stored.
pub async fn apply(
    change: &mut Change,
    acts: impl IntoIterator<Item = Act>,
) -> Result<(), Refused> {
    let mut acts = acts.into_iter().peekable();
    let take = async |steps: &mut Steps<'_>| {
        while acts.peek().is_some() {
            // First the facts of many, which are stored together, and then what happened to each.
            let mut recorded = Vec::new();
            for act in acts.by_ref().take(AT_ONCE) {
                recorded.push(facts(steps, act).await?);
            }
            for one in &recorded {
                record(steps, one).await?;
            }
            steps.store().await?;
        }
        Ok(())
    };
    steps(change, take).await
}

/// Adds a plan or changes its facts.
async fn facts(steps: &mut Steps<'_>, act: Act) -> Result<Recorded, Refused> {
    Ok(match act {
        Act::New {
            input,
            version,
            review,
        } => Recorded {
            id: steps.create(&input).await?,
            owner: input.owner,
            stage: Stage::Draft,
            adopted_on: None,
            version,
            review,
        },
        Act::Change {
            known,
            input,
            version,
            review,
        } => {
            if let Some(input) = &input {
                steps.update(&known.id, &known.input, input).await?;
            }
            Recorded {
                id: known.id.clone(),
                owner: known.input.owner.clone(),
                stage: known.stage,
                adopted_on: known.versions.first().map(|newest| newest.adopted_on),
                version,
                review,
            }
        }
    })
}

/// Adds to the history of a plan.
async fn record(steps: &mut Steps<'_>, recorded: &Recorded) -> Result<(), Refused> {
    let mut plan = PlanState {
        id: &recorded.id,
        owner: &recorded.owner,
        stage: recorded.stage,
        adopted_on: recorded.adopted_on,
        past: Past::default(),
        replaced_by: None,
    };
    if let Some(version) = &recorded.version {
        plan.stage = steps.add_version(plan, version).await?;
    }
    if let Some(review) = &recorded.review {
        steps.record_review(plan, review).await?;
    }
    Ok(())
}
