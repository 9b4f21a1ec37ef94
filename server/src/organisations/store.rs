//! Organisations in the database.

use super::reach::reach;
use crate::{db::Db, identity::user::User, row, rows, scalar};
use app::{
    id::{OrganisationId, UserId},
    organisations::{Offer, Organisation, OrganisationKind, OrganisationLine, OrganisationName},
    page::Pages,
};
use chrono::NaiveDate;
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

/// The people who work at an organisation today and its plans, as columns; today is `$2`. Counted
/// as the registers list them, since both numbers are links to these.
macro_rules! counts {
    () => {
        "(SELECT COUNT(*) FROM people pe WHERE pe.organisation_id = o.id
          AND (pe.left_on IS NULL OR pe.left_on >= $2)) AS people,
         (SELECT COUNT(*) FROM (
              SELECT p.id FROM plans p WHERE p.owner_id = o.id AND p.stage <> 'withdrawn'
              UNION SELECT p.id FROM plan_organisations po JOIN plans p ON p.id = po.plan_id
              WHERE po.organisation_id = o.id AND p.stage <> 'withdrawn') AS concerned) AS plans"
    };
}

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
/// partners. A staff member of one municipality sees that one alone. At most 500, ten times what a
/// large region has.
///
/// # Errors
/// When the database can't be read.
pub async fn visible(db: &Db, user: &UserId) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = rows!(db, "SELECT o.id, o.kind, o.name FROM organisations o
         WHERE o.id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
         ORDER BY CASE o.kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END, o.name_key, o.id LIMIT 500", user.as_str())?;
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
        "SELECT o.id, COALESCE(o.region_id, o.id) FROM organisations o
             WHERE o.id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
             ORDER BY o.id LIMIT 1000",
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
struct LineRow {
    id: String,
    #[sqlx(try_from = "String")]
    kind: OrganisationKind,
    name: String,
    phone: String,
    people: i64,
    plans: i64,
    total: i64,
}

/// A page of the register, by kind and name, and how long the whole list is.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    page: i64,
) -> sqlx::Result<(Vec<OrganisationLine>, Pages)> {
    let rows: Vec<LineRow> = rows!(
        db,
        concat!(
            "SELECT o.id, o.kind, o.name, o.phone, o.total, ",
            counts!(),
            " FROM (SELECT id, kind, name, name_key, phone, COUNT(*) OVER () AS total,
                       CASE kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END AS place
                FROM organisations
                WHERE id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
                ORDER BY place, name_key, id LIMIT $3 OFFSET $4) AS o
         ORDER BY o.place, o.name_key, o.id"
        ),
        user.as_str(),
        today,
        Pages::SIZE,
        Pages::offset(page)
    )?;
    let total = rows.first().map_or(0, |row| row.total);
    let line = |row: LineRow| OrganisationLine {
        id: row.id.into(),
        kind: row.kind,
        name: row.name,
        phone: row.phone,
        people: row.people,
        plans: row.plans,
    };
    Ok((
        rows.into_iter().map(line).collect(),
        Pages {
            page: page.max(1),
            total,
        },
    ))
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
    people: i64,
    plans: i64,
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
    today: NaiveDate,
) -> sqlx::Result<Option<Organisation>> {
    let row: Option<Row> = row!(
        db,
        concat!(
            "SELECT o.id, o.kind, o.name, r.id AS region_id, r.name AS region, o.email, o.phone, o.note, o.version, ",
            counts!(),
            " FROM organisations o LEFT JOIN organisations r ON r.id = o.region_id
              AND r.id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
         WHERE o.id = $3 AND o.id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)"
        ),
        user.as_str(),
        today,
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
        people: row.people,
        plans: row.plans,
        version: row.version,
    }))
}
