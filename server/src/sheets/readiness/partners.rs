//! Partners who practise along.

use crate::{
    db::Db,
    exercises::store::{figures::moments, is_ahead, took_place},
    organisations::reach::reach,
    rows,
};
use app::{
    id::{OrganisationId, UserId},
    sheets::readiness::PartnerLine,
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// The most partners in a list.
const PARTNERS: i64 = 100;

type PartnerRow = (String, String, Option<NaiveDateTime>, Option<NaiveDateTime>);

/// The partners in a user's reach, or in one region of it, and those in the exercises of
/// organisations there; those longest without an exercise first.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    region: Option<&OrganisationId>,
) -> sqlx::Result<Vec<PartnerLine>> {
    let rows: Vec<PartnerRow> = rows!(db, concat!(
            "WITH ",
            reach!("$3"),
            ", along AS (
                 SELECT DISTINCT eo.organisation_id, eo.exercise_id
                 FROM reach o JOIN exercise_organisations w ON w.organisation_id = o.id
                      JOIN exercise_organisations eo ON eo.exercise_id = w.exercise_id
                      JOIN organisations p ON p.id = eo.organisation_id WHERE p.kind = 'partner')
             SELECT p.id, p.name, p.last, p.next FROM (
                 SELECT p.id, p.name, p.name_key,
                        MAX(CASE WHEN ",
            took_place!(),
            " THEN e.starts_at END) AS last,
                        MIN(CASE WHEN ",
            is_ahead!(),
            " AND e.starts_at >= $2 THEN e.starts_at END) AS next
                 FROM organisations p LEFT JOIN along ON along.organisation_id = p.id
                      LEFT JOIN exercises e ON e.id = along.exercise_id
                 WHERE p.id IN (SELECT id FROM reach WHERE kind = 'partner' UNION SELECT organisation_id FROM along)
                 GROUP BY p.id, p.name, p.name_key) AS p
             ORDER BY CASE WHEN p.last IS NULL THEN 0 ELSE 1 END, p.last, p.name_key, p.id LIMIT $4"
        ), user.as_str(), today.and_time(NaiveTime::MIN), region.map(OrganisationId::as_str), PARTNERS)?;
    let line = |(id, name, last, next): PartnerRow| PartnerLine {
        id: id.into(),
        name,
        last: last.map(|moment| moment.date()),
        next: next.map(|moment| moment.date()),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// How many partners each region in a user's reach has, and how many of them practised along
/// last in this year.
///
/// # Errors
/// When the database can't be read.
pub async fn by_region(db: &Db, user: &UserId, year: i32) -> sqlx::Result<Vec<(String, i64, i64)>> {
    let (from, until) = moments(year);
    rows!(
// From the partners on, of which there are few: hence the fixed order of the joins.
db, concat!(
        "WITH ",
        reach!("$4"),
        ", along AS (
                 SELECT DISTINCT o.region_id, eo.organisation_id, eo.exercise_id
                 FROM organisations p CROSS JOIN exercise_organisations eo CROSS JOIN exercise_organisations w
                      CROSS JOIN reach o
                 WHERE p.kind = 'partner' AND eo.organisation_id = p.id AND w.exercise_id = eo.exercise_id
                   AND o.id = w.organisation_id)
             SELECT region_id, COUNT(*), COUNT(CASE WHEN last >= $2 AND last < $3 THEN 1 END) FROM (
                 SELECT region_id, organisation_id, MAX(held_at) AS last FROM (
                     SELECT region_id, id AS organisation_id, NULL AS held_at FROM reach WHERE kind = 'partner'
                     UNION ALL
                     SELECT along.region_id, along.organisation_id,
                            CASE WHEN ",
        took_place!(),
        " THEN e.starts_at END
                     FROM along JOIN exercises e ON e.id = along.exercise_id) AS times
                 GROUP BY region_id, organisation_id) AS partner
             GROUP BY region_id"
    ), user.as_str(), from, until, None::<&str>)
}
