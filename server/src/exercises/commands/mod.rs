//! Changes to exercises: the rule, the SQL and the audit entry.

mod parts;

pub use parts::{add_objective, add_participant, answer, rate, remove_participant};

use crate::{
    change,
    change::Change,
    db::{Tx, keys},
    error::Refused,
    execute,
    trail::Entry,
};
use app::{
    exercises::{
        Exercise, ExerciseStatus,
        form::{self, ExerciseInput},
        rules,
    },
    id::{ExerciseId, OrganisationId, PlanId, RoleId},
    trail::Subject,
};
use chrono::NaiveDateTime;
use serde::Serialize;

/// Adds an exercise, as a concept.
///
/// # Errors
/// When the database can't store it.
pub async fn create(change: &mut Change, input: &ExerciseInput) -> sqlx::Result<ExerciseId> {
    let [title_key, search_key] = keys::exercise(
        &input.title,
        &input.place,
        &input.scenario,
        &input.description,
    );
    let (id, now) = (change.new_id::<ExerciseId>(), change.now());
    execute!(
        change.tx(),
        "INSERT INTO exercises (id, owner_id, title, kind, status, starts_at, ends_at, all_day, place, scenario,
                                description, created_at, updated_at, title_key, search_key)
         VALUES ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9, $10, $11, $11, $12, $13)",
        id.as_str(),
        input.owner.as_str(),
        &input.title,
        input.kind.code(),
        input.starts_at,
        input.ends_at,
        input.all_day,
        &input.place,
        &input.scenario,
        &input.description,
        now,
        title_key,
        search_key,
    )?;
    set_links(change.tx(), &id, input).await?;
    let entry = Entry::new(Subject::Exercise, id.as_str(), "create")
        .of(&input.owner)
        .after(input);
    change.record(entry).await?;
    Ok(id)
}

/// Changes the facts of an exercise. Another time or place raises its sequence, which tells
/// calendars to look again.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled.
pub async fn update(
    change: &mut Change,
    exercise: &Exercise,
    input: &ExerciseInput,
) -> Result<(), Refused> {
    let moved = rules::moves_calendar(
        (&exercise.schedule, &exercise.place),
        (&input.schedule(), &input.place),
    );
    let [title_key, search_key] = keys::exercise(
        &input.title,
        &input.place,
        &input.scenario,
        &input.description,
    );
    let now = change.now();
    change!(
        change.tx(),
        "UPDATE exercises SET owner_id = $3, title = $4, kind = $5, starts_at = $6, ends_at = $7, all_day = $8,
                place = $9, scenario = $10, description = $11, sequence = sequence + $12, updated_at = $13,
                title_key = $14, search_key = $15, version = version + 1
         WHERE id = $1 AND version = $2",
        exercise.id.as_str(),
        input.version,
        input.owner.as_str(),
        &input.title,
        input.kind.code(),
        input.starts_at,
        input.ends_at,
        input.all_day,
        &input.place,
        &input.scenario,
        &input.description,
        i64::from(moved),
        now,
        title_key,
        search_key,
    )?;
    set_links(change.tx(), &exercise.id, input).await?;
    let before = form::exercise(&form::values(exercise)).ok();
    let entry = Entry::new(Subject::Exercise, exercise.id.as_str(), "edit")
        .of(&exercise.owner.id)
        .before(&before)
        .after(input);
    Ok(change.record(entry).await?)
}

/// An exercise of which a step is taken, as it was when that was decided.
#[derive(Clone, Copy, Debug)]
pub struct ExerciseState<'a> {
    /// Which one.
    pub id: &'a ExerciseId,
    /// The organisation that holds it.
    pub owner: &'a OrganisationId,
    /// How far it is.
    pub status: ExerciseStatus,
}

impl<'a> From<&'a Exercise> for ExerciseState<'a> {
    fn from(exercise: &'a Exercise) -> Self {
        Self {
            id: &exercise.id,
            owner: &exercise.owner.id,
            status: exercise.status,
        }
    }
}

/// The status of an exercise with the text that goes with it.
#[derive(Serialize)]
struct Status<'a> {
    status: ExerciseStatus,
    text: &'a str,
}

/// Brings an exercise to the status that [`rules::after`] gave. `text` is the evaluation when it
/// is evaluated, the reason when it is cancelled; `begun_by` is when it must have begun, for a step
/// that waits for that.
///
/// # Errors
/// [`Refused::Stale`] when the status was changed meanwhile, or the start was put off.
pub async fn change_status(
    change: &mut Change,
    exercise: ExerciseState<'_>,
    status: ExerciseStatus,
    begun_by: Option<NaiveDateTime>,
    text: &str,
) -> Result<(), Refused> {
    let cancelled = status == ExerciseStatus::Cancelled;
    let evaluated = status == ExerciseStatus::Evaluated;
    let now = change.now();
    change!(
        change.tx(),
        "UPDATE exercises SET status = $3, evaluation = COALESCE($4, evaluation),
                cancelled_because = COALESCE($5, cancelled_because), cancelled_at = COALESCE($6, cancelled_at),
                sequence = sequence + 1, updated_at = $7, version = version + 1
         WHERE id = $1 AND status = $2 AND ($8 IS NULL OR starts_at <= $8)",
        exercise.id.as_str(),
        exercise.status.code(),
        status.code(),
        evaluated.then_some(text),
        cancelled.then_some(text),
        cancelled.then_some(now),
        now,
        begun_by,
    )?;
    let before = Status {
        status: exercise.status,
        text: "",
    };
    let entry = Entry::new(Subject::Exercise, exercise.id.as_str(), "status")
        .of(exercise.owner)
        .before(&before)
        .after(&Status { status, text });
    Ok(change.record(entry).await?)
}

/// Puts the organisations, plans and roles of an exercise in the place of those it had.
async fn set_links(tx: &mut Tx, id: &ExerciseId, input: &ExerciseInput) -> sqlx::Result<()> {
    for query in [
        "DELETE FROM exercise_organisations WHERE exercise_id = $1",
        "DELETE FROM exercise_plans WHERE exercise_id = $1",
        "DELETE FROM exercise_roles WHERE exercise_id = $1",
    ] {
        execute!(&mut *tx, query, id.as_str())?;
    }
    let organisations = input
        .organisations
        .iter()
        .map(OrganisationId::as_str)
        .map(|to| {
            (
                "INSERT INTO exercise_organisations (exercise_id, organisation_id) VALUES ($1, $2)",
                to,
            )
        });
    let plans = input.plans.iter().map(PlanId::as_str).map(|to| {
        (
            "INSERT INTO exercise_plans (exercise_id, plan_id) VALUES ($1, $2)",
            to,
        )
    });
    let roles = input.roles.iter().map(RoleId::as_str).map(|to| {
        (
            "INSERT INTO exercise_roles (exercise_id, role_id) VALUES ($1, $2)",
            to,
        )
    });
    for (query, to) in organisations.chain(plans).chain(roles) {
        execute!(&mut *tx, query, id.as_str(), to)?;
    }
    Ok(())
}
