//! Changes to what belongs to an exercise: who takes part, and what must succeed.

use super::ExerciseState;
use crate::{change, change::Change, db::Tx, error::Refused, execute, on_tx, trail::Entry};
use app::{
    exercises::{Answer, Exercise, ExerciseStatus, Part, form::RatingInput, rules},
    id::{ExerciseId, ObjectiveId, PersonId},
    trail::Subject,
};
use serde::Serialize;

/// Somebody in an exercise, for the audit trail: the identifier alone, so that erasing a person
/// leaves nothing behind.
#[derive(Serialize)]
struct Participation<'a> {
    person: &'a PersonId,
    part: Option<Part>,
    answer: Option<Answer>,
}

/// From here on nobody else changes the exercise, or what belongs to it, until the end of the
/// transaction.
///
/// # Errors
/// [`Refused::Stale`] when its status does not allow the change, or not any more.
async fn lock_exercise(
    tx: &mut Tx,
    exercise: &ExerciseId,
    allows: fn(ExerciseStatus) -> bool,
) -> Result<(), Refused> {
    let status: Option<(String,)> = on_tx!(tx, |c| sqlx::query_as(
        "UPDATE exercises SET version = version WHERE id = $1 RETURNING status"
    )
    .bind(exercise.as_str())
    .fetch_optional(c)
    .await)?;
    let status = status.and_then(|(status,)| status.parse().ok());
    status
        .filter(|status| allows(*status))
        .map(drop)
        .ok_or(Refused::Stale)
}

/// Asks somebody to take part.
///
/// # Errors
/// [`Refused::Taken`] when this person takes part already, [`Refused::Stale`] when the exercise is
/// not ahead any more.
pub async fn add_participant(
    change: &mut Change,
    exercise: ExerciseState<'_>,
    person: &PersonId,
    part: Part,
) -> Result<(), Refused> {
    lock_exercise(change.tx(), exercise.id, rules::is_ahead).await?;
    execute!(
        change.tx(),
        "INSERT INTO exercise_participants (exercise_id, person_id, part) VALUES ($1, $2, $3)",
        exercise.id.as_str(),
        person.as_str(),
        part.code()
    )?;
    let entry = Entry::new(Subject::Exercise, exercise.id.as_str(), "participant-add")
        .of(exercise.owner)
        .after(&Participation {
            person,
            part: Some(part),
            answer: None,
        });
    Ok(change.record(entry).await?)
}

/// Takes somebody out of an exercise that is still to come; nothing when not in it.
///
/// # Errors
/// [`Refused::Stale`] when the exercise is not ahead any more.
pub async fn remove_participant(
    change: &mut Change,
    exercise: &Exercise,
    person: &PersonId,
) -> Result<(), Refused> {
    lock_exercise(change.tx(), &exercise.id, rules::is_ahead).await?;
    let removed = execute!(
        change.tx(),
        "DELETE FROM exercise_participants WHERE exercise_id = $1 AND person_id = $2",
        exercise.id.as_str(),
        person.as_str()
    )?;
    if removed > 0 {
        let entry = Entry::new(
            Subject::Exercise,
            exercise.id.as_str(),
            "participant-remove",
        )
        .of(&exercise.owner.id)
        .before(&Participation {
            person,
            part: None,
            answer: None,
        });
        change.record(entry).await?;
    }
    Ok(())
}

/// Records whether somebody comes to an exercise.
///
/// # Errors
/// [`Refused::Stale`] when the exercise is not ahead any more, or this person not in it.
pub async fn answer(
    change: &mut Change,
    exercise: ExerciseState<'_>,
    person: &PersonId,
    answer: Answer,
) -> Result<(), Refused> {
    lock_exercise(change.tx(), exercise.id, rules::is_ahead).await?;
    change!(
        change.tx(),
        "UPDATE exercise_participants SET answer = $3 WHERE exercise_id = $1 AND person_id = $2",
        exercise.id.as_str(),
        person.as_str(),
        answer.code()
    )?;
    let entry = Entry::new(Subject::Exercise, exercise.id.as_str(), "answer")
        .of(exercise.owner)
        .after(&Participation {
            person,
            part: None,
            answer: Some(answer),
        });
    Ok(change.record(entry).await?)
}

/// Adds an objective below the others.
///
/// # Errors
/// [`Refused::Stale`] when the exercise may not change any more.
pub async fn add_objective(
    change: &mut Change,
    exercise: ExerciseState<'_>,
    text: &str,
) -> Result<(), Refused> {
    let id: ObjectiveId = change.new_id();
    lock_exercise(change.tx(), exercise.id, rules::may_change).await?;
    execute!(
        change.tx(),
        "INSERT INTO exercise_objectives (id, exercise_id, position, objective)
         SELECT $1, $2, COALESCE(MAX(position), 0) + 1, $3 FROM exercise_objectives WHERE exercise_id = $2",
        id.as_str(),
        exercise.id.as_str(),
        text,
    )?;
    let entry = Entry::new(Subject::Exercise, exercise.id.as_str(), "objective-add")
        .of(exercise.owner)
        .after(&text);
    Ok(change.record(entry).await?)
}

/// Rates an objective, once and for all.
///
/// # Errors
/// [`Refused::Taken`] when it is rated already.
pub async fn rate(
    change: &mut Change,
    exercise: ExerciseState<'_>,
    (objective, text): (&ObjectiveId, &str),
    input: &RatingInput,
) -> Result<(), Refused> {
    let rated = execute!(
        change.tx(),
        "UPDATE exercise_objectives SET rating = $2, observation = $3 WHERE id = $1 AND rating IS NULL",
        objective.as_str(),
        input.rating.code(),
        &input.observation,
    )?;
    if rated == 0 {
        return Err(Refused::Taken);
    }
    let entry = Entry::new(Subject::Exercise, exercise.id.as_str(), "rate")
        .of(exercise.owner)
        .before(&text)
        .after(input);
    Ok(change.record(entry).await?)
}
