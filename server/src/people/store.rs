//! People in the database: everything that reads.

use super::reach::visible;
use crate::{db::Db, organisations::reach::in_scope, row, rows};
use app::{
    choice::Choice,
    id::{PersonId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    people::Person,
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// People whom a user may choose in a form: id, and name with organisation. Those who have left or
/// are about to are not offered for anything new.
///
/// # Errors
/// When the database can't be read.
pub async fn choices(db: &Db, user: &UserId) -> sqlx::Result<Vec<Choice>> {
    rows!(db, concat!(
            "SELECT pe.id, pe.name || ' (' || o.name || ')' FROM people pe JOIN organisations o ON o.id = pe.organisation_id
         WHERE pe.left_on IS NULL AND ",
            in_scope!("pe.organisation_id"),
            " ORDER BY o.name_key, pe.sort_key, pe.id LIMIT 2000"
        ), user.as_str())
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
}

/// A person with the private number, if there is one whom the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &PersonId) -> sqlx::Result<Option<Person>> {
    let row: Option<PersonRow> = row!(db, concat!(
        "SELECT pe.id, pe.name, pe.function, pe.organisation_id, o.kind AS organisation_kind, o.name AS organisation,
                pe.email, pe.work_phone, pe.private_phone, pe.left_on, pe.version,
                EXISTS (SELECT 1 FROM users u WHERE u.person_id = pe.id AND u.active = TRUE) AS account
         FROM people pe JOIN organisations o ON o.id = pe.organisation_id
         WHERE pe.id = $2 AND ",
        visible!()
    ), user.as_str(), id.as_str())?;
    Ok(row.map(|row| Person {
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
    }))
}
