//! Changes to lessons: the SQL and the audit entry.

use crate::{change::Change, db::keys, execute, trail::Entry};
use app::{
    id::{ExerciseId, LessonId, ObjectiveId, OrganisationId},
    lessons::form::LessonInput,
    trail::Subject,
};

/// Records what an exercise of an organisation taught.
///
/// # Errors
/// When the database can't store it.
pub async fn create(
    change: &mut Change,
    (exercise, owner): (&ExerciseId, &OrganisationId),
    input: &LessonInput,
) -> sqlx::Result<LessonId> {
    let (id, today) = (change.new_id::<LessonId>(), change.today());
    execute!(
        change.tx(),
        "INSERT INTO lessons (id, exercise_id, objective_id, kind, lesson, recorded_on, search_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.as_str(),
        exercise.as_str(),
        input.objective.as_ref().map(ObjectiveId::as_str),
        input.kind.code(),
        &input.lesson,
        today,
        keys::lesson(&input.lesson)
    )?;
    let entry = Entry::new(Subject::Lesson, id.as_str(), "create")
        .of(owner)
        .after(input);
    change.record(entry).await?;
    Ok(id)
}
