//! What a role and those who fill it must agree on. It is looked at once the role is locked: what a
//! page saw before may not hold any more.

use crate::{
    db::{Tx, from_code},
    error::Refused,
    execute, on_tx,
};
use app::{
    form::{Errors, Problem},
    id::{OrganisationId, RoleId},
    organisations::OrganisationKind,
    roles::FilledBy,
    text::roles as t,
};
use chrono::NaiveDate;

/// Keeps other changes to a role and to its assignments waiting until this transaction ends, so that
/// two of them can't both find a period free or a place empty.
pub(super) async fn lock(tx: &mut Tx, role: &RoleId) -> sqlx::Result<()> {
    execute!(
        tx,
        "UPDATE crisis_roles SET version = version WHERE id = $1",
        role.as_str()
    )
    .map(drop)
}

/// Whether people can be assigned to a role for an organisation: one of a kind that fills it, in the
/// region of the role.
pub(super) async fn may_fill(
    tx: &mut Tx,
    role: &RoleId,
    organisation: &OrganisationId,
) -> sqlx::Result<bool> {
    let found: Option<(String, String, bool)> = on_tx!(tx, |c| {
        sqlx::query_as(
        "SELECT r.filled_by, o.kind, r.region_id IS NULL OR r.region_id = COALESCE(o.region_id, o.id)
         FROM crisis_roles r CROSS JOIN organisations o WHERE r.id = $1 AND o.id = $2"
    )
    .bind(role.as_str())
    .bind(organisation.as_str())
    .fetch_optional(c)
    .await
    })?;
    let Some((filled_by, kind, within)) = found else {
        return Ok(false);
    };
    let (filled_by, kind): (FilledBy, OrganisationKind) =
        (from_code(&filled_by)?, from_code(&kind)?);
    Ok(within && filled_by.allows(kind))
}

/// Refuses that a role becomes one of the region while municipalities have people for it, now or
/// later.
pub(super) async fn keep_municipalities_out(
    tx: &mut Tx,
    role: &RoleId,
    today: NaiveDate,
) -> Result<(), Refused> {
    let in_use: bool = on_tx!(tx, |c| {
        sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM role_assignments a JOIN organisations o ON o.id = a.organisation_id
                        WHERE a.role_id = $1 AND o.kind <> 'region' AND (a.ends_on IS NULL OR a.ends_on >= $2))"
    )
    .bind(role.as_str())
    .bind(today)
    .fetch_one(c)
    .await
    })?;
    if in_use {
        let problem = Problem::Other(t::error_filled_by_in_use);
        return Err(Errors::one("filled_by", problem).into());
    }
    Ok(())
}

/// Two roles whose names look equal could not be told apart: in a region, or one of a region and a
/// common one. Nobody else takes the name before the transaction ends; no index guards it, since names
/// of before may look equal already.
pub(super) async fn keep_name_unique(
    tx: &mut Tx,
    region: &OrganisationId,
    id: &RoleId,
    name_key: &str,
) -> Result<(), Refused> {
    tx.lock(&["crisis_roles"]).await?;
    let taken: bool = on_tx!(tx, |c| {
        sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM crisis_roles
                        WHERE name_key = $1 AND id <> $2 AND (region_id IS NULL OR region_id = $3))"
    )
    .bind(name_key)
    .bind(id.as_str())
    .bind(region.as_str())
    .fetch_one(c)
    .await
    })?;
    if taken {
        return Err(Refused::Taken);
    }
    Ok(())
}
