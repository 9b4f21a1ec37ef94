//! Who fills a role.

use crate::{db::Db, organisations::reach::in_scope, row, rows};
use app::{
    fold,
    id::{AssignmentId, OrganisationId, RoleId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    roles::Assignment,
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// The most assignments that a role's page shows, past ones included.
const BOUND: i64 = 1_000;

/// The columns of an assignment; the user is `$1`.
macro_rules! assignment_sql {
    () => {
        concat!(
            "SELECT a.id, a.role_id, r.name AS role_name, a.person_id, pe.name AS person_name,
                (",
            in_scope!("pe.organisation_id"),
            ") AS known,
                pe.work_phone, pe.left_on, a.organisation_id, o.kind AS organisation_kind, o.name AS organisation_name,
                pe.organisation_id AS home_id, h.name AS home_name,
                a.position, a.decision, a.decided_on, a.starts_on, a.ends_on, a.version
         FROM role_assignments a JOIN crisis_roles r ON r.id = a.role_id
              JOIN people pe ON pe.id = a.person_id JOIN organisations h ON h.id = pe.organisation_id
              JOIN organisations o ON o.id = a.organisation_id
         WHERE ",
            in_scope!("a.organisation_id")
        )
    };
}

#[derive(FromRow)]
struct Row {
    id: String,
    role_id: String,
    role_name: String,
    person_id: String,
    person_name: String,
    known: bool,
    work_phone: String,
    left_on: Option<NaiveDate>,
    organisation_id: String,
    #[sqlx(try_from = "String")]
    organisation_kind: OrganisationKind,
    organisation_name: String,
    home_id: String,
    home_name: String,
    position: i64,
    decision: String,
    decided_on: Option<NaiveDate>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    version: i64,
}

impl From<Row> for Assignment {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            role: (row.role_id.into(), row.role_name),
            person: (row.person_id.into(), row.person_name),
            known: row.known,
            work_phone: row.work_phone,
            home: (row.home_id != row.organisation_id).then_some(row.home_name),
            organisation: OrganisationName {
                id: row.organisation_id.into(),
                kind: row.organisation_kind,
                name: row.organisation_name,
            },
            position: row.position,
            decision: row.decision,
            decided_on: row.decided_on,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            left_on: row.left_on,
            version: row.version,
        }
    }
}

/// Who fills a role, did, or will, in the organisations that a user may see, perhaps one of them:
/// by organisation, then in order.
///
/// # Errors
/// When the database can't be read.
pub async fn assignments(
    db: &Db,
    user: &UserId,
    role: &RoleId,
    organisation: Option<&OrganisationId>,
) -> sqlx::Result<Vec<Assignment>> {
    let rows: Vec<Row> = rows!(db, concat!(
            assignment_sql!(),
            " AND a.role_id = $2 AND ($3 IS NULL OR a.organisation_id = $3)
             ORDER BY CASE WHEN a.ends_on IS NULL THEN 0 ELSE 1 END, a.ends_on DESC, o.name_key, a.position, a.id
             LIMIT $4"
        ), user.as_str(), role.as_str(), organisation.map(OrganisationId::as_str), BOUND)?;
    let mut assignments: Vec<Assignment> = rows.into_iter().map(Into::into).collect();
    // The bound cuts off what ended longest ago; the order on the page is that of calling.
    assignments.sort_by_cached_key(|one| {
        let organisation = fold::key(&one.organisation.name);
        (organisation, one.position, one.id.clone())
    });
    Ok(assignments)
}

/// An assignment, if there is one that the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn find_assignment(
    db: &Db,
    user: &UserId,
    id: &AssignmentId,
) -> sqlx::Result<Option<Assignment>> {
    let row: Option<Row> = row!(
        db,
        concat!(assignment_sql!(), " AND a.id = $2"),
        user.as_str(),
        id.as_str()
    )?;
    Ok(row.map(Into::into))
}
