//! Exercises in the database: the register.

pub mod figures;
pub(crate) mod reach;
mod record;

pub use record::{Asked, asked, choices, find};

use crate::{
    db::{Db, like},
    identity::user::User,
    on_db,
    organisations::reach::{all_or_few, reach},
    rows,
};
use app::{
    exercises::{ExerciseKind, ExerciseLine, ExerciseStatus, Filter, Schedule, Sort},
    id::{OrganisationId, UserId},
    page::Pages,
};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use reach::{of_organisation, reached};
use sqlx::FromRow;

/// Exercises that a user may see: those that an organisation in reach holds or takes part in, and
/// those in which the user's person takes part. The user is `$1`. A macro, so that it can be part
/// of a query's constant text.
macro_rules! in_reach {
    () => {
        concat!(
            "(e.id IN (SELECT id FROM exercises
                  WHERE ",
            $crate::organisations::reach::in_scope!("owner_id"),
            " UNION SELECT exercise_id FROM exercise_organisations
                  WHERE ",
            $crate::organisations::reach::in_scope!("organisation_id"),
            " UNION SELECT ep.exercise_id FROM exercise_participants ep
                  JOIN users u ON u.person_id = ep.person_id WHERE u.id = $1))"
        )
    };
}
pub(crate) use in_reach;

/// Whether the exercise `e` [took place](ExerciseStatus::took_place). A test holds the two together.
macro_rules! took_place {
    () => {
        "e.status IN ('held', 'evaluated', 'closed')"
    };
}
pub(crate) use took_place;

/// Whether the exercise `e` is [still ahead](app::exercises::rules::is_ahead). A test holds the two
/// together.
macro_rules! is_ahead {
    () => {
        "e.status IN ('draft', 'planned')"
    };
}
pub(crate) use is_ahead;

/// The order of the register that `$8` names; the first moment of today is `$9`.
macro_rules! order {
    () => {
        "CASE WHEN $8 = 'title' THEN e.title_key END,
         CASE WHEN $8 = 'oldest' THEN e.starts_at END,
         CASE WHEN $8 = 'upcoming' AND e.starts_at < $9 THEN 1 ELSE 0 END,
         CASE WHEN $8 = 'upcoming' AND e.starts_at >= $9 THEN e.starts_at END,
         e.starts_at DESC, e.id"
    };
}

/// Rows of [`LineRow`]: the exercises in reach (`mine`) that the filter lets through (`found`): words
/// `$2`, organisation `$3`, kind `$4`, statuses `$5`, from `$6` until `$7`. Each is worked out once,
/// and what is asked about each exercise is asked about those of the page alone.
macro_rules! lines_sql {
    ($reached:expr) => {
        concat!(
            "WITH ",
            reach!("$12"),
            ", mine AS MATERIALIZED (SELECT e.id, e.starts_at FROM exercises e WHERE ",
            $reached,
            "), found AS MATERIALIZED (
                 SELECT e.id, e.title, e.title_key, e.kind, e.status, e.starts_at, e.ends_at, e.all_day, e.place,
                        e.owner_id
                 FROM exercises e
                 WHERE e.id IN (SELECT id FROM mine)
                   AND ($2 IS NULL OR e.search_key LIKE $2 ESCAPE '!')
                   AND ",
            of_organisation!("$3"),
            " AND ($4 IS NULL OR e.kind = $4)
                   AND ($5 IS NULL OR $5 LIKE '%,' || e.status || ',%')
                   AND ($6 IS NULL OR (e.starts_at >= $6 AND e.starts_at < $7)))
             SELECT e.id, e.title, e.kind, e.status, e.starts_at, e.ends_at, e.all_day, e.place, o.name AS owner,
                    CASE WHEN e.organisation_count <= 2 THEN
                        (SELECT string_agg(x.name, ', ' ORDER BY x.name_key, x.id) FROM exercise_organisations eo
                         JOIN organisations x ON x.id = eo.organisation_id WHERE eo.exercise_id = e.id)
                    END AS organisations, e.organisation_count,
                    (SELECT COUNT(*) FROM found) AS total,
                    (SELECT CAST(SUBSTR(CAST(MIN(starts_at) AS TEXT), 1, 4) AS INTEGER) FROM mine) AS first_year,
                    (SELECT CAST(SUBSTR(CAST(MAX(starts_at) AS TEXT), 1, 4) AS INTEGER) FROM mine) AS last_year
             FROM (SELECT e.*, (SELECT COUNT(*) FROM exercise_organisations eo
                                WHERE eo.exercise_id = e.id) AS organisation_count
                   FROM found e ORDER BY ",
            order!(),
            " LIMIT $10 OFFSET $11) AS e JOIN organisations o ON o.id = e.owner_id ORDER BY ",
            order!()
        )
    };
}

/// When an exercise is, as a query gives it.
#[derive(FromRow)]
pub(crate) struct ScheduleRow {
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    all_day: bool,
}

impl From<ScheduleRow> for Schedule {
    fn from(row: ScheduleRow) -> Self {
        Self {
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            all_day: row.all_day,
        }
    }
}

#[derive(FromRow)]
struct LineRow {
    id: String,
    title: String,
    #[sqlx(try_from = "String")]
    kind: ExerciseKind,
    #[sqlx(try_from = "String")]
    status: ExerciseStatus,
    #[sqlx(flatten)]
    schedule: ScheduleRow,
    place: String,
    owner: String,
    organisations: Option<String>,
    organisation_count: i64,
    total: i64,
    first_year: i32,
    last_year: i32,
}

impl From<LineRow> for ExerciseLine {
    fn from(row: LineRow) -> Self {
        Self {
            id: row.id.into(),
            title: row.title,
            kind: row.kind,
            status: row.status,
            schedule: row.schedule.into(),
            place: row.place,
            owner: row.owner,
            organisations: row.organisations.unwrap_or_default(),
            organisation_count: row.organisation_count,
        }
    }
}

/// A page of the register.
#[derive(Clone, Debug)]
pub struct Register {
    /// The exercises of the page.
    pub lines: Vec<ExerciseLine>,
    /// Which page, and how long the whole list is.
    pub pages: Pages,
    /// The years of the first and the last exercise that the user may see, whatever the filter.
    pub years: Option<(i32, i32)>,
}

/// A page of the register.
///
/// # Errors
/// When the database can't be read.
pub async fn register(
    db: &Db,
    user: &User,
    filter: &Filter,
    today: NaiveDate,
) -> sqlx::Result<Register> {
    let all = user.sees_regions();
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN);
    let (from, until) = filter.days().unzip();
    let region = filter.region.as_ref().map(OrganisationId::as_str);
    let sql = all_or_few!(all && region.is_none(), lines_sql, reached, "$12");
    let rows: Vec<LineRow> = rows!(
        db,
        sql,
        user.id.as_str(),
        like(&filter.q),
        filter.organisation.as_ref().map(OrganisationId::as_str),
        filter.kind.map(ExerciseKind::code),
        filter.status.map(|filter| {
            let codes: Vec<_> = filter
                .statuses()
                .iter()
                .map(|status| status.code())
                .collect();
            format!(",{},", codes.join(","))
        }),
        from.map(midnight),
        until.map(midnight),
        filter.sort.unwrap_or(Sort::Upcoming).code(),
        midnight(today),
        Pages::SIZE,
        Pages::offset(filter.page),
        region
    )?;
    // They are those of all regions in reach, and no row tells where no exercise is found.
    let years = match rows.first() {
        Some(row) if region.is_none() => Some((row.first_year, row.last_year)),
        _ => years(db, &user.id, all).await?,
    };
    let pages = Pages::new(filter.page, rows.first().map_or(0, |row| row.total));
    Ok(Register {
        lines: rows.into_iter().map(Into::into).collect(),
        pages,
        years,
    })
}

async fn years(db: &Db, user: &UserId, all: bool) -> sqlx::Result<Option<(i32, i32)>> {
    macro_rules! years_sql {
        ($reached:expr) => {
            concat!(
                "WITH ",
                reach!("$2"),
                " SELECT MIN(e.starts_at), MAX(e.starts_at) FROM exercises e WHERE ",
                $reached
            )
        };
    }
    let sql = all_or_few!(all, years_sql, reached, "$2");
    let (first, last): (Option<NaiveDateTime>, Option<NaiveDateTime>) = on_db!(db, |c| {
        sqlx::query_as(sql)
            .bind(user.as_str())
            .bind(None::<&str>)
            .fetch_one(c)
            .await
    })?;
    Ok(first.map(|d| d.year()).zip(last.map(|d| d.year())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::exercises::rules;

    #[test]
    fn the_database_and_the_rules_agree_on_what_took_place_and_what_is_ahead() {
        for status in ExerciseStatus::ALL {
            let code = format!("'{}'", status.code());
            assert_eq!(took_place!().contains(&code), status.took_place(), "{code}");
            assert_eq!(
                is_ahead!().contains(&code),
                rules::is_ahead(*status),
                "{code}"
            );
        }
    }
}
