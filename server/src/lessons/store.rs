//! Lessons in the database: everything that reads.

use crate::{
    db::{Db, optional},
    exercises::store::{ScheduleRow, reach::visible as exercise_visible},
    row, rows,
};
use app::{
    exercises::Objective,
    id::{ExerciseId, LessonId, UserId},
    lessons::{Lesson, LessonKind},
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// The columns of [`LessonRow`].
macro_rules! lesson_sql {
    () => {
        "SELECT l.id, l.kind, l.lesson, l.recorded_on, e.id AS exercise_id, e.title AS exercise, e.owner_id,
                e.starts_at, e.ends_at, e.all_day, o.id AS objective_id, o.objective, o.rating, o.observation
         FROM lessons l JOIN exercises e ON e.id = l.exercise_id
              LEFT JOIN exercise_objectives o ON o.id = l.objective_id "
    };
}

#[derive(FromRow)]
struct LessonRow {
    id: String,
    #[sqlx(try_from = "String")]
    kind: LessonKind,
    lesson: String,
    recorded_on: NaiveDate,
    exercise_id: String,
    exercise: String,
    owner_id: String,
    #[sqlx(flatten)]
    schedule: ScheduleRow,
    objective_id: Option<String>,
    objective: Option<String>,
    rating: Option<String>,
    observation: Option<String>,
}

fn lesson(row: LessonRow) -> sqlx::Result<Lesson> {
    let rating = optional(row.rating)?;
    Ok(Lesson {
        id: row.id.into(),
        kind: row.kind,
        text: row.lesson,
        recorded_on: row.recorded_on,
        exercise: (row.exercise_id.into(), row.exercise),
        owner: row.owner_id.into(),
        schedule: row.schedule.into(),
        objective: row
            .objective_id
            .zip(row.objective)
            .map(|(id, text)| Objective {
                id: id.into(),
                text,
                rating,
                observation: row.observation.unwrap_or_default(),
            }),
    })
}

/// A lesson, if there is one from an exercise that the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &LessonId) -> sqlx::Result<Option<Lesson>> {
    let row: Option<LessonRow> = row!(
        db,
        concat!(lesson_sql!(), "WHERE l.id = $2 AND ", exercise_visible!()),
        user.as_str(),
        id.as_str()
    )?;
    row.map(lesson).transpose()
}

/// The lessons of an exercise that the user may see (which the caller has made sure of), in the
/// order in which they were recorded.
///
/// # Errors
/// When the database can't be read.
pub async fn of_exercise(db: &Db, exercise: &ExerciseId) -> sqlx::Result<Vec<Lesson>> {
    let rows: Vec<LessonRow> = rows!(
        db,
        concat!(
            lesson_sql!(),
            "WHERE l.exercise_id = $1 ORDER BY l.recorded_on, l.id LIMIT 200"
        ),
        exercise.as_str()
    )?;
    rows.into_iter().map(lesson).collect()
}
