//! What a member of staff must know: one's roles, who comes after, exercises.

use crate::{
    db::Db,
    exercises::store::{is_ahead, took_place},
    roles::{self, store::active_on},
    rows,
};
use app::{
    date::sub_months,
    exercises::{ExerciseKind, ExerciseStatus},
    id::PersonId,
    sheets::me::{Me, MyExercise},
};
use chrono::{NaiveDateTime, NaiveTime};
use sqlx::FromRow;

/// The most exercises to come.
const UPCOMING: i64 = 5;
/// The most of one's own exercises of before.
const PAST: i64 = 50;

/// How far back one's own exercises are shown, in months.
const PAST_MONTHS: u32 = 24;

/// What a person must know at a moment.
///
/// # Errors
/// When the database can't be read.
pub async fn me(db: &Db, person: &PersonId, now: NaiveDateTime) -> sqlx::Result<Me> {
    Ok(Me {
        roles: roles::store::own(db, person, now.date()).await?,
        upcoming: upcoming(db, person, now).await?,
        past: past(db, person, now).await?,
    })
}

#[derive(FromRow)]
struct ExerciseRow {
    id: String,
    title: String,
    #[sqlx(try_from = "String")]
    kind: ExerciseKind,
    #[sqlx(try_from = "String")]
    status: ExerciseStatus,
    starts_at: NaiveDateTime,
    all_day: bool,
    place: String,
    answer: Option<String>,
}

impl From<ExerciseRow> for MyExercise {
    fn from(row: ExerciseRow) -> Self {
        Self {
            id: row.id.into(),
            title: row.title,
            kind: row.kind,
            status: row.status,
            starts_at: row.starts_at,
            all_day: row.all_day,
            place: row.place,
            invited: row.answer.is_some(),
            comes: match row.answer.as_deref() {
                Some("yes") => Some(true),
                Some("no") => Some(false),
                _ => None,
            },
        }
    }
}

/// Exercises to come: those that the person is invited to, and those that are set in which a role
/// of the person is exercised by the organisation for which the person fills it. A draft is only
/// for those invited: its date may move, and it may have to come unannounced.
async fn upcoming(db: &Db, person: &PersonId, now: NaiveDateTime) -> sqlx::Result<Vec<MyExercise>> {
    let rows: Vec<ExerciseRow> = rows!(db, concat!(
            "SELECT e.id, e.title, e.kind, e.status, e.starts_at, e.all_day, e.place, ep.answer
             FROM exercises e LEFT JOIN exercise_participants ep ON ep.exercise_id = e.id AND ep.person_id = $1
             WHERE ",
            is_ahead!(),
            " AND e.ends_at >= $2
               AND (ep.person_id IS NOT NULL OR e.status = 'planned')
               AND e.id IN (
                    SELECT exercise_id FROM exercise_participants WHERE person_id = $1
                    UNION SELECT er.exercise_id FROM role_assignments a
                    JOIN exercise_organisations eo ON eo.organisation_id = a.organisation_id
                    JOIN exercise_roles er ON er.role_id = a.role_id AND er.exercise_id = eo.exercise_id
                    WHERE a.person_id = $1 AND ",
            active_on!("a", "$3"),
            ")
             ORDER BY e.starts_at, e.id LIMIT $4"
        ), person.as_str(), now, now.date(), UPCOMING)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Exercises that the person took part in.
async fn past(db: &Db, person: &PersonId, now: NaiveDateTime) -> sqlx::Result<Vec<MyExercise>> {
    let since = sub_months(now.date(), PAST_MONTHS).and_time(NaiveTime::MIN);
    let rows: Vec<ExerciseRow> = rows!(db, concat!(
            "SELECT e.id, e.title, e.kind, e.status, e.starts_at, e.all_day, e.place, ep.answer
             FROM exercises e JOIN exercise_participants ep ON ep.exercise_id = e.id AND ep.person_id = $1
             WHERE ",
            took_place!(),
            " AND e.starts_at >= $2 AND e.starts_at <= $3
               AND ep.answer <> 'no'
             ORDER BY e.starts_at DESC, e.id LIMIT $4"
        ), person.as_str(), since, now, PAST)?;
    Ok(rows.into_iter().map(Into::into).collect())
}
