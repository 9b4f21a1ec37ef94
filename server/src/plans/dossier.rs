//! A plan's whole record on one page.

use super::{routes::parts, store};
use crate::{
    actions,
    db::Db,
    error::{Error, Result},
    exercises::store::reach::visible as exercise_visible,
    rows,
    web::page::{Page, Path},
};
use app::{
    id::{PlanId, UserId},
    lessons::LessonKind,
    plans::pages::{self, HISTORY, PracticeLesson, Record},
};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::FromRow;

/// The most lessons, and the most actions, in a dossier.
const MOST: i64 = 200;

pub async fn show(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let (db, user) = (&page.app.db, &page.user.id);
    let plan = store::find(db, user, &id).await?.ok_or(Error::NotFound)?;
    let most = i64::try_from(HISTORY).unwrap_or(i64::MAX);
    let record = Record {
        parts: parts(&page, &plan, most).await?,
        lessons: lessons(db, user, &id).await?,
        actions: actions::store::of_plan(db, user, &id, page.frame.today(), MOST).await?,
    };
    Ok(page.ok(|frame| pages::dossier(frame, &plan, &record)))
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

/// The lessons from the exercises of a plan that the user may see, the newest first.
async fn lessons(db: &Db, user: &UserId, id: &PlanId) -> sqlx::Result<Vec<PracticeLesson>> {
    let rows: Vec<LessonRow> = rows!(
        db,
        concat!(
            "SELECT l.id, l.kind, l.lesson, l.recorded_on, e.title AS exercise
             FROM exercise_plans ep JOIN exercises e ON e.id = ep.exercise_id
                  JOIN lessons l ON l.exercise_id = e.id
             WHERE ep.plan_id = $2 AND ",
            exercise_visible!(),
            " ORDER BY l.recorded_on DESC, l.id DESC LIMIT $3"
        ),
        user.as_str(),
        id.as_str(),
        MOST
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
