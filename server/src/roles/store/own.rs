//! One's own roles, and who comes after.

use super::active_on;
use crate::{db::Db, people::reach::here_on, rows, web::markdown};
use app::{
    id::{AssignmentId, PersonId},
    roles::{FilledBy, GripLevel, MyRole, RoleGroup, RoleHeld, RoleName, StandIn},
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// The most rows of each list: a person has a few roles with a few people each.
const BOUND: i64 = 500;

#[derive(FromRow)]
struct RoleRow {
    assignment_id: String,
    role_id: String,
    role_name: String,
    #[sqlx(try_from = "String")]
    role_group: RoleGroup,
    #[sqlx(try_from = "String")]
    filled_by: FilledBy,
    grip_levels: String,
    present_within_minutes: Option<i64>,
    reports_to: String,
    first_steps: String,
    organisation_id: String,
    organisation_name: String,
    region_id: Option<String>,
}

/// The roles that a person has on a day, as a list shows them: by the place in the order of calling.
///
/// # Errors
/// When the database can't be read.
pub async fn held(db: &Db, person: &PersonId, today: NaiveDate) -> sqlx::Result<Vec<RoleHeld>> {
    let rows: Vec<(String, String, String)> = rows!(db, concat!(
            "SELECT r.id, r.name, o.name FROM role_assignments a JOIN crisis_roles r ON r.id = a.role_id
                  JOIN organisations o ON o.id = a.organisation_id JOIN people pe ON pe.id = a.person_id
             WHERE a.person_id = $1 AND ",
            active_on!("a", "$2"),
            " AND ",
            here_on!("$2"),
            " ORDER BY a.position, r.position, a.id LIMIT 50"
        ), person.as_str(), today)?;
    let held = |(id, role, organisation): (String, String, String)| RoleHeld {
        id: id.into(),
        role,
        organisation,
    };
    Ok(rows.into_iter().map(held).collect())
}

/// Somebody who fills one of the person's roles for the same organisation or for its region.
#[derive(FromRow)]
struct MateRow {
    assignment_id: String,
    role_id: String,
    organisation_id: String,
    person_id: String,
    name: String,
    work_phone: String,
    private_phone: String,
}

/// The roles that a person has on a day, with all that the person must know of each.
///
/// # Errors
/// When the database can't be read.
pub async fn own(db: &Db, person: &PersonId, today: NaiveDate) -> sqlx::Result<Vec<MyRole>> {
    let roles: Vec<RoleRow> = rows!(db, concat!(
            "SELECT a.id AS assignment_id, r.id AS role_id, r.name AS role_name, r.role_group, r.filled_by,
                    r.grip_levels, r.present_within_minutes, r.reports_to, r.first_steps,
                    o.id AS organisation_id, o.name AS organisation_name, o.region_id
             FROM role_assignments a JOIN crisis_roles r ON r.id = a.role_id
                  JOIN organisations o ON o.id = a.organisation_id JOIN people pe ON pe.id = a.person_id
             WHERE a.person_id = $1 AND ",
            active_on!("a", "$2"),
            " AND ",
            here_on!("$2"),
            " ORDER BY a.position, r.position, a.id LIMIT 50"
        ), person.as_str(), today)?;
    let mates = mates(db, person, today).await?;
    let roles = roles.into_iter().map(|row| my_role(row, person, &mates));
    Ok(roles.collect())
}

async fn mates(db: &Db, person: &PersonId, today: NaiveDate) -> sqlx::Result<Vec<MateRow>> {
    rows!(
        db,
        concat!(
            "SELECT a.id AS assignment_id, a.role_id, a.organisation_id, a.person_id, pe.name,
                    pe.work_phone, pe.private_phone
             FROM role_assignments a JOIN people pe ON pe.id = a.person_id
                  JOIN (SELECT mine.role_id, mine.organisation_id FROM role_assignments mine
                        WHERE mine.person_id = $1 AND ",
            active_on!("mine", "$2"),
            " UNION SELECT mine.role_id, o.region_id FROM role_assignments mine
                        JOIN organisations o ON o.id = mine.organisation_id
                        WHERE mine.person_id = $1 AND ",
            active_on!("mine", "$2"),
            ") AS team
                    ON team.role_id = a.role_id AND team.organisation_id = a.organisation_id
             WHERE ",
            active_on!("a", "$2"),
            " AND ",
            here_on!("$2"),
            " ORDER BY a.position, a.id LIMIT $3"
        ),
        person.as_str(),
        today,
        BOUND
    )
}

fn my_role(row: RoleRow, person: &PersonId, mates: &[MateRow]) -> MyRole {
    let stand_in = |mate: &MateRow, shares: bool| StandIn {
        name: mate.name.clone(),
        work_phone: mate.work_phone.clone(),
        private_phone: if shares {
            mate.private_phone.clone()
        } else {
            String::new()
        },
    };
    let here: Vec<&MateRow> = mates
        .iter()
        .filter(|m| m.role_id == row.role_id && m.organisation_id == row.organisation_id)
        .collect();
    let mine = AssignmentId::from(row.assignment_id);
    let before = here
        .iter()
        .take_while(|mate| mate.assignment_id != mine.as_str())
        .count();
    let after = here.iter().skip(before + 1);
    let in_pool = |m: &&MateRow| {
        m.role_id == row.role_id
            && row.region_id.as_deref() == Some(m.organisation_id.as_str())
            && m.person_id != person.as_str()
    };
    MyRole {
        after: after.map(|mate| stand_in(mate, true)).collect(),
        pool: mates
            .iter()
            .filter(in_pool)
            .map(|mate| stand_in(mate, false))
            .collect(),
        rank: before + 1,
        role: RoleName {
            id: row.role_id.into(),
            name: row.role_name,
            group: row.role_group,
            filled_by: row.filled_by,
            grip_levels: GripLevel::list(&row.grip_levels),
        },
        organisation: row.organisation_name,
        present_within_minutes: row.present_within_minutes,
        reports_to: row.reports_to,
        first_steps: markdown::html(&row.first_steps),
    }
}
