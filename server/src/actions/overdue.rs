//! Actions that are overdue: the first of them, and how many there are.

use super::{
    reach::reached,
    store::{LineRow, lines},
};
use crate::{
    db::Db,
    organisations::reach::{By, all_or_few, part, reach},
    rows, scalar,
};
use app::{
    actions::ActionLine,
    id::{OrganisationId, UserId},
};
use chrono::NaiveDate;

/// The actions that are overdue, the oldest first, and how many there are in all. `all` of a country
/// are looked through in another way than a few.
///
/// # Errors
/// When the database can't be read.
pub async fn overdue(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    limit: i64,
    all: bool,
) -> sqlx::Result<(Vec<ActionLine>, i64)> {
    macro_rules! overdue_sql {
        ($reached:expr) => {
            concat!(
                "WITH ",
                reach!("$4"),
                ", late AS (SELECT a.* FROM actions a WHERE a.done_on IS NULL AND a.due_on < $2 AND ",
                $reached,
                ") SELECT a.id, a.title, o.name AS organisation, p.name AS owner, a.due_on, a.done_on, a.verified_on,
                          a.lesson_id, e.title AS exercise, a.total
                   FROM (SELECT late.*, (SELECT COUNT(*) FROM late) AS total FROM late
                         ORDER BY due_on, id LIMIT $3) AS a
                        JOIN organisations o ON o.id = a.organisation_id JOIN people p ON p.id = a.owner_id
                        LEFT JOIN lessons l ON l.id = a.lesson_id LEFT JOIN exercises e ON e.id = l.exercise_id
                   ORDER BY a.due_on, a.id"
            )
        };
    }
    let sql = all_or_few!(all, overdue_sql, reached, "$4");
    let rows: Vec<LineRow> = rows!(db, sql, user.as_str(), today, limit, None::<&str>)?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((lines(rows, today), total))
}

/// How many actions are overdue in a user's reach, or in one region of it: by organisation, or by
/// region.
///
/// # Errors
/// When the database can't be read.
pub async fn overdue_counts(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    region: Option<&OrganisationId>,
    by: By,
) -> sqlx::Result<Vec<(String, i64)>> {
    rows!(
        db,
        concat!(
            "WITH ",
            reach!("$3"),
            " SELECT part, COUNT(*) FROM (
                 SELECT ",
            part!("$4"),
            " AS part FROM reach o JOIN actions a ON a.organisation_id = o.id
                 WHERE a.done_on IS NULL AND a.due_on < $2) AS late GROUP BY part"
        ),
        user.as_str(),
        today,
        region.map(OrganisationId::as_str),
        by.code()
    )
}

/// How many of the actions that a user may see are overdue.
///
/// # Errors
/// When the database can't be read.
pub async fn overdue_count(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    all: bool,
) -> sqlx::Result<i64> {
    macro_rules! overdue_sql {
        ($reached:expr) => {
            concat!(
                "WITH ",
                reach!("$3"),
                " SELECT COUNT(*) FROM actions a WHERE a.done_on IS NULL AND a.due_on < $2 AND ",
                $reached
            )
        };
    }
    let sql = all_or_few!(all, overdue_sql, reached, "$3");
    scalar!(db, sql, user.as_str(), today, None::<&str>)
}
