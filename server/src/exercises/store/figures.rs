//! Exercises counted, and those that come next.

use super::{ScheduleRow, is_ahead, reach::reached, took_place};
use crate::{
    db::{Db, optional},
    on_db,
    organisations::reach::{By, all_or_few, part, reach},
    rows,
};
use app::{
    exercises::{ExerciseStatus, Filter, NextExercise},
    id::{OrganisationId, PersonId, UserId},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use sqlx::FromRow;

/// Counts of the exercises `e`: those that took place, and those that are still to come, drafts
/// among them.
macro_rules! held_and_ahead {
    () => {
        concat!(
            "COUNT(CASE WHEN ",
            took_place!(),
            " THEN 1 END) AS held,
         COUNT(CASE WHEN ",
            is_ahead!(),
            " THEN 1 END) AS ahead"
        )
    };
}

/// The first moment of a year and that of the next.
pub(crate) fn moments(year: i32) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
    let filter = Filter {
        year: Some(year),
        ..Filter::default()
    };
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN);
    let days = filter.days();
    days.map(|(from, until)| (midnight(from), midnight(until)))
        .unzip()
}

/// How many exercises there are in a year.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct YearCount {
    /// The organisation that holds them or takes part, or the region of such an organisation.
    pub part: String,
    /// Those that took place.
    pub held: i64,
    /// Those that are still to come.
    pub ahead: i64,
}

/// The exercises of a year of the organisations in a user's reach, or of those in one region: by
/// organisation, or by region; an exercise of several counts for each of them. `all` of a country
/// are counted in another way than a few.
///
/// # Errors
/// When the database can't be read.
pub async fn counts(
    db: &Db,
    user: &UserId,
    year: i32,
    region: Option<&OrganisationId>,
    by: By,
    all: bool,
) -> sqlx::Result<Vec<YearCount>> {
    macro_rules! counts_sql {
        ($taking_part:expr) => {
            concat!(
                "WITH ",
                reach!("$4"),
                ", year AS (SELECT id, owner_id, status FROM exercises WHERE starts_at >= $2 AND starts_at < $3),
                 taking_part AS (",
                $taking_part,
                ") SELECT t.part, ",
                held_and_ahead!(),
                " FROM taking_part t CROSS JOIN year e WHERE e.id = t.id GROUP BY t.part"
            )
        };
    }
    let sql = if all {
        counts_sql!(concat!(
            "SELECT ",
            part!("$5"),
            " AS part, y.id FROM year y JOIN reach o ON o.id = y.owner_id
             UNION SELECT ",
            part!("$5"),
            ", y.id FROM year y JOIN exercise_organisations eo ON eo.exercise_id = y.id
             JOIN reach o ON o.id = eo.organisation_id"
        ))
    } else {
        counts_sql!(concat!(
            "SELECT ",
            part!("$5"),
            " AS part, e.id FROM reach o CROSS JOIN exercises e WHERE e.owner_id = o.id
             UNION SELECT ",
            part!("$5"),
            ", eo.exercise_id FROM reach o CROSS JOIN exercise_organisations eo
             WHERE eo.organisation_id = o.id"
        ))
    };
    let (from, until) = moments(year);
    rows!(
        db,
        sql,
        user.as_str(),
        from,
        until,
        region.map(OrganisationId::as_str),
        by.code()
    )
}

/// The exercises of a year that a user may see, or of those in one region, each counted once: those
/// that took place, and those still to come.
///
/// # Errors
/// When the database can't be read.
pub async fn count(
    db: &Db,
    user: &UserId,
    year: i32,
    region: Option<&OrganisationId>,
    all: bool,
) -> sqlx::Result<(i64, i64)> {
    macro_rules! count_sql {
        ($reached:expr) => {
            concat!(
                "WITH ",
                reach!("$4"),
                " SELECT ",
                held_and_ahead!(),
                " FROM exercises e WHERE e.starts_at >= $2 AND e.starts_at < $3 AND ",
                $reached
            )
        };
    }
    let sql = all_or_few!(all, count_sql, reached, "$4");
    let (from, until) = moments(year);
    on_db!(db, |c| {
        sqlx::query_as(sql)
            .bind(user.as_str())
            .bind(from)
            .bind(until)
            .bind(region.map(OrganisationId::as_str))
            .fetch_one(c)
            .await
    })
}

#[derive(FromRow)]
struct NextRow {
    id: String,
    title: String,
    #[sqlx(try_from = "String")]
    status: ExerciseStatus,
    #[sqlx(flatten)]
    schedule: ScheduleRow,
    place: String,
    answer: Option<String>,
}

impl TryFrom<NextRow> for NextExercise {
    type Error = sqlx::Error;
    fn try_from(row: NextRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.id.into(),
            title: row.title,
            status: row.status,
            schedule: row.schedule.into(),
            place: row.place,
            mine: optional(row.answer)?,
        })
    }
}

/// The columns of [`NextRow`] for the exercises `e`; the user is `$1`.
macro_rules! next_columns {
    () => {
        "e.id, e.title, e.status, e.starts_at, e.ends_at, e.all_day, e.place,
         (SELECT ep.answer FROM exercise_participants ep JOIN users u ON u.person_id = ep.person_id
          WHERE ep.exercise_id = e.id AND u.id = $1) AS answer"
    };
}

/// The next exercises that a user may see, today's among them, the nearest first; the cancelled
/// ones left out. `all` of a country are looked through in another way than a few.
///
/// # Errors
/// When the database can't be read.
pub async fn upcoming(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    limit: i64,
    all: bool,
) -> sqlx::Result<Vec<NextExercise>> {
    // What is asked about each exercise is asked about those of the answer alone.
    macro_rules! upcoming_sql {
        ($reached:expr) => {
            concat!(
                "WITH ",
                reach!("$4"),
                " SELECT ",
                next_columns!(),
                " FROM (SELECT e.* FROM exercises e
                        WHERE e.ends_at >= $2 AND ",
                is_ahead!(),
                " AND ",
                $reached,
                " ORDER BY e.starts_at, e.id LIMIT $3) AS e ORDER BY e.starts_at, e.id"
            )
        };
    }
    let sql = all_or_few!(all, upcoming_sql, reached, "$4");
    let rows: Vec<NextRow> = rows!(
        db,
        sql,
        user.as_str(),
        today.and_time(NaiveTime::MIN),
        limit,
        None::<&str>
    )?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The next exercises in which the user's person takes part, the nearest first, drafts left out.
///
/// # Errors
/// When the database can't be read.
pub async fn upcoming_of(
    db: &Db,
    user: &UserId,
    person: &PersonId,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<NextExercise>> {
    let rows: Vec<NextRow> = rows!(
        db,
        concat!(
            "SELECT ",
            next_columns!(),
            " FROM exercises e
             WHERE e.id IN (SELECT exercise_id FROM exercise_participants WHERE person_id = $2)
               AND e.ends_at >= $3 AND e.status = 'planned'
             ORDER BY e.starts_at, e.id LIMIT $4"
        ),
        user.as_str(),
        person.as_str(),
        today.and_time(NaiveTime::MIN),
        limit
    )?;
    rows.into_iter().map(TryInto::try_into).collect()
}
