//! Crisis roles in the database: everything that reads. A region has a catalogue of its own beside
//! what is common; who fills a role is scoped by organisation.

mod assignments;
mod coverage;
mod hats;
mod own;
mod team;

pub use assignments::{assignments, find_assignment};
pub use coverage::{CoverageFilter, cells, counts, worst};
pub use hats::hats;
pub use own::{held, own};
pub use team::shares_team;

use crate::{
    db::{Db, like},
    identity::permission,
    organisations::store::{regions_around, regions_in_reach},
    row, rows,
};
use app::{
    choice::Choice,
    id::{RoleId, UserId},
    page::Pages,
    roles::{Catalogue, FilledBy, Filter, GripLevel, Role, RoleGroup, RoleLine},
    source::Checked,
};
use sqlx::FromRow;

/// Whether an assignment in a table is active on a day: it has begun and has not ended. The table and
/// the parameter with the day are named.
macro_rules! active_on {
    ($assignment:literal, $day:literal) => {
        concat!(
            $assignment,
            ".starts_on <= ",
            $day,
            " AND (",
            $assignment,
            ".ends_on IS NULL OR ",
            $assignment,
            ".ends_on >= ",
            $day,
            ")"
        )
    };
}
pub(crate) use active_on;

/// The groups of roles in the order of the field, for `ORDER BY`.
macro_rules! group_order {
    () => {
        "CASE r.role_group WHEN 'board' THEN 0 WHEN 'officials' THEN 1 WHEN 'advice' THEN 2
              WHEN 'regional' THEN 3 WHEN 'task-organisation' THEN 4 ELSE 5 END, r.position, r.name_key, r.id"
    };
}
pub(crate) use group_order;

/// Whether the user `$1` may know of a role `r`: a common one, one of a region with an organisation in
/// reach, or one that the user fills or filled, perhaps as a stand-in for another region.
macro_rules! role_in_reach {
    () => {
        concat!(
            "(r.region_id IS NULL OR r.region_id IN ",
            $crate::organisations::store::regions_in_reach!(),
            " OR r.id IN (SELECT own.role_id FROM users u JOIN role_assignments own ON own.person_id = u.person_id
                          WHERE u.id = $1))"
        )
    };
}
pub(crate) use role_in_reach;

#[derive(FromRow)]
struct LineRow {
    id: String,
    name: String,
    #[sqlx(try_from = "String")]
    role_group: RoleGroup,
    #[sqlx(try_from = "String")]
    filled_by: FilledBy,
    grip_levels: String,
    minimum: i64,
    present_within_minutes: Option<i64>,
    #[sqlx(try_from = "String")]
    checked: Checked,
    region: Option<String>,
    total: i64,
}

/// The catalogue of crisis roles as choices of a form, in its own order; with the region where the
/// user sees several.
///
/// # Errors
/// When the database can't be read.
pub async fn choices(db: &Db, user: &UserId) -> sqlx::Result<Vec<Choice>> {
    rows!(
        db,
        concat!(
            "SELECT r.id, CASE WHEN g.id IS NULL OR 1 = (SELECT COUNT(*) FROM organisations a WHERE a.kind = 'region' AND a.id IN ",
            regions_in_reach!(),
            ") THEN r.name ELSE r.name || ' (' || g.name || ')' END
             FROM crisis_roles r LEFT JOIN organisations g ON g.id = r.region_id WHERE ",
            role_in_reach!(),
            " ORDER BY r.position, r.name_key, g.name_key LIMIT 500"
        ),
        user.as_str()
    )
}

/// A page of the catalogue, by group, and how long the whole list is.
///
/// # Errors
/// When the database can't be read.
pub async fn list(db: &Db, user: &UserId, filter: &Filter) -> sqlx::Result<(Vec<RoleLine>, Pages)> {
    let rows: Vec<LineRow> = rows!(
        db,
        concat!(
            "SELECT r.id, r.name, r.role_group, r.filled_by, r.grip_levels, r.minimum,
                    r.present_within_minutes, r.checked, g.name AS region, COUNT(*) OVER () AS total
             FROM crisis_roles r LEFT JOIN organisations g ON g.id = r.region_id
             WHERE ",
            role_in_reach!(),
            " AND ($2 IS NULL OR r.search_key LIKE $2 ESCAPE '!')
               AND ($3 IS NULL OR r.role_group = $3)
               AND ($4 IS NULL OR ',' || r.grip_levels || ',' LIKE '%,' || $4 || ',%')
             ORDER BY ",
            group_order!(),
            " LIMIT $5 OFFSET $6"
        ),
        user.as_str(),
        like(&filter.q),
        filter.group.map(RoleGroup::code),
        filter.grip.map(GripLevel::code),
        Pages::SIZE,
        Pages::offset(filter.page)
    )?;
    let pages = Pages::new(filter.page, rows.first().map_or(0, |row| row.total));
    let line = |row: LineRow| RoleLine {
        id: row.id.into(),
        name: row.name,
        group: row.role_group,
        filled_by: row.filled_by,
        grip_levels: GripLevel::list(&row.grip_levels),
        minimum: row.minimum,
        present_within_minutes: row.present_within_minutes,
        checked: row.checked,
        region: row.region,
    };
    Ok((rows.into_iter().map(line).collect(), pages))
}

#[derive(FromRow)]
struct RoleRow {
    id: String,
    region_id: Option<String>,
    region: Option<String>,
    name: String,
    #[sqlx(try_from = "String")]
    role_group: RoleGroup,
    #[sqlx(try_from = "String")]
    filled_by: FilledBy,
    grip_levels: String,
    minimum: i64,
    present_within_minutes: Option<i64>,
    source: String,
    #[sqlx(try_from = "String")]
    checked: Checked,
    reports_to: String,
    first_steps: String,
    task_card: String,
    version: i64,
}

/// A role, if there is one that the user may know of.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &RoleId) -> sqlx::Result<Option<Role>> {
    let row: Option<RoleRow> = row!(db, concat!(
            "SELECT r.id, r.region_id, g.name AS region, r.name, r.role_group, r.filled_by, r.grip_levels, r.minimum,
                    r.present_within_minutes, r.source, r.checked, r.reports_to, r.first_steps, r.task_card, r.version
             FROM crisis_roles r LEFT JOIN organisations g ON g.id = r.region_id WHERE r.id = $2 AND ",
            role_in_reach!()
        ), user.as_str(), id.as_str())?;
    Ok(row.map(|row| Role {
        id: row.id.into(),
        region: row.region_id.map(Into::into).zip(row.region),
        name: row.name,
        group: row.role_group,
        filled_by: row.filled_by,
        grip_levels: GripLevel::list(&row.grip_levels),
        minimum: row.minimum,
        present_within_minutes: row.present_within_minutes,
        source: row.source,
        checked: row.checked,
        reports_to: row.reports_to,
        first_steps: row.first_steps,
        task_card: row.task_card,
        version: row.version,
    }))
}

/// What a user may do with the catalogue and with assignments.
///
/// # Errors
/// When the database can't be read.
pub async fn rights(db: &Db, user: &UserId) -> sqlx::Result<Catalogue> {
    let assigns = crate::organisations::store::editable(db, user).await?;
    Ok(Catalogue {
        edits: permission::edit_catalogue(&assigns).is_ok(),
        several: regions_around(db, user).await?.len() > 1,
        assigns,
    })
}
