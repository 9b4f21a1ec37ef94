//! Crisis roles in the database: everything that reads. The catalogue is for all who are signed
//! in; who fills a role is scoped by organisation.

mod assignments;
mod coverage;
mod me;

pub use assignments::{assignments, find_assignment, in_use_by_municipalities, people};
pub use coverage::{Narrow, cells, coverage, hats};
pub use me::me;

use crate::{
    db::{Db, like},
    identity::permission,
    lower, on_db,
};
use app::{
    id::{RoleId, UserId},
    page::Pages,
    roles::{Catalogue, FilledBy, Filter, GripLevel, Role, RoleGroup, RoleLine},
    ui::Checked,
};
use sqlx::FromRow;

/// The groups of roles in the order of the field, for `ORDER BY`.
macro_rules! group_order {
    () => {
        "CASE r.role_group WHEN 'board' THEN 0 WHEN 'officials' THEN 1 WHEN 'advice' THEN 2
              WHEN 'regional' THEN 3 WHEN 'task-organisation' THEN 4 ELSE 5 END, r.position, r.name, r.id"
    };
}
pub(crate) use group_order;

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
    total: i64,
}

/// A page of the catalogue, by group, and how long the whole list is.
///
/// # Errors
/// When the database can't be read.
pub async fn list(db: &Db, filter: &Filter) -> sqlx::Result<(Vec<RoleLine>, Pages)> {
    let words = filter.q.trim();
    let pattern = (!words.is_empty()).then(|| like(words));
    let rows: Vec<LineRow> = on_db!(db, |c| {
        sqlx::query_as(concat!(
            "SELECT r.id, r.name, r.role_group, r.filled_by, r.grip_levels, r.minimum,
                    r.present_within_minutes, r.checked, COUNT(*) OVER () AS total
             FROM crisis_roles r
             WHERE ($1 IS NULL OR ",
            lower!("r.name"),
            " LIKE $1 ESCAPE '!' OR ",
            lower!("r.task_card"),
            " LIKE $1 ESCAPE '!'
                    OR ",
            lower!("r.reports_to"),
            " LIKE $1 ESCAPE '!')
               AND ($2 IS NULL OR r.role_group = $2)
               AND ($3 IS NULL OR ',' || r.grip_levels || ',' LIKE '%,' || $3 || ',%')
             ORDER BY ",
            group_order!(),
            " LIMIT $4 OFFSET $5"
        ))
        .bind(&pattern)
        .bind(filter.group.map(RoleGroup::code))
        .bind(filter.grip.map(GripLevel::code))
        .bind(Pages::SIZE)
        .bind(Pages::offset(filter.page))
        .fetch_all(c)
        .await
    })?;
    let pages = Pages {
        page: filter.page.max(1),
        total: rows.first().map_or(0, |row| row.total),
    };
    let line = |row: LineRow| RoleLine {
        id: row.id.into(),
        name: row.name,
        group: row.role_group,
        filled_by: row.filled_by,
        grip_levels: GripLevel::list(&row.grip_levels),
        minimum: row.minimum,
        present_within_minutes: row.present_within_minutes,
        checked: row.checked,
    };
    Ok((rows.into_iter().map(line).collect(), pages))
}

#[derive(FromRow)]
struct RoleRow {
    id: String,
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

/// A role, if there is one.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, id: &RoleId) -> sqlx::Result<Option<Role>> {
    let row: Option<RoleRow> = on_db!(db, |c| {
        sqlx::query_as(
            "SELECT id, name, role_group, filled_by, grip_levels, minimum, present_within_minutes,
                    source, checked, reports_to, first_steps, task_card, version
             FROM crisis_roles WHERE id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(row.map(|row| Role {
        id: row.id.into(),
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
        assigns,
    })
}
