//! Who wears more than one hat.

use super::{CoverageFilter, active_on};
use crate::{db::Db, organisations::reach::in_scope, people::reach::here_on, rows};
use app::{
    id::{OrganisationId, UserId},
    roles::{GripLevel, rules::Hat},
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// The most active roles among which double hats are looked for.
const HATS: i64 = 5_000;

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
/// may see, and one of them in the organisation that is asked about: what
/// [`app::roles::rules::double_hats`] is asked about.
///
/// # Errors
/// When the database can't be read.
pub async fn hats(
    db: &Db,
    user: &UserId,
    day: NaiveDate,
    filter: CoverageFilter<'_>,
) -> sqlx::Result<Vec<Hat>> {
    let rows: Vec<HatRow> = rows!(db, concat!(
            "SELECT * FROM (
                 SELECT pe.id AS person_id, pe.name AS person_name, pe.sort_key, r.name AS role_name,
                        r.name_key AS role_key,
                        (",
            in_scope!("pe.organisation_id"),
            ") AS known,
                        o.name AS organisation_name, r.grip_levels, a.id AS assignment_id,
                        COUNT(*) OVER (PARTITION BY pe.id) AS roles,
                        SUM(CASE WHEN a.organisation_id = $4 THEN 1 ELSE 0 END) OVER (PARTITION BY pe.id) AS here
                 FROM role_assignments a JOIN people pe ON pe.id = a.person_id
                      JOIN crisis_roles r ON r.id = a.role_id JOIN organisations o ON o.id = a.organisation_id
                 WHERE ",
            in_scope!("a.organisation_id"),
            " AND ",
            active_on!("a", "$2"),
            " AND ",
            here_on!("$2"),
            " AND ($3 IS NULL OR ',' || r.grip_levels || ',' LIKE '%,' || $3 || ',%')
                   AND ($6 IS NULL OR o.id = $6 OR o.region_id = $6)) AS hats
             WHERE roles > 1 AND ($4 IS NULL OR here > 0)
             ORDER BY sort_key, person_id, role_key, assignment_id LIMIT $5"
        ), user.as_str(), day, filter.grip.map(GripLevel::code), filter.organisation.map(OrganisationId::as_str), HATS, filter.region.map(OrganisationId::as_str))?;
    let hat = |row: HatRow| Hat {
        person: (row.person_id.into(), row.person_name),
        known: row.known,
        role: row.role_name,
        organisation: row.organisation_name,
        grip_levels: GripLevel::list(&row.grip_levels),
    };
    Ok(rows.into_iter().map(hat).collect())
}
