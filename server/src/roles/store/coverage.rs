//! How well roles are filled.

use crate::{db::Db, on_db};
use app::{
    id::{OrganisationId, RoleId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    roles::{CoverageCell, FilledBy, GripLevel, RoleGroup, RoleName, rules, rules::Hat},
};
use chrono::NaiveDate;
use sqlx::FromRow;

use super::group_order;

/// The most organisations that one answer is about, and the most cells.
const ORGANISATIONS: i64 = 500;
const CELLS: i64 = 50_000;
/// The most active roles among which double hats are looked for.
const HATS: i64 = 5_000;

/// Which part of the coverage is asked for; by default all of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrow<'a> {
    /// One role.
    pub role: Option<&'a RoleId>,
    /// One organisation.
    pub organisation: Option<&'a OrganisationId>,
    /// One region with the organisations in it.
    pub region: Option<&'a OrganisationId>,
    /// The roles that are called at a level.
    pub grip: Option<GripLevel>,
}

#[derive(FromRow)]
struct CellRow {
    role_id: String,
    role_name: String,
    #[sqlx(try_from = "String")]
    role_group: RoleGroup,
    #[sqlx(try_from = "String")]
    filled_by: FilledBy,
    grip_levels: String,
    minimum: i64,
    organisation_id: String,
    #[sqlx(try_from = "String")]
    organisation_kind: OrganisationKind,
    organisation_name: String,
    own: i64,
    pool: i64,
}

/// How well each role is filled on a day in each municipality (or region, for a role of the region)
/// that a user may see: by role in the order of the catalogue, then by organisation.
///
/// # Errors
/// When the database can't be read.
pub async fn coverage(db: &Db, user: &UserId, today: NaiveDate) -> sqlx::Result<Vec<CoverageCell>> {
    cells(db, user, today, Narrow::default()).await
}

/// A part of the [`coverage`].
///
/// # Errors
/// When the database can't be read.
pub async fn cells(
    db: &Db,
    user: &UserId,
    day: NaiveDate,
    narrow: Narrow<'_>,
) -> sqlx::Result<Vec<CoverageCell>> {
    let rows: Vec<CellRow> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "WITH seen AS (
                 SELECT id, kind, name, name_key, region_id FROM organisations
                 WHERE id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
                   AND kind IN ('region', 'municipality') AND ($4 IS NULL OR id = $4)
                   AND ($8 IS NULL OR id = $8 OR region_id = $8)
                 ORDER BY name_key, id LIMIT $6),
             active AS (
                 SELECT a.role_id, a.organisation_id, COUNT(DISTINCT a.person_id) AS people
                 FROM role_assignments a JOIN people pe ON pe.id = a.person_id
                 WHERE a.organisation_id IN (SELECT id FROM seen UNION SELECT region_id FROM seen)
                   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on >= $2)
                   AND (pe.left_on IS NULL OR pe.left_on >= $2)
                   AND ($3 IS NULL OR a.role_id = $3)
                 GROUP BY a.role_id, a.organisation_id)
             SELECT r.id AS role_id, r.name AS role_name, r.role_group, r.filled_by, r.grip_levels, r.minimum,
                    o.id AS organisation_id, o.kind AS organisation_kind, o.name AS organisation_name,
                    COALESCE(own.people, 0) AS own, COALESCE(pool.people, 0) AS pool
             FROM crisis_roles r
                  JOIN seen o ON o.kind = r.filled_by
                  LEFT JOIN active own ON own.role_id = r.id AND own.organisation_id = o.id
                  LEFT JOIN active pool ON pool.role_id = r.id AND pool.organisation_id = o.region_id
                                       AND r.filled_by = 'municipality'
             WHERE ($3 IS NULL OR r.id = $3)
               AND (r.region_id IS NULL OR r.region_id = COALESCE(o.region_id, o.id))
               AND ($5 IS NULL OR ',' || r.grip_levels || ',' LIKE '%,' || $5 || ',%')
             ORDER BY ",
            group_order!(),
            ", o.name_key, o.id LIMIT $7"
        ))
        .bind(user.as_str())
        .bind(day)
        .bind(narrow.role.map(RoleId::as_str))
        .bind(narrow.organisation.map(OrganisationId::as_str))
        .bind(narrow.grip.map(GripLevel::code))
        .bind(ORGANISATIONS)
        .bind(CELLS)
        .bind(narrow.region.map(OrganisationId::as_str))
        .fetch_all(c)
        .await
    })?;
    let cell = |row: CellRow| CoverageCell {
        role: RoleName {
            id: row.role_id.into(),
            name: row.role_name,
            group: row.role_group,
            filled_by: row.filled_by,
            grip_levels: GripLevel::list(&row.grip_levels),
        },
        organisation: OrganisationName {
            id: row.organisation_id.into(),
            kind: row.organisation_kind,
            name: row.organisation_name,
        },
        minimum: row.minimum,
        filled: row.own,
        pool: row.pool,
        coverage: rules::coverage(row.minimum, row.own, row.pool),
    };
    Ok(rows.into_iter().map(cell).collect())
}

#[derive(FromRow)]
struct HatRow {
    person_id: String,
    person_name: String,
    known: bool,
    role_name: String,
    organisation_name: String,
    grip_levels: String,
}

/// The active roles, on a day, of people who have more than one, in the organisations that a user
/// may see, and one of them in the organisation that is asked about: what [`rules::double_hats`] is asked about.
///
/// # Errors
/// When the database can't be read.
pub async fn hats(
    db: &Db,
    user: &UserId,
    day: NaiveDate,
    narrow: Narrow<'_>,
) -> sqlx::Result<Vec<Hat>> {
    let rows: Vec<HatRow> = on_db!(db, |c| {
        sqlx::query_as(
            "SELECT * FROM (
                 SELECT pe.id AS person_id, pe.name AS person_name, pe.sort_key, r.name AS role_name,
                        r.name_key AS role_key,
                        (pe.organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)) AS known,
                        o.name AS organisation_name, r.grip_levels, a.id AS assignment_id,
                        COUNT(*) OVER (PARTITION BY pe.id) AS roles,
                        SUM(CASE WHEN a.organisation_id = $4 THEN 1 ELSE 0 END) OVER (PARTITION BY pe.id) AS here
                 FROM role_assignments a JOIN people pe ON pe.id = a.person_id
                      JOIN crisis_roles r ON r.id = a.role_id JOIN organisations o ON o.id = a.organisation_id
                 WHERE a.organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
                   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on >= $2)
                   AND (pe.left_on IS NULL OR pe.left_on >= $2)
                   AND ($3 IS NULL OR ',' || r.grip_levels || ',' LIKE '%,' || $3 || ',%')
                   AND ($6 IS NULL OR o.id = $6 OR o.region_id = $6)) AS hats
             WHERE roles > 1 AND ($4 IS NULL OR here > 0)
             ORDER BY sort_key, person_id, role_key, assignment_id LIMIT $5",
        )
        .bind(user.as_str())
        .bind(day)
        .bind(narrow.grip.map(GripLevel::code))
        .bind(narrow.organisation.map(OrganisationId::as_str))
        .bind(HATS)
        .bind(narrow.region.map(OrganisationId::as_str))
        .fetch_all(c)
        .await
    })?;
    let hat = |row: HatRow| Hat {
        person: (row.person_id.into(), row.person_name),
        known: row.known,
        role: row.role_name,
        organisation: row.organisation_name,
        grip_levels: GripLevel::list(&row.grip_levels),
    };
    Ok(rows.into_iter().map(hat).collect())
}
