//! What the register of lessons reads of them and of their actions.

use crate::{
    actions::store::{in_reach as action_in_reach, state_sql},
    db::{Db, like},
    exercises::store::{in_reach as exercise_in_reach, reach::of_organisation},
    rows,
};
use app::{
    id::{OrganisationId, UserId},
    lessons::LessonKind,
    page::Pages,
    sheets::lesson::{Counts, Filter, LessonLine},
};
use chrono::NaiveDate;
use sqlx::FromRow;

#[derive(FromRow)]
struct LineRow {
    id: String,
    #[sqlx(try_from = "String")]
    kind: LessonKind,
    lesson: String,
    recorded_on: NaiveDate,
    exercise_id: String,
    exercise: String,
    overdue: i64,
    open: i64,
    done: i64,
    verified: i64,
    total: i64,
}

/// A page of the register, and how long the whole list is. The actions are counted as far as the
/// user may see them.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    db: &Db,
    user: &UserId,
    filter: &Filter,
    today: NaiveDate,
) -> sqlx::Result<(Vec<LessonLine>, Pages)> {
    let rows: Vec<LineRow> = rows!(
        db,
        concat!(
            "WITH lines AS (
             SELECT l.id, l.kind, l.lesson, l.recorded_on, l.exercise_id, COUNT(*) OVER () AS total
             FROM lessons l JOIN exercises e ON e.id = l.exercise_id
             WHERE ",
            exercise_in_reach!(),
            " AND ($3 IS NULL OR l.search_key LIKE $3 ESCAPE '!' OR e.title_key LIKE $3 ESCAPE '!')
               AND ",
            of_organisation!("$4"),
            " AND ($5 IS NULL OR l.kind = $5)
             ORDER BY l.recorded_on DESC, l.id DESC
             LIMIT $6 OFFSET $7)
         SELECT l.id, l.kind, l.lesson, l.recorded_on, e.id AS exercise_id, e.title AS exercise,
                COALESCE(n.overdue, 0) AS overdue, COALESCE(n.still_open, 0) AS open,
                COALESCE(n.done, 0) AS done, COALESCE(n.verified, 0) AS verified, l.total
         FROM lines l JOIN exercises e ON e.id = l.exercise_id
         LEFT JOIN (SELECT s.lesson_id,
                           COUNT(CASE WHEN s.state = 'overdue' THEN 1 END) AS overdue,
                           COUNT(CASE WHEN s.state = 'open' THEN 1 END) AS still_open,
                           COUNT(CASE WHEN s.state = 'done' THEN 1 END) AS done,
                           COUNT(CASE WHEN s.state = 'verified' THEN 1 END) AS verified
                    FROM (SELECT a.lesson_id, ",
            state_sql!(),
            " AS state FROM actions a WHERE a.lesson_id IN (SELECT id FROM lines) AND ",
            action_in_reach!(),
            ") AS s GROUP BY s.lesson_id) AS n ON n.lesson_id = l.id
         ORDER BY l.recorded_on DESC, l.id DESC"
        ),
        user.as_str(),
        today,
        like(&filter.q),
        filter.organisation.as_ref().map(OrganisationId::as_str),
        filter.kind.map(LessonKind::code),
        Pages::SIZE,
        Pages::offset(filter.page)
    )?;
    let pages = Pages::new(filter.page, rows.first().map_or(0, |row| row.total));
    let line = |row: LineRow| LessonLine {
        id: row.id.into(),
        kind: row.kind,
        text: row.lesson,
        recorded_on: row.recorded_on,
        exercise: (row.exercise_id.into(), row.exercise),
        actions: Counts {
            overdue: row.overdue,
            open: row.open,
            done: row.done,
            verified: row.verified,
        },
    };
    Ok((rows.into_iter().map(line).collect(), pages))
}
