//! Organisations in the database.

use super::reach::{in_scope, reach};
use crate::{db::Db, identity::user::User, row, rows, scalar};
use app::{
    id::{OrganisationId, UserId},
    organisations::{Offer, Organisation, OrganisationKind, OrganisationName},
};
use sqlx::FromRow;
use std::collections::BTreeMap;

/// The regions of the organisations in reach of the user `$1`, as a list for `IN`: what a region keeps
/// for its organisations is for all of them to read.
macro_rules! regions_in_reach {
    () => {
        "(SELECT COALESCE(ro.region_id, ro.id) FROM user_scope us JOIN organisations ro ON ro.id = us.organisation_id
          WHERE us.user_id = $1)"
    };
}
pub(crate) use regions_in_reach;

/// The name of an organisation, as a query gives it.
#[derive(FromRow)]
pub(crate) struct NameRow {
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
/// partners. A staff member of one municipality sees that one alone. At most 500, ten times what a
/// large region has.
///
/// # Errors
/// When the database can't be read.
pub async fn visible(db: &Db, user: &UserId) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = rows!(
        db,
        concat!(
            "SELECT o.id, o.kind, o.name FROM organisations o
         WHERE ",
            in_scope!("o.id"),
            " ORDER BY CASE o.kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END, o.name_key, o.id LIMIT 500"
        ),
        user.as_str()
    )?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The regions of the organisations that a user may see, by name.
///
/// # Errors
/// When the database can't be read.
pub async fn regions_around(db: &Db, user: &UserId) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = rows!(
        db,
        concat!(
            "SELECT o.id, o.kind, o.name FROM organisations o WHERE o.kind = 'region' AND o.id IN ",
            regions_in_reach!(),
            " ORDER BY o.name_key, o.id LIMIT 100"
        ),
        user.as_str()
    )?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The organisations that a user may see in one region, or in all, in the same order; at most 500.
///
/// # Errors
/// When the database can't be read.
pub async fn in_region(
    db: &Db,
    user: &UserId,
    region: Option<&OrganisationId>,
) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = rows!(db, concat!(
            "WITH ",
            reach!("$2"),
            " SELECT id, kind, name FROM reach
             ORDER BY CASE kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END, name_key, id LIMIT 500"
        ), user.as_str(), region.map(OrganisationId::as_str))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The region of each organisation that a user may see; its own for a region.
///
/// # Errors
/// When the database can't be read.
pub async fn region_of_each(
    db: &Db,
    user: &UserId,
) -> sqlx::Result<BTreeMap<OrganisationId, OrganisationId>> {
    let rows: Vec<(String, String)> = rows!(
        db,
        concat!(
            "SELECT o.id, COALESCE(o.region_id, o.id) FROM organisations o
             WHERE ",
            in_scope!("o.id"),
            " ORDER BY o.id LIMIT 1000"
        ),
        user.as_str()
    )?;
    let pair = |(id, region): (String, String)| (id.into(), region.into());
    Ok(rows.into_iter().map(pair).collect())
}

/// The region of an organisation; its own for a region.
///
/// # Errors
/// When the database can't be read, or there is no such organisation.
pub async fn region_of(db: &Db, organisation: &OrganisationId) -> sqlx::Result<OrganisationId> {
    let region: String = scalar!(
        db,
        "SELECT COALESCE(region_id, id) FROM organisations WHERE id = $1",
        organisation.as_str()
    )?;
    Ok(region.into())
}

/// What a filter offers to a user: the organisations in reach or, once a region is chosen, those in
/// it; and the regions, to those who see several.
///
/// # Errors
/// When the database can't be read.
pub async fn offer(db: &Db, user: &User, region: Option<&OrganisationId>) -> sqlx::Result<Offer> {
    if !user.sees_regions() {
        return Ok(Offer {
            organisations: visible(db, &user.id).await?,
            ..Offer::default()
        });
    }
    let regions = regions_around(db, &user.id).await?;
    // As with any filter, an unknown region is no filter at all.
    let region = region.filter(|id| regions.iter().any(|one| one.id == **id));
    Ok(Offer {
        organisations: in_region(db, &user.id, region).await?,
        region: region.cloned(),
        regions,
    })
}

/// The regions to which a user may add organisations: those of which the user is administrator.
///
/// # Errors
/// When the database can't be read.
pub async fn regions(db: &Db, user: &UserId) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = rows!(db, "SELECT o.id, o.kind, o.name FROM organisations o
         WHERE o.kind = 'region'
           AND o.id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1 AND level = 'admin')
         ORDER BY o.name_key, o.id LIMIT 100", user.as_str())?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The organisations whose records a user may change, in the same order; at most 500.
///
/// # Errors
/// When the database can't be read.
pub async fn editable(db: &Db, user: &UserId) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = rows!(db, "SELECT o.id, o.kind, o.name FROM organisations o
         WHERE o.id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1 AND level = 'coordinator')
         ORDER BY CASE o.kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END, o.name_key, o.id LIMIT 500", user.as_str())?;
    Ok(rows.into_iter().map(Into::into).collect())
}

#[derive(FromRow)]
struct Row {
    id: String,
    #[sqlx(try_from = "String")]
    kind: OrganisationKind,
    name: String,
    region_id: Option<String>,
    region: Option<String>,
    email: String,
    phone: String,
    note: String,
    version: i64,
}

/// An organisation, if there is one that the user may see. Its region is named only to those who
/// may see that, too.
///
/// # Errors
/// When the database can't be read.
pub async fn find(
    db: &Db,
    user: &UserId,
    id: &OrganisationId,
) -> sqlx::Result<Option<Organisation>> {
    let row: Option<Row> = row!(
        db,
        concat!(
            "SELECT o.id, o.kind, o.name, r.id AS region_id, r.name AS region, o.email, o.phone, o.note, o.version
         FROM organisations o LEFT JOIN organisations r ON r.id = o.region_id
              AND ",
            in_scope!("r.id"),
            " WHERE o.id = $2 AND ",
            in_scope!("o.id")
        ),
        user.as_str(),
        id.as_str()
    )?;
    Ok(row.map(|row| Organisation {
        id: row.id.into(),
        kind: row.kind,
        name: row.name,
        region: row
            .region_id
            .zip(row.region)
            .map(|(id, name)| (id.into(), name)),
        email: row.email,
        phone: row.phone,
        note: row.note,
        version: row.version,
    }))
}
