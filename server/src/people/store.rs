//! People in the database: everything that reads.

use crate::{
    db::{Db, like},
    exercises::store::reach::visible as exercise_visible,
    organisations::reach::within_reach,
    row, rows,
};
use app::{
    exercises::ExerciseStatus,
    id::{OrganisationId, PersonId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    page::Pages,
    people::{Filter, PartIn, Person, PersonLine, PersonRole, Presence},
    ui::form::Choice,
};
use chrono::{NaiveDate, NaiveDateTime};
use sqlx::FromRow;

/// People whom a user may see: those of the organisations in reach, and the person behind the
/// account. The user is `$1`. A union, since neither database looks up two conditions with "or"
/// between them when one is a list.
macro_rules! in_reach {
    () => {
        "(pe.id IN (SELECT id FROM people
                   WHERE organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
                   UNION SELECT person_id FROM users WHERE id = $1))"
    };
}

/// The same, to be asked of one person.
macro_rules! visible {
    () => {
        concat!(
            "(",
            within_reach!("pe.organisation_id"),
            " OR EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.person_id = pe.id))"
        )
    };
}

/// People whom a user may choose in a form: id, and name with organisation. Those who have left or
/// are about to are not offered for anything new.
///
/// # Errors
/// When the database can't be read.
pub async fn choices(db: &Db, user: &UserId) -> sqlx::Result<Vec<Choice>> {
    rows!(db, "SELECT pe.id, pe.name || ' (' || o.name || ')' FROM people pe JOIN organisations o ON o.id = pe.organisation_id
         WHERE pe.left_on IS NULL AND pe.organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
         ORDER BY o.name_key, pe.sort_key, pe.id LIMIT 2000", user.as_str())
}

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
    let words = filter.q.trim();
    // An address must begin with the words: all of one organisation end alike.
    let pattern = (!words.is_empty()).then(|| like(words));
    let rows: Vec<LineRow> = rows!(db, concat!(
        "SELECT lines.*,
                (SELECT COUNT(*) FROM role_assignments a WHERE a.person_id = lines.id
                 AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on >= $2)) AS roles
         FROM (SELECT pe.id, pe.name, pe.sort_key, pe.function, o.name AS organisation, pe.email, pe.work_phone, pe.left_on,
                      COUNT(*) OVER () AS total
         FROM people pe JOIN organisations o ON o.id = pe.organisation_id
         WHERE ",
        in_reach!(),
        " AND ($3 IS NULL OR pe.search_key LIKE $3 ESCAPE '!' OR LOWER(pe.email) LIKE SUBSTR($3, 2) ESCAPE '!')
          AND ($4 IS NULL OR pe.organisation_id = $4)
          AND (CASE WHEN $5 = 'left' THEN pe.left_on < $2 ELSE pe.left_on IS NULL OR pe.left_on >= $2 END)
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
        Pages {
            page: filter.page.max(1),
            total,
        },
    ))
}

/// A person as found, before it is decided what the reader may see of it.
#[derive(Debug)]
pub struct Found {
    /// The person, with the private number.
    pub person: Person,
    /// Whether the user and the person share a team: both have a crisis role today for one and the
    /// same organisation.
    pub shares_team: bool,
}

#[derive(FromRow)]
struct PersonRow {
    id: String,
    name: String,
    function: String,
    organisation_id: String,
    #[sqlx(try_from = "String")]
    organisation_kind: OrganisationKind,
    organisation: String,
    email: String,
    work_phone: String,
    private_phone: String,
    left_on: Option<NaiveDate>,
    version: i64,
    account: bool,
    shares_team: bool,
}

/// A person, if there is one whom the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn find(
    db: &Db,
    user: &UserId,
    id: &PersonId,
    today: NaiveDate,
) -> sqlx::Result<Option<Found>> {
    let row: Option<PersonRow> = row!(db, concat!(
        "SELECT pe.id, pe.name, pe.function, pe.organisation_id, o.kind AS organisation_kind, o.name AS organisation,
                pe.email, pe.work_phone, pe.private_phone, pe.left_on, pe.version,
                EXISTS (SELECT 1 FROM users u WHERE u.person_id = pe.id AND u.active = TRUE) AS account,
                EXISTS (SELECT 1 FROM users u
                        JOIN role_assignments mine ON mine.person_id = u.person_id
                        JOIN role_assignments theirs ON theirs.organisation_id = mine.organisation_id
                        WHERE u.id = $1 AND theirs.person_id = pe.id
                          AND mine.starts_on <= $3 AND (mine.ends_on IS NULL OR mine.ends_on >= $3)
                          AND theirs.starts_on <= $3 AND (theirs.ends_on IS NULL OR theirs.ends_on >= $3)) AS shares_team
         FROM people pe JOIN organisations o ON o.id = pe.organisation_id
         WHERE pe.id = $2 AND ",
        visible!()
    ), user.as_str(), id.as_str(), today)?;
    let Some(row) = row else { return Ok(None) };
    let person = Person {
        roles: roles(db, id, today).await?,
        exercises: exercises(db, user, id).await?,
        id: row.id.into(),
        name: row.name,
        function: row.function,
        organisation: OrganisationName {
            id: row.organisation_id.into(),
            kind: row.organisation_kind,
            name: row.organisation,
        },
        email: row.email,
        work_phone: row.work_phone,
        private_phone: Some(row.private_phone),
        left_on: row.left_on,
        account: row.account,
        version: row.version,
    };
    Ok(Some(Found {
        person,
        shares_team: row.shares_team,
    }))
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
async fn roles(db: &Db, id: &PersonId, today: NaiveDate) -> sqlx::Result<Vec<PersonRole>> {
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
async fn exercises(db: &Db, user: &UserId, id: &PersonId) -> sqlx::Result<Vec<PartIn>> {
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
