//! What the register of people and the page of one read of crisis roles and exercises.

use crate::{
    db::{Db, like},
    exercises::store::reach::visible as exercise_visible,
    people::reach::{here_on, in_reach},
    roles::store::active_on,
    rows,
};
use app::{
    exercises::ExerciseStatus,
    id::{OrganisationId, PersonId, UserId},
    page::Pages,
    people::Presence,
    sheets::person::{Filter, PartIn, PersonLine, PersonRole},
};
use chrono::{NaiveDate, NaiveDateTime};
use sqlx::FromRow;

#[derive(FromRow)]
struct LineRow {
    id: String,
    name: String,
    function: String,
    organisation: String,
    email: String,
    work_phone: String,
    left_on: Option<NaiveDate>,
    roles: i64,
    total: i64,
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
) -> sqlx::Result<(Vec<PersonLine>, Pages)> {
    // An address must begin with the words: all of one organisation end alike.
    let pattern = like(&filter.q);
    let rows: Vec<LineRow> = rows!(db, concat!(
            "SELECT lines.*,
                (SELECT COUNT(*) FROM role_assignments a WHERE a.person_id = lines.id
                 AND ",
            active_on!("a", "$2"),
            ") AS roles
         FROM (SELECT pe.id, pe.name, pe.sort_key, pe.function, o.name AS organisation, pe.email, pe.work_phone, pe.left_on,
                      COUNT(*) OVER () AS total
         FROM people pe JOIN organisations o ON o.id = pe.organisation_id
         WHERE ",
            in_reach!(),
            " AND ($3 IS NULL OR pe.search_key LIKE $3 ESCAPE '!' OR LOWER(pe.email) LIKE SUBSTR($3, 2) ESCAPE '!')
          AND ($4 IS NULL OR pe.organisation_id = $4)
          AND (CASE WHEN $5 = 'left' THEN pe.left_on < $2 ELSE ",
            here_on!("$2"),
            " END)
         ORDER BY pe.sort_key, pe.id LIMIT $6 OFFSET $7) AS lines ORDER BY sort_key, id"
        ), user.as_str(), today, &pattern, filter.organisation.as_ref().map(OrganisationId::as_str), filter.presence.unwrap_or(Presence::Here).code(), Pages::SIZE, Pages::offset(filter.page))?;
    let total = rows.first().map_or(0, |row| row.total);
    let line = |row: LineRow| PersonLine {
        id: row.id.into(),
        name: row.name,
        function: row.function,
        organisation: row.organisation,
        email: row.email,
        work_phone: row.work_phone,
        left_on: row.left_on,
        roles: row.roles,
    };
    Ok((
        rows.into_iter().map(line).collect(),
        Pages::new(filter.page, total),
    ))
}

#[derive(FromRow)]
struct RoleRow {
    role: String,
    name: String,
    organisation: String,
    position: i64,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

/// The crisis roles that a person has or will have.
///
/// # Errors
/// When the database can't be read.
pub async fn roles(db: &Db, id: &PersonId, today: NaiveDate) -> sqlx::Result<Vec<PersonRole>> {
    let rows: Vec<RoleRow> = rows!(db, "SELECT r.id AS role, r.name, o.name AS organisation, a.position, a.starts_on, a.ends_on
         FROM role_assignments a JOIN crisis_roles r ON r.id = a.role_id JOIN organisations o ON o.id = a.organisation_id
         WHERE a.person_id = $1 AND (a.ends_on IS NULL OR (a.ends_on >= $2 AND a.ends_on >= a.starts_on))
         ORDER BY a.starts_on, r.position, a.id LIMIT 100", id.as_str(), today)?;
    let role = |row: RoleRow| PersonRole {
        role: row.role.into(),
        name: row.name,
        organisation: row.organisation,
        position: row.position,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
    };
    Ok(rows.into_iter().map(role).collect())
}

#[derive(FromRow)]
struct PartRow {
    id: String,
    title: String,
    starts_at: NaiveDateTime,
    #[sqlx(try_from = "String")]
    status: ExerciseStatus,
}

/// The exercises in which a person has a part, as far as the user may see them; the newest first.
///
/// # Errors
/// When the database can't be read.
pub async fn exercises(db: &Db, user: &UserId, id: &PersonId) -> sqlx::Result<Vec<PartIn>> {
    let rows: Vec<PartRow> = rows!(db, concat!(
        "SELECT e.id, e.title, e.starts_at, e.status FROM exercise_participants ep JOIN exercises e ON e.id = ep.exercise_id
         WHERE ep.person_id = $2
           AND ",
        exercise_visible!(),
        " ORDER BY e.starts_at DESC, e.id LIMIT 50"
        ), user.as_str(), id.as_str())?;
    let part = |row: PartRow| PartIn {
        id: row.id.into(),
        title: row.title,
        starts_at: row.starts_at,
        status: row.status,
    };
    Ok(rows.into_iter().map(part).collect())
}
