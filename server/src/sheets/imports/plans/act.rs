//! Doing what was decided on plans.

use crate::{
    db::Tx,
    error::Refused,
    plans::{
        commands::{self, PlanState, Rows},
        dates,
    },
    sheets::imports::known::KnownPlan,
    trail::Actor,
};
use app::{
    id::PlanId,
    plans::{
        Stage,
        form::{PlanInput, ReviewInput, VersionInput},
        rules::{Past, Step, after},
    },
};
use std::sync::Arc;

/// After how many rows what is new is stored, so that it takes little memory.
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

/// Does what was decided.
///
/// # Errors
/// [`Refused::Stale`] or [`Refused::Taken`] when somebody else was quicker; then nothing of the
/// import must be stored.
pub async fn apply(
    tx: &mut Tx,
    by: &Actor,
    acts: impl IntoIterator<Item = Act>,
) -> Result<(), Refused> {
    let mut rows = Rows::new();
    let mut touched = Vec::new();
    for (number, act) in (1..).zip(acts) {
        touched.push(match act {
            Act::New {
                input,
                version,
                review,
            } => add(&mut rows, by, &input, version.as_ref(), review.as_ref())?,
            Act::Change {
                known,
                input,
                version,
                review,
            } => {
                if let Some(input) = &input {
                    commands::update_in(tx, &mut rows, by, &known.id, &known.input, input).await?;
                }
                record(tx, &mut rows, by, &known, version.as_ref(), review.as_ref()).await?;
                known.id.clone()
            }
        });
        if number % AT_ONCE == 0 {
            rows.flush(tx).await?;
        }
    }
    rows.flush(tx).await?;
    dates::refresh(tx, &touched).await?;
    Ok(())
}

/// Adds a plan. Nobody else knows it, so its stage follows at once.
fn add(
    rows: &mut Rows,
    by: &Actor,
    input: &PlanInput,
    version: Option<&VersionInput>,
    review: Option<&ReviewInput>,
) -> Result<PlanId, Refused> {
    let mut stage = Stage::Draft;
    let steps = [version.map(|_| Step::Adopt), review.map(|_| Step::Review)];
    for step in steps.into_iter().flatten() {
        stage = after(stage, step, Past::default()).ok_or(Refused::Stale)?;
    }
    let id = rows.plan(by, input, stage);
    if let Some(version) = version {
        rows.version(by, &id, &input.owner, version);
    }
    if let Some(review) = review {
        rows.review(by, &id, &input.owner, review);
    }
    Ok(id)
}

/// Adds to the history of a plan that was there.
async fn record(
    tx: &mut Tx,
    rows: &mut Rows,
    by: &Actor,
    known: &KnownPlan,
    version: Option<&VersionInput>,
    review: Option<&ReviewInput>,
) -> Result<(), Refused> {
    let mut plan = PlanState {
        id: &known.id,
        owner: &known.input.owner,
        stage: known.stage,
        adopted_on: known.versions.first().map(|newest| newest.adopted_on),
        past: Past::default(),
    };
    if let Some(version) = version {
        plan.stage = commands::add_version_in(tx, rows, by, plan, version).await?;
    }
    if let Some(review) = review {
        commands::record_review_in(tx, rows, by, plan, review).await?;
    }
    Ok(())
}
