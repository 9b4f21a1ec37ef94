//! Changes to organisations: the rule, the SQL and the audit entry in one transaction.

use crate::{
    audit::{self, Actor, Entry},
    db::{Db, new_id},
    error::Refused,
    on_tx,
};
use app::{
    id::OrganisationId,
    organisations::{
        Organisation,
        form::{self, NewOrganisation, OrganisationInput},
    },
};

/// Adds an organisation to a region; who has access to the region has access to it at once.
///
/// # Errors
/// [`Refused::Taken`] when there is one with this name.
pub async fn create(db: &Db, by: &Actor, new: &NewOrganisation) -> Result<OrganisationId, Refused> {
    let id: OrganisationId = new_id();
    let mut tx = db.begin().await?;
    on_tx!(&mut tx, |c| {
        sqlx::query(
        "INSERT INTO organisations (id, region_id, kind, name, email, phone, note) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(id.as_str())
    .bind(new.region.as_str())
    .bind(new.kind.code())
    .bind(&new.input.name)
    .bind(&new.input.email)
    .bind(&new.input.phone)
    .bind(&new.input.note)
    .execute(c)
    .await
    .map(drop)
    })?;
    let entry = Entry::new("organisation", id.as_str(), "create")
        .of(&id)
        .after(new);
    audit::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes an organisation.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled, [`Refused::Taken`]
/// when another one has this name.
pub async fn update(
    db: &Db,
    by: &Actor,
    organisation: &Organisation,
    input: &OrganisationInput,
) -> Result<(), Refused> {
    let id = &organisation.id;
    let mut tx = db.begin().await?;
    let changed = on_tx!(&mut tx, |c| {
        sqlx::query(
        "UPDATE organisations SET name = $3, email = $4, phone = $5, note = $6, version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(id.as_str())
    .bind(input.version)
    .bind(&input.name)
    .bind(&input.email)
    .bind(&input.phone)
    .bind(&input.note)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    if changed == 0 {
        return Err(Refused::Stale);
    }
    let before = form::organisation(&form::values(organisation)).ok();
    let entry = Entry::new("organisation", id.as_str(), "edit")
        .of(id)
        .before(&before)
        .after(input);
    audit::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(())
}
