//! Changes to lessons: the SQL and the audit entry in one transaction.

use crate::{
    db::{Db, new_id},
    execute,
    trail::{self, Actor, Entry},
};
use app::{
    exercises::Exercise,
    id::{LessonId, ObjectiveId},
    lessons::form::LessonInput,
};
use chrono::NaiveDate;

/// Records what an exercise taught.
///
/// # Errors
/// When the database can't store it.
pub async fn create(
    db: &Db,
    by: &Actor,
    exercise: &Exercise,
    input: &LessonInput,
    today: NaiveDate,
) -> sqlx::Result<LessonId> {
    let id: LessonId = new_id();
    let mut tx = db.begin().await?;
    execute!(
        &mut tx,
        "INSERT INTO lessons (id, exercise_id, objective_id, kind, lesson, recorded_on)
         VALUES ($1, $2, $3, $4, $5, $6)",
        id.as_str(),
        exercise.id.as_str(),
        input.objective.as_ref().map(ObjectiveId::as_str),
        input.kind.code(),
        &input.lesson,
        today
    )?;
    let entry = Entry::new("lesson", id.as_str(), "create")
        .of(&exercise.owner.id)
        .after(input);
    trail::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(id)
}
