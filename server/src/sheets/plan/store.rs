//! What a plan's page and its dossier read of exercises and their lessons.

use crate::{db::Db, exercises::store::reach::visible, rows};
use app::{
    choice::Choice,
    exercises::{ExerciseKind, ExerciseStatus},
    id::{PlanId, SignalId, UserId},
    lessons::LessonKind,
    plans::Plan,
    sheets::plan::{PracticeLesson, SignalChoices, SignalOrigin, duties::DutyExercise},
};
use chrono::{NaiveDate, NaiveDateTime};
use sqlx::FromRow;
use std::collections::HashMap;

#[derive(FromRow)]
struct ExerciseRow {
    id: String,
    title: String,
    #[sqlx(try_from = "String")]
    kind: ExerciseKind,
    #[sqlx(try_from = "String")]
    status: ExerciseStatus,
    starts_at: NaiveDateTime,
    visible: bool,
}

/// The exercises of a plan but for the cancelled ones, the newest first: what its duties ask for.
/// Those that the user may not open are among them, because whether a duty is met does not depend
/// on who reads.
///
/// # Errors
/// When the database can't be read.
pub async fn exercises(db: &Db, user: &UserId, id: &PlanId) -> sqlx::Result<Vec<DutyExercise>> {
    let rows: Vec<ExerciseRow> = rows!(db, concat!(
            "SELECT e.id, e.title, e.kind, e.status, e.starts_at, ",
            visible!(),
            " AS visible
             FROM exercise_plans ep JOIN exercises e ON e.id = ep.exercise_id
             WHERE ep.plan_id = $2 AND e.status <> 'cancelled' ORDER BY e.starts_at DESC, e.id DESC LIMIT 200"
        ), user.as_str(), id.as_str())?;
    let exercise = |row: ExerciseRow| DutyExercise {
        id: row.id.into(),
        title: row.title,
        kind: row.kind,
        status: row.status,
        on: row.starts_at.date(),
        visible: row.visible,
    };
    Ok(rows.into_iter().map(exercise).collect())
}

/// What a reason to review a plan can refer to: the exercises of the plan that took place and that
/// the user may see, and their lessons.
///
/// # Errors
/// When the database can't be read.
pub async fn signal_choices(db: &Db, user: &UserId, plan: &Plan) -> sqlx::Result<SignalChoices> {
    let exercises = exercises(db, user, &plan.id).await?;
    let lessons: Vec<Choice> = rows!(
        db,
        concat!(
            "SELECT le.id, le.lesson FROM lessons le JOIN exercises e ON e.id = le.exercise_id
             JOIN exercise_plans ep ON ep.exercise_id = e.id
             WHERE ep.plan_id = $2 AND ",
            visible!(),
            " ORDER BY le.recorded_on DESC, le.id DESC LIMIT 200"
        ),
        user.as_str(),
        plan.id.as_str()
    )?;
    let took_place = exercises
        .into_iter()
        .filter(|exercise| exercise.visible && exercise.status.took_place());
    Ok(SignalChoices {
        exercises: took_place
            .map(|exercise| (exercise.id.to_string(), exercise.title, exercise.on))
            .collect(),
        lessons,
    })
}

#[derive(FromRow)]
struct OriginRow {
    signal_id: String,
    exercise_id: String,
    exercise: String,
    lesson_id: Option<String>,
    lesson: Option<String>,
}

/// From which exercises and lessons the signals of a plan come, as far as the user may see these.
///
/// # Errors
/// When the database can't be read.
pub async fn origins(
    db: &Db,
    user: &UserId,
    plan: &Plan,
) -> sqlx::Result<HashMap<SignalId, SignalOrigin>> {
    if plan.signals.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<OriginRow> = rows!(
        db,
        concat!(
            "SELECT s.id AS signal_id, e.id AS exercise_id, e.title AS exercise, l.id AS lesson_id, l.lesson
             FROM plan_signals s LEFT JOIN lessons l ON l.id = s.lesson_id
                  JOIN exercises e ON e.id = COALESCE(s.exercise_id, l.exercise_id)
             WHERE s.plan_id = $2 AND ",
            visible!(),
            " ORDER BY s.raised_on DESC, s.id DESC LIMIT 100"
        ),
        user.as_str(),
        plan.id.as_str()
    )?;
    let origin = |row: OriginRow| {
        let origin = SignalOrigin {
            exercise: (row.exercise_id.into(), row.exercise),
            lesson: row.lesson_id.map(Into::into).zip(row.lesson),
        };
        (row.signal_id.into(), origin)
    };
    Ok(rows.into_iter().map(origin).collect())
}

#[derive(FromRow)]
struct LessonRow {
    id: String,
    #[sqlx(try_from = "String")]
    kind: LessonKind,
    lesson: String,
    recorded_on: NaiveDate,
    exercise: String,
}

/// The lessons from the exercises of a plan that the user may see, the newest first, at most `most`.
///
/// # Errors
/// When the database can't be read.
pub async fn lessons(
    db: &Db,
    user: &UserId,
    id: &PlanId,
    most: i64,
) -> sqlx::Result<Vec<PracticeLesson>> {
    let rows: Vec<LessonRow> = rows!(
        db,
        concat!(
            "SELECT l.id, l.kind, l.lesson, l.recorded_on, e.title AS exercise
             FROM exercise_plans ep JOIN exercises e ON e.id = ep.exercise_id
                  JOIN lessons l ON l.exercise_id = e.id
             WHERE ep.plan_id = $2 AND ",
            visible!(),
            " ORDER BY l.recorded_on DESC, l.id DESC LIMIT $3"
        ),
        user.as_str(),
        id.as_str(),
        most
    )?;
    let lesson = |row: LessonRow| PracticeLesson {
        id: row.id.into(),
        kind: row.kind,
        text: row.lesson,
        recorded_on: row.recorded_on,
        exercise: row.exercise,
    };
    Ok(rows.into_iter().map(lesson).collect())
}
