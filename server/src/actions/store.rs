//! Actions in the database: everything that reads.

pub use super::overdue::{overdue, overdue_count, overdue_counts};

use super::reach::reached;
use crate::{
    db::{Db, like},
    exercises::store::reach::visible as exercise_visible,
    identity::user::User,
    organisations::{
        self,
        reach::{all_or_few, in_scope, reach},
    },
    people::{self, store::Wanted},
    row, rows,
};
use app::{
    actions::{
        Action, ActionLine, ActionState, Change, Choices, Done, Event, Filter, FromLesson,
        rules::state,
    },
    exercises::Linked,
    id::{ActionId, ExerciseId, LessonId, OrganisationId, PlanId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    page::Pages,
};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::FromRow;

/// Actions that a user may see: those of an organisation in reach, and one's own. The user is
/// `$1`. A macro, so that it can be part of a query's constant text.
macro_rules! in_reach {
    () => {
        concat!(
            "(",
            $crate::organisations::reach::in_scope!("a.organisation_id"),
            " OR a.owner_id IN (SELECT person_id FROM users WHERE id = $1))"
        )
    };
}
pub(crate) use in_reach;

/// [`app::actions::rules::state`] in SQL, for filters, counts and order; today is `$2`. A test
/// holds the two together.
macro_rules! state_sql {
    () => {
        "CASE WHEN a.done_on IS NOT NULL AND a.verified_on IS NOT NULL THEN 'verified'
              WHEN a.done_on IS NOT NULL THEN 'done'
              WHEN a.due_on < $2 THEN 'overdue'
              ELSE 'open' END"
    };
}
pub(crate) use state_sql;

/// The columns of [`LineRow`] for the actions that the user (`$1`) may see.
macro_rules! lines_sql {
    () => {
        concat!(
            "SELECT a.id, a.title, o.name AS organisation, p.name AS owner, a.due_on, a.done_on, a.verified_on,
                    a.lesson_id, e.title AS exercise, COUNT(*) OVER () AS total
             FROM actions a JOIN organisations o ON o.id = a.organisation_id JOIN people p ON p.id = a.owner_id
                  LEFT JOIN lessons l ON l.id = a.lesson_id LEFT JOIN exercises e ON e.id = l.exercise_id
             WHERE ",
            in_reach!()
        )
    };
}

/// A line of a register as a query gives it.
#[derive(FromRow)]
pub(super) struct LineRow {
    id: String,
    title: String,
    organisation: String,
    owner: String,
    due_on: NaiveDate,
    done_on: Option<NaiveDate>,
    verified_on: Option<NaiveDate>,
    lesson_id: Option<String>,
    exercise: Option<String>,
    pub(super) total: i64,
}

pub(super) fn lines(rows: Vec<LineRow>, today: NaiveDate) -> Vec<ActionLine> {
    let line = |row: LineRow| ActionLine {
        id: row.id.into(),
        title: row.title,
        organisation: row.organisation,
        owner: row.owner,
        due_on: row.due_on,
        state: state(row.due_on, row.done_on, row.verified_on, today),
        lesson: row.lesson_id.map(Into::into),
        exercise: row.exercise,
    };
    rows.into_iter().map(line).collect()
}

/// The actions that the register's filter lets through: words `$3`, organisation `$4`, state `$5`,
/// only one's own `$6`, region `$9`.
macro_rules! found {
    ($reached:expr) => {
        concat!(
            "FROM actions a WHERE ",
            $reached,
            " AND ($3 IS NULL OR a.title_key LIKE $3 ESCAPE '!')
               AND ($4 IS NULL OR a.organisation_id = $4)
               AND ($5 IS NULL OR ",
            state_sql!(),
            " = $5)
               AND ($6 = FALSE OR a.owner_id IN (SELECT person_id FROM users WHERE id = $1))"
        )
    };
}

/// The order of the register.
macro_rules! order {
    () => {
        concat!(
            "CASE ",
            state_sql!(),
            " WHEN 'overdue' THEN 1 WHEN 'open' THEN 2 WHEN 'done' THEN 3 ELSE 4 END,
             a.verified_on DESC, a.due_on, a.title_key, a.id"
        )
    };
}

/// A page of the register, and how long the whole list is: what is overdue first, the oldest on
/// top; then what is open, what waits for verification, and what is finished, the newest on top.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    db: &Db,
    user: &User,
    filter: &Filter,
    today: NaiveDate,
) -> sqlx::Result<(Vec<ActionLine>, Pages)> {
    macro_rules! lines_sql {
        ($reached:expr) => {
            concat!(
            "WITH ",
            reach!("$9"),
            " SELECT a.id, a.title, o.name AS organisation, p.name AS owner, a.due_on, a.done_on, a.verified_on,
                     a.lesson_id, e.title AS exercise, (SELECT COUNT(*) ",
            found!($reached),
            ") AS total
             FROM (SELECT a.* ",
            found!($reached),
            " ORDER BY ",
            order!(),
            " LIMIT $7 OFFSET $8) AS a JOIN organisations o ON o.id = a.organisation_id
                  JOIN people p ON p.id = a.owner_id
                  LEFT JOIN lessons l ON l.id = a.lesson_id LEFT JOIN exercises e ON e.id = l.exercise_id
             ORDER BY ",
            order!()
            )
        };
    }
    let sql = all_or_few!(
        user.sees_regions() && filter.region.is_none(),
        lines_sql,
        reached,
        "$9"
    );
    let rows: Vec<LineRow> = rows!(
        db,
        sql,
        user.id.as_str(),
        today,
        like(&filter.q),
        filter.organisation.as_ref().map(OrganisationId::as_str),
        filter.state.map(ActionState::code),
        filter.mine,
        Pages::SIZE,
        Pages::offset(filter.page),
        filter.region.as_ref().map(OrganisationId::as_str)
    )?;
    let pages = Pages::new(filter.page, rows.first().map_or(0, |row| row.total));
    Ok((lines(rows, today), pages))
}

/// The actions from the lessons of a plan's exercises, the newest first.
///
/// # Errors
/// When the database can't be read.
pub async fn of_plan(
    db: &Db,
    user: &UserId,
    plan: &PlanId,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<ActionLine>> {
    let rows: Vec<LineRow> = rows!(
        db,
        concat!(
            lines_sql!(),
            " AND l.exercise_id IN (SELECT exercise_id FROM exercise_plans WHERE plan_id = $2)
             ORDER BY a.due_on DESC, a.id DESC LIMIT $3"
        ),
        user.as_str(),
        plan.as_str(),
        limit
    )?;
    Ok(lines(rows, today))
}

/// What the user's person has still to do, the most urgent first.
///
/// # Errors
/// When the database can't be read.
pub async fn mine(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<ActionLine>> {
    let rows: Vec<LineRow> = rows!(
        db,
        concat!(
            lines_sql!(),
            " AND a.done_on IS NULL AND a.owner_id IN (SELECT person_id FROM users WHERE id = $1)
             ORDER BY a.due_on, a.id LIMIT $2"
        ),
        user.as_str(),
        limit
    )?;
    Ok(lines(rows, today))
}

/// The actions from a lesson, in the order of their dates.
///
/// # Errors
/// When the database can't be read.
pub async fn of_lesson(
    db: &Db,
    user: &UserId,
    lesson: &LessonId,
    today: NaiveDate,
) -> sqlx::Result<Vec<ActionLine>> {
    let rows: Vec<LineRow> = rows!(
        db,
        concat!(
            lines_sql!(),
            " AND a.lesson_id = $2 ORDER BY a.due_on, a.id LIMIT 200"
        ),
        user.as_str(),
        lesson.as_str()
    )?;
    Ok(lines(rows, today))
}

/// The actions from all lessons of an exercise, in the order of their dates.
///
/// # Errors
/// When the database can't be read.
pub async fn of_exercise(
    db: &Db,
    user: &UserId,
    exercise: &ExerciseId,
    today: NaiveDate,
) -> sqlx::Result<Vec<ActionLine>> {
    let rows: Vec<LineRow> = rows!(
        db,
        concat!(
            lines_sql!(),
            " AND l.exercise_id = $2 ORDER BY a.due_on, a.id LIMIT 1000"
        ),
        user.as_str(),
        exercise.as_str()
    )?;
    Ok(lines(rows, today))
}

#[derive(FromRow)]
struct ActionRow {
    id: String,
    title: String,
    organisation_id: String,
    #[sqlx(try_from = "String")]
    organisation_kind: OrganisationKind,
    organisation: String,
    owner_id: String,
    owner: String,
    owner_visible: bool,
    due_on: NaiveDate,
    done_on: Option<NaiveDate>,
    done_by: Option<String>,
    done_by_name: Option<String>,
    done_note: String,
    verified_on: Option<NaiveDate>,
    verified_by_name: Option<String>,
    version: i64,
    lesson_id: Option<String>,
    lesson: Option<String>,
    recorded_on: Option<NaiveDate>,
    exercise_id: Option<String>,
    exercise: Option<String>,
    exercise_visible: bool,
}

/// An action, and the user who reported it as done.
#[derive(Debug)]
pub struct Found {
    /// The action.
    pub action: Action,
    /// Who reported it as done; somebody else must verify.
    pub done_by: Option<UserId>,
}

/// An action, if there is one that the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &ActionId) -> sqlx::Result<Option<Found>> {
    let row: Option<ActionRow> = row!(db, concat!(
            "SELECT a.id, a.title, a.organisation_id, o.kind AS organisation_kind, o.name AS organisation,
                a.owner_id, p.name AS owner,
                CASE WHEN ",
            in_scope!("p.organisation_id"),
            " THEN TRUE ELSE FALSE END AS owner_visible,
                a.due_on, a.done_on, a.done_by, d.name AS done_by_name, a.done_note,
                a.verified_on, v.name AS verified_by_name, a.version,
                l.id AS lesson_id, l.lesson, l.recorded_on, e.id AS exercise_id, e.title AS exercise,
                CASE WHEN e.id IS NOT NULL AND ",
            exercise_visible!(),
            " THEN TRUE ELSE FALSE END AS exercise_visible
         FROM actions a JOIN organisations o ON o.id = a.organisation_id JOIN people p ON p.id = a.owner_id
              LEFT JOIN users d ON d.id = a.done_by LEFT JOIN users v ON v.id = a.verified_by
              LEFT JOIN lessons l ON l.id = a.lesson_id LEFT JOIN exercises e ON e.id = l.exercise_id
         WHERE a.id = $2 AND ",
            in_reach!()
        ), user.as_str(), id.as_str())?;
    Ok(row.map(found))
}

fn found(row: ActionRow) -> Found {
    let lesson = row.lesson_id.zip(row.lesson).zip(row.recorded_on);
    let exercise = row.exercise_id.zip(row.exercise);
    let visible = row.exercise_visible;
    let lesson =
        lesson.zip(exercise).map(
            |(((id, text), recorded_on), (exercise, title))| FromLesson {
                lesson: Linked {
                    id: id.into(),
                    name: text,
                    visible,
                },
                recorded_on,
                exercise: Linked {
                    id: exercise.into(),
                    name: title,
                    visible,
                },
            },
        );
    Found {
        done_by: row.done_by.map(Into::into),
        action: Action {
            id: row.id.into(),
            title: row.title,
            organisation: OrganisationName {
                id: row.organisation_id.into(),
                kind: row.organisation_kind,
                name: row.organisation,
            },
            owner: Linked {
                id: row.owner_id.into(),
                name: row.owner,
                visible: row.owner_visible,
            },
            due_on: row.due_on,
            done: row.done_on.map(|on| Done {
                on,
                by: row.done_by_name,
                note: row.done_note,
            }),
            verified: row.verified_on.map(|on| (on, row.verified_by_name)),
            lesson,
            version: row.version,
        },
    }
}

/// What happened to an action, the oldest first.
///
/// # Errors
/// When the database can't be read.
pub async fn history(db: &Db, id: &ActionId, zone: Tz) -> sqlx::Result<Vec<Event>> {
    let rows: Vec<(DateTime<Utc>, String, String)> = rows!(
        db,
        "SELECT at, actor, action FROM audit WHERE subject = 'action' AND subject_id = $1 ORDER BY id LIMIT 200",
        id.as_str()
    )?;
    // The trail may hold more kinds of entries than this page tells.
    let event = |(at, by, action): (DateTime<Utc>, String, String)| {
        let change: Change = action.parse().ok()?;
        let at = at.with_timezone(&zone).naive_local();
        Some(Event { at, by, change })
    };
    Ok(rows.into_iter().filter_map(event).collect())
}

/// What the form of an action can choose from.
///
/// # Errors
/// When the database can't be read.
pub async fn choices(db: &Db, user: &UserId, wanted: &Wanted) -> sqlx::Result<Choices> {
    Ok(Choices {
        organisations: organisations::store::editable(db, user).await?,
        people: people::store::choices(db, user, wanted).await?,
    })
}
