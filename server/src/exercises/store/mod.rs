//! Exercises in the database: lists and counts.

mod record;

pub use record::{choices, find};

use crate::{
    db::{Db, like, optional},
    on_db,
};
use app::{
    exercises::{ExerciseKind, ExerciseLine, ExerciseStatus, Filter, Schedule, Sort},
    id::{OrganisationId, PersonId, UserId},
    page::Pages,
};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use sqlx::FromRow;

/// Exercises that a user may see: those that an organisation in reach holds or takes part in, and
/// those in which the user's person takes part. The user is `$1`. A macro, so that it can be part
/// of a query's constant text.
macro_rules! in_reach {
    () => {
        "(e.id IN (SELECT id FROM exercises
                  WHERE owner_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
                  UNION SELECT exercise_id FROM exercise_organisations
                  WHERE organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
                  UNION SELECT ep.exercise_id FROM exercise_participants ep
                  JOIN users u ON u.person_id = ep.person_id WHERE u.id = $1))"
    };
}
pub(crate) use in_reach;

/// Rows of [`LineRow`]; the user is `$1`. What is asked about each exercise is asked about those of
/// the page alone: the condition, order and bound of the query stand in the innermost part.
macro_rules! line_sql {
    ($condition:expr, $order:expr, $bound:literal) => {
        concat!(
            "SELECT e.id, e.title, e.kind, e.status, e.starts_at, e.ends_at, e.all_day, e.place, o.name AS owner,
                    (SELECT string_agg(x.name, ', ' ORDER BY x.name_key, x.id) FROM exercise_organisations eo
                     JOIN organisations x ON x.id = eo.organisation_id WHERE eo.exercise_id = e.id) AS organisations,
                    (SELECT COUNT(*) FROM exercise_organisations eo WHERE eo.exercise_id = e.id) AS organisation_count,
                    (SELECT COUNT(*) FROM exercise_participants ep WHERE ep.exercise_id = e.id) AS invited,
                    (SELECT COUNT(*) FROM exercise_participants ep WHERE ep.exercise_id = e.id AND ep.answer = 'yes') AS coming,
                    (SELECT ep.answer FROM exercise_participants ep JOIN users u ON u.person_id = ep.person_id
                     WHERE ep.exercise_id = e.id AND u.id = $1) AS mine,
                    e.total
             FROM (SELECT e.*, COUNT(*) OVER () AS total, ROW_NUMBER() OVER (ORDER BY ",
            $order,
            ") AS position FROM exercises e WHERE ",
            in_reach!(),
            $condition,
            " ORDER BY position ",
            $bound,
            ") AS e JOIN organisations o ON o.id = e.owner_id ORDER BY e.position"
        )
    };
}

#[derive(FromRow)]
struct LineRow {
    id: String,
    title: String,
    #[sqlx(try_from = "String")]
    kind: ExerciseKind,
    #[sqlx(try_from = "String")]
    status: ExerciseStatus,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    all_day: bool,
    place: String,
    owner: String,
    organisations: Option<String>,
    organisation_count: i64,
    invited: i64,
    coming: i64,
    mine: Option<String>,
    total: i64,
}

impl TryFrom<LineRow> for ExerciseLine {
    type Error = sqlx::Error;
    fn try_from(row: LineRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.id.into(),
            title: row.title,
            kind: row.kind,
            status: row.status,
            schedule: Schedule {
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                all_day: row.all_day,
            },
            place: row.place,
            owner: row.owner,
            organisations: row.organisations.unwrap_or_default(),
            organisation_count: row.organisation_count,
            invited: row.invited,
            coming: row.coming,
            mine: optional(row.mine)?,
        })
    }
}

fn lines(rows: Vec<LineRow>) -> sqlx::Result<Vec<ExerciseLine>> {
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A page of the register, and how long the whole list is.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    db: &Db,
    user: &UserId,
    filter: &Filter,
    today: NaiveDate,
) -> sqlx::Result<(Vec<ExerciseLine>, Pages)> {
    let words = filter.q.trim();
    let pattern = (!words.is_empty()).then(|| like(words));
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN);
    let (from, until) = filter.days().unzip();
    let rows: Vec<LineRow> = on_db!(db, |c| {
        sqlx::query_as(line_sql!(concat!(
        " AND ($2 IS NULL OR e.search_key LIKE $2 ESCAPE '!')
          AND ($3 IS NULL OR e.owner_id = $3
               OR e.id IN (SELECT exercise_id FROM exercise_organisations WHERE organisation_id = $3))
          AND ($4 IS NULL OR e.kind = $4)
          AND ($5 IS NULL OR $5 LIKE '%,' || e.status || ',%')
          AND ($6 IS NULL OR (e.starts_at >= $6 AND e.starts_at < $7))"),
        "CASE WHEN $8 = 'title' THEN e.title_key END,
                  CASE WHEN $8 = 'oldest' THEN e.starts_at END,
                  CASE WHEN $8 = 'upcoming' AND e.starts_at < $9 THEN 1 ELSE 0 END,
                  CASE WHEN $8 = 'upcoming' AND e.starts_at >= $9 THEN e.starts_at END,
                  e.starts_at DESC, e.id",
        "LIMIT $10 OFFSET $11"
    ))
    .bind(user.as_str())
    .bind(&pattern)
    .bind(filter.organisation.as_ref().map(OrganisationId::as_str))
    .bind(filter.kind.map(ExerciseKind::code))
    .bind(filter.status.map(|filter| {
        let codes: Vec<_> = filter.statuses().iter().map(|status| status.code()).collect();
        format!(",{},", codes.join(","))
    }))
    .bind(from.map(midnight))
    .bind(until.map(midnight))
    .bind(filter.sort.unwrap_or(Sort::Upcoming).code())
    .bind(midnight(today))
    .bind(Pages::SIZE)
    .bind(Pages::offset(filter.page))
    .fetch_all(c)
    .await
    })?;
    let pages = Pages {
        page: filter.page.max(1),
        total: rows.first().map_or(0, |row| row.total),
    };
    Ok((lines(rows)?, pages))
}

/// The years of the first and the last exercise that a user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn years(db: &Db, user: &UserId) -> sqlx::Result<Option<(i32, i32)>> {
    let (first, last): (Option<NaiveDateTime>, Option<NaiveDateTime>) = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT MIN(e.starts_at), MAX(e.starts_at) FROM exercises e WHERE ",
            in_reach!()
        ))
        .bind(user.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(first.map(|d| d.year()).zip(last.map(|d| d.year())))
}

/// The next exercises that a user may see, today's among them, the nearest first; the cancelled
/// ones left out.
///
/// # Errors
/// When the database can't be read.
pub async fn upcoming(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<ExerciseLine>> {
    let rows: Vec<LineRow> = on_db!(db, |c| {
        sqlx::query_as(line_sql!(
            " AND e.ends_at >= $2 AND e.status IN ('draft', 'planned')",
            "e.starts_at, e.id",
            "LIMIT $3"
        ))
        .bind(user.as_str())
        .bind(today.and_time(NaiveTime::MIN))
        .bind(limit)
        .fetch_all(c)
        .await
    })?;
    lines(rows)
}

/// The next exercises in which a person takes part, the nearest first, drafts left out.
///
/// # Errors
/// When the database can't be read.
pub async fn upcoming_of(
    db: &Db,
    user: &UserId,
    person: &PersonId,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<ExerciseLine>> {
    let rows: Vec<LineRow> = on_db!(db, |c| {
        sqlx::query_as(line_sql!(
            " AND e.id IN (SELECT exercise_id FROM exercise_participants WHERE person_id = $2)
              AND e.ends_at >= $3 AND e.status = 'planned'",
            "e.starts_at, e.id",
            "LIMIT $4"
        ))
        .bind(user.as_str())
        .bind(person.as_str())
        .bind(today.and_time(NaiveTime::MIN))
        .bind(limit)
        .fetch_all(c)
        .await
    })?;
    lines(rows)
}

/// How many exercises an organisation holds or takes part in, in a year.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct YearCount {
    /// The organisation.
    pub organisation_id: String,
    /// Those that took place.
    pub held: i64,
    /// Those that are still to come, drafts among them.
    pub ahead: i64,
}

/// The exercises of a year by organisation, for those in a user's reach; an exercise of several
/// organisations counts for each of them.
///
/// # Errors
/// When the database can't be read.
pub async fn counts(db: &Db, user: &UserId, year: i32) -> sqlx::Result<Vec<YearCount>> {
    let filter = Filter {
        year: Some(year),
        ..Filter::default()
    };
    let Some((from, until)) = filter.days() else {
        return Ok(Vec::new());
    };
    on_db!(db, |c| {
        sqlx::query_as(
            "SELECT part.organisation_id,
                COUNT(CASE WHEN e.status IN ('held', 'evaluated', 'closed') THEN 1 END) AS held,
                COUNT(CASE WHEN e.status IN ('draft', 'planned') THEN 1 END) AS ahead
         FROM (SELECT exercise_id, organisation_id FROM exercise_organisations
               WHERE organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
               UNION SELECT id, owner_id FROM exercises
               WHERE owner_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)) part
         JOIN exercises e ON e.id = part.exercise_id
         WHERE e.starts_at >= $2 AND e.starts_at < $3
         GROUP BY part.organisation_id",
        )
        .bind(user.as_str())
        .bind(from.and_time(NaiveTime::MIN))
        .bind(until.and_time(NaiveTime::MIN))
        .fetch_all(c)
        .await
    })
}

/// The exercises of a year that a user may see, each counted once: those that took place, and those
/// still to come.
///
/// # Errors
/// When the database can't be read.
pub async fn count(db: &Db, user: &UserId, year: i32) -> sqlx::Result<(i64, i64)> {
    let filter = Filter {
        year: Some(year),
        ..Filter::default()
    };
    let Some((from, until)) = filter.days() else {
        return Ok((0, 0));
    };
    on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT COUNT(CASE WHEN e.status IN ('held', 'evaluated', 'closed') THEN 1 END),
                    COUNT(CASE WHEN e.status IN ('draft', 'planned') THEN 1 END)
             FROM exercises e WHERE e.starts_at >= $2 AND e.starts_at < $3 AND ",
            in_reach!()
        ))
        .bind(user.as_str())
        .bind(from.and_time(NaiveTime::MIN))
        .bind(until.and_time(NaiveTime::MIN))
        .fetch_one(c)
        .await
    })
}
