//! Organisations in the database.

use crate::{db::Db, on_db};
use app::{
    id::UserId,
    organisations::{OrganisationKind, OrganisationName},
};
use sqlx::FromRow;

#[derive(FromRow)]
struct NameRow {
    id: String,
    #[sqlx(try_from = "String")]
    kind: OrganisationKind,
    name: String,
}

impl From<NameRow> for OrganisationName {
    fn from(row: NameRow) -> Self {
        Self {
            id: row.id.into(),
            kind: row.kind,
            name: row.name,
        }
    }
}

/// The organisations that a user may see: the region first, then the municipalities, then the
/// partners. A staff member of one municipality sees that one and its region's name.
///
/// # Errors
/// When the database can't be read.
pub async fn visible(db: &Db, user: &UserId) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = on_db!(db, |c| sqlx::query_as(
        "SELECT o.id, o.kind, o.name FROM organisations o
         WHERE o.id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
         ORDER BY CASE o.kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END, o.name"
    )
    .bind(user.as_str())
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The organisations whose records a user may change, in the same order.
///
/// # Errors
/// When the database can't be read.
pub async fn editable(db: &Db, user: &UserId) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = on_db!(db, |c| {
        sqlx::query_as(
        "SELECT o.id, o.kind, o.name FROM organisations o
         WHERE o.id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1 AND level = 'coordinator')
         ORDER BY CASE o.kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END, o.name"
    )
    .bind(user.as_str())
    .fetch_all(c)
    .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
