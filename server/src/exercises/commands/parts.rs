//! Changes to what belongs to an exercise: who takes part, and what must succeed.

use crate::{
    db::{Db, new_id},
    error::Refused,
    execute,
    trail::{self, Actor, Entry},
};
use app::{
    exercises::{Answer, Exercise, Objective, Part, form::RatingInput},
    id::{ObjectiveId, PersonId},
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

/// Asks somebody to take part.
///
/// # Errors
/// [`Refused::Taken`] when this person takes part already.
pub async fn add_participant(
    db: &Db,
    by: &Actor,
    exercise: &Exercise,
    person: &PersonId,
    part: Part,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    execute!(
        &mut tx,
        "INSERT INTO exercise_participants (exercise_id, person_id, part) VALUES ($1, $2, $3)",
        exercise.id.as_str(),
        person.as_str(),
        part.code()
    )?;
    let entry = Entry::new("exercise", exercise.id.as_str(), "participant-add")
        .of(&exercise.owner.id)
        .after(&Participation {
            person,
            part: Some(part),
            answer: None,
        });
    trail::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes somebody out of an exercise that is still to come; nothing when not in it.
///
/// # Errors
/// When the database can't store it.
pub async fn remove_participant(
    db: &Db,
    by: &Actor,
    exercise: &Exercise,
    person: &PersonId,
) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    let removed = execute!(
        &mut tx,
        "DELETE FROM exercise_participants WHERE exercise_id = $1 AND person_id = $2",
        exercise.id.as_str(),
        person.as_str()
    )?;
    if removed > 0 {
        let entry = Entry::new("exercise", exercise.id.as_str(), "participant-remove")
            .of(&exercise.owner.id)
            .before(&Participation {
                person,
                part: None,
                answer: None,
            });
        trail::record(&mut tx, by, entry).await?;
    }
    tx.commit().await
}

/// Records whether somebody comes.
///
/// # Errors
/// When the database can't store it.
pub async fn answer(
    db: &Db,
    by: &Actor,
    exercise: &Exercise,
    person: &PersonId,
    answer: Answer,
) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        &mut tx,
        "UPDATE exercise_participants SET answer = $3 WHERE exercise_id = $1 AND person_id = $2",
        exercise.id.as_str(),
        person.as_str(),
        answer.code()
    )?;
    let entry = Entry::new("exercise", exercise.id.as_str(), "answer")
        .of(&exercise.owner.id)
        .after(&Participation {
            person,
            part: None,
            answer: Some(answer),
        });
    trail::record(&mut tx, by, entry).await?;
    tx.commit().await
}

/// Adds an objective below the others.
///
/// # Errors
/// When the database can't store it.
pub async fn add_objective(
    db: &Db,
    by: &Actor,
    exercise: &Exercise,
    text: &str,
) -> sqlx::Result<()> {
    let id: ObjectiveId = new_id();
    let mut tx = db.begin().await?;
    execute!(
        &mut tx,
        "INSERT INTO exercise_objectives (id, exercise_id, position, objective)
         SELECT $1, $2, COALESCE(MAX(position), 0) + 1, $3 FROM exercise_objectives WHERE exercise_id = $2",
        id.as_str(),
        exercise.id.as_str(),
        text,
    )?;
    let entry = Entry::new("exercise", exercise.id.as_str(), "objective-add")
        .of(&exercise.owner.id)
        .after(&text);
    trail::record(&mut tx, by, entry).await?;
    tx.commit().await
}

/// Rates an objective, once and for all.
///
/// # Errors
/// [`Refused::Taken`] when it is rated already.
pub async fn rate(
    db: &Db,
    by: &Actor,
    exercise: &Exercise,
    objective: &Objective,
    input: &RatingInput,
) -> Result<(), Refused> {
    let mut tx = db.begin().await?;
    let rated = execute!(
        &mut tx,
        "UPDATE exercise_objectives SET rating = $2, observation = $3 WHERE id = $1 AND rating IS NULL",
        objective.id.as_str(),
        input.rating.code(),
        &input.observation,
    )?;
    if rated == 0 {
        return Err(Refused::Taken);
    }
    let entry = Entry::new("exercise", exercise.id.as_str(), "rate")
        .of(&exercise.owner.id)
        .before(&objective.text)
        .after(input);
    trail::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(())
}
