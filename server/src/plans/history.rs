//! What happened to a plan: its versions and reviews, and what came between them.

use crate::{db::Db, rows};
use app::{
    id::PlanId,
    plans::{Cause, Extension, PlanReview, PlanVersion, Reached, ReviewOutcome, Settled, Signal},
    rulebook::Milestone,
};
use chrono::NaiveDate;
use sqlx::FromRow;

const VERSIONS: &str =
    "SELECT id, label, adopted_on, adopted_by, in_force_on, note FROM plan_versions WHERE plan_id = $1 AND revoked_on IS NULL
     ORDER BY adopted_on DESC, id DESC LIMIT 100";

const REVIEWS: &str = "SELECT id, reviewed_on, outcome, reviewer, note FROM plan_reviews
     WHERE plan_id = $1 AND revoked_on IS NULL ORDER BY reviewed_on DESC, id DESC LIMIT 100";

const REACHED: &str = "SELECT id, milestone, done_on, note FROM plan_milestones
     WHERE plan_id = $1 AND revoked_on IS NULL ORDER BY done_on DESC, id DESC LIMIT 100";

const SIGNALS: &str = "SELECT id, raised_on, raised_by, cause, reason, settled_on, settled_by, settled_note FROM plan_signals
     WHERE plan_id = $1 ORDER BY raised_on DESC, id DESC LIMIT 100";

const EXTENSIONS: &str = "SELECT id, until, reason, decided_by, decided_on FROM plan_extensions
     WHERE plan_id = $1 AND revoked_on IS NULL ORDER BY decided_on DESC, id DESC LIMIT 100";

#[derive(FromRow)]
struct VersionRow {
    id: String,
    label: String,
    adopted_on: NaiveDate,
    adopted_by: String,
    in_force_on: NaiveDate,
    note: String,
}

impl From<VersionRow> for PlanVersion {
    fn from(row: VersionRow) -> Self {
        Self {
            id: row.id.into(),
            label: row.label,
            adopted_on: row.adopted_on,
            adopted_by: row.adopted_by,
            in_force_on: row.in_force_on,
            note: row.note,
        }
    }
}

#[derive(FromRow)]
struct ReviewRow {
    id: String,
    reviewed_on: NaiveDate,
    #[sqlx(try_from = "String")]
    outcome: ReviewOutcome,
    reviewer: String,
    note: String,
}

impl From<ReviewRow> for PlanReview {
    fn from(row: ReviewRow) -> Self {
        Self {
            id: row.id.into(),
            reviewed_on: row.reviewed_on,
            outcome: row.outcome,
            reviewer: row.reviewer,
            note: row.note,
        }
    }
}

#[derive(FromRow)]
struct ExtensionRow {
    id: String,
    until: NaiveDate,
    reason: String,
    decided_by: String,
    decided_on: NaiveDate,
}

impl From<ExtensionRow> for Extension {
    fn from(row: ExtensionRow) -> Self {
        Self {
            id: row.id.into(),
            until: row.until,
            reason: row.reason,
            decided_by: row.decided_by,
            decided_on: row.decided_on,
        }
    }
}

#[derive(FromRow)]
struct ReachedRow {
    id: String,
    #[sqlx(try_from = "String")]
    milestone: Milestone,
    done_on: NaiveDate,
    note: String,
}

impl From<ReachedRow> for Reached {
    fn from(row: ReachedRow) -> Self {
        Self {
            id: row.id.into(),
            milestone: row.milestone,
            done_on: row.done_on,
            note: row.note,
        }
    }
}

#[derive(FromRow)]
struct SignalRow {
    id: String,
    raised_on: NaiveDate,
    raised_by: String,
    #[sqlx(try_from = "String")]
    cause: Cause,
    reason: String,
    settled_on: Option<NaiveDate>,
    settled_by: String,
    settled_note: String,
}

impl From<SignalRow> for Signal {
    fn from(row: SignalRow) -> Self {
        let (by, note) = (row.settled_by, row.settled_note);
        Self {
            id: row.id.into(),
            raised_on: row.raised_on,
            raised_by: row.raised_by,
            cause: row.cause,
            reason: row.reason,
            settled: row.settled_on.map(|on| Settled { on, by, note }),
        }
    }
}

/// The versions of a plan that were not taken back, the newest first.
pub(super) async fn versions(db: &Db, id: &PlanId) -> sqlx::Result<Vec<PlanVersion>> {
    let rows: Vec<VersionRow> = rows!(db, VERSIONS, id.as_str())?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The reviews of a plan that were not taken back, the newest first.
pub(super) async fn reviews(db: &Db, id: &PlanId) -> sqlx::Result<Vec<PlanReview>> {
    let rows: Vec<ReviewRow> = rows!(db, REVIEWS, id.as_str())?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The extensions of a plan that were not revoked, the newest first.
pub(super) async fn extensions(db: &Db, id: &PlanId) -> sqlx::Result<Vec<Extension>> {
    let rows: Vec<ExtensionRow> = rows!(db, EXTENSIONS, id.as_str())?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The milestones that were reached for a plan and not revoked, the newest first.
pub(super) async fn reached(db: &Db, id: &PlanId) -> sqlx::Result<Vec<Reached>> {
    let rows: Vec<ReachedRow> = rows!(db, REACHED, id.as_str())?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What asks, or asked, for a review of a plan before its date, the newest first.
pub(super) async fn signals(db: &Db, id: &PlanId) -> sqlx::Result<Vec<Signal>> {
    let rows: Vec<SignalRow> = rows!(db, SIGNALS, id.as_str())?;
    Ok(rows.into_iter().map(Into::into).collect())
}
