//! What the register of organisations and the page of one read of people and plans.

use crate::{db::Db, organisations::reach::in_scope, people::reach::here_on, row, rows};
use app::{
    id::{OrganisationId, UserId},
    organisations::OrganisationKind,
    page::Pages,
    sheets::organisation::{Figures, OrganisationLine},
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// The people who work at an organisation today and its plans, as columns for `o`; today is `$2`. Counted
/// as the registers list them, since both numbers are links to these.
macro_rules! counts {
    () => {
        concat!(
            "(SELECT COUNT(*) FROM people pe WHERE pe.organisation_id = o.id
          AND ",
            here_on!("$2"),
            ") AS people,
         (SELECT COUNT(*) FROM (
              SELECT p.id FROM plans p WHERE p.owner_id = o.id AND p.stage <> 'withdrawn'
              UNION SELECT p.id FROM plan_organisations po JOIN plans p ON p.id = po.plan_id
              WHERE po.organisation_id = o.id AND p.stage <> 'withdrawn') AS concerned) AS plans"
        )
    };
}

#[derive(FromRow)]
struct LineRow {
    id: String,
    #[sqlx(try_from = "String")]
    kind: OrganisationKind,
    name: String,
    phone: String,
    people: i64,
    plans: i64,
    total: i64,
}

/// A page of the register, by kind and name, and how long the whole list is.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    page: i64,
) -> sqlx::Result<(Vec<OrganisationLine>, Pages)> {
    let rows: Vec<LineRow> = rows!(
        db,
        concat!(
            "SELECT o.id, o.kind, o.name, o.phone, o.total, ",
            counts!(),
            " FROM (SELECT id, kind, name, name_key, phone, COUNT(*) OVER () AS total,
                       CASE kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END AS place
                FROM organisations
                WHERE ",
            in_scope!("id"),
            " ORDER BY place, name_key, id LIMIT $3 OFFSET $4) AS o
         ORDER BY o.place, o.name_key, o.id"
        ),
        user.as_str(),
        today,
        Pages::SIZE,
        Pages::offset(page)
    )?;
    let total = rows.first().map_or(0, |row| row.total);
    let line = |row: LineRow| OrganisationLine {
        id: row.id.into(),
        kind: row.kind,
        name: row.name,
        phone: row.phone,
        figures: Figures {
            people: row.people,
            plans: row.plans,
        },
    };
    Ok((
        rows.into_iter().map(line).collect(),
        Pages::new(page, total),
    ))
}

/// The people and plans of an organisation that the user may see, counted.
///
/// # Errors
/// When the database can't be read.
pub async fn figures(
    db: &Db,
    user: &UserId,
    id: &OrganisationId,
    today: NaiveDate,
) -> sqlx::Result<Figures> {
    let row: Option<(i64, i64)> = row!(
        db,
        concat!(
            "SELECT ",
            counts!(),
            " FROM organisations o
             WHERE o.id = $3 AND ",
            in_scope!("o.id")
        ),
        user.as_str(),
        today,
        id.as_str()
    )?;
    let (people, plans) = row.unwrap_or_default();
    Ok(Figures { people, plans })
}
