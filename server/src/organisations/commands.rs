//! Changes to organisations: the rule, the SQL and the audit entry.

use crate::{
    change,
    change::Change,
    db::{Tx, keys},
    error::Refused,
    execute, on_tx,
    trail::Entry,
};
use app::{
    id::OrganisationId,
    organisations::{
        Organisation, OrganisationKind,
        form::{self, NewOrganisation, OrganisationInput},
    },
    trail::Subject,
};

/// Adds an organisation to a region; who has access to the region has access to it at once.
///
/// # Errors
/// [`Refused::Taken`] when there is one with this name.
pub async fn create(change: &mut Change, new: &NewOrganisation) -> Result<OrganisationId, Refused> {
    let id: OrganisationId = change.new_id();
    keep_name_unique(change.tx(), &id, &new.input.name).await?;
    execute!(
        change.tx(),
        "INSERT INTO organisations (id, region_id, kind, name, name_key, email, phone, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.as_str(),
        new.region.as_str(),
        new.kind.code(),
        &new.input.name,
        keys::organisation(&new.input.name),
        &new.input.email,
        &new.input.phone,
        &new.input.note,
    )?;
    let entry = Entry::new(Subject::Organisation, id.as_str(), "create")
        .of(&id)
        .after(new);
    change.record(entry).await?;
    Ok(id)
}

/// The organisation with this name. When there is no organisation at all, it is made, as a region:
/// that is how the first account of a new database comes to be.
///
/// # Errors
/// When there are organisations, but none with this name; or the database can't.
pub async fn named_or_first(change: &mut Change, name: &str) -> anyhow::Result<OrganisationId> {
    let found: Option<(String,)> = on_tx!(change.tx(), |c| {
        sqlx::query_as(
        "SELECT id FROM organisations WHERE name_key = $1 ORDER BY CASE WHEN name = $2 THEN 0 ELSE 1 END, id"
    )
    .bind(keys::organisation(name))
    .bind(name)
    .fetch_optional(c)
    .await
    })?;
    if let Some((id,)) = found {
        return Ok(id.into());
    }
    let names: Vec<String> = on_tx!(change.tx(), |c| sqlx::query_scalar(
        "SELECT name FROM organisations ORDER BY name_key LIMIT 50"
    )
    .fetch_all(c)
    .await)?;
    anyhow::ensure!(
        names.is_empty(),
        "there is no organisation {name}; there are: {}",
        names.join(", ")
    );
    let region = OrganisationInput {
        name: name.to_owned(),
        email: String::new(),
        phone: String::new(),
        note: String::new(),
        version: 0,
    };
    Ok(create_region(change, &region).await?)
}

/// Adds a region.
///
/// # Errors
/// When the database can't store it.
pub async fn create_region(
    change: &mut Change,
    input: &OrganisationInput,
) -> sqlx::Result<OrganisationId> {
    let (id, kind) = (change.new_id::<OrganisationId>(), OrganisationKind::Region);
    execute!(
        change.tx(),
        "INSERT INTO organisations (id, kind, name, name_key, email, phone, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.as_str(),
        kind.code(),
        &input.name,
        keys::organisation(&input.name),
        &input.email,
        &input.phone,
        &input.note,
    )?;
    let after = serde_json::json!({ "kind": kind.code(), "name": input.name });
    let entry = Entry::new(Subject::Organisation, id.as_str(), "create")
        .of(&id)
        .after(&after);
    change.record(entry).await?;
    Ok(id)
}

/// Changes an organisation.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled, [`Refused::Taken`]
/// when another one has this name.
pub async fn update(
    change: &mut Change,
    organisation: &Organisation,
    input: &OrganisationInput,
) -> Result<(), Refused> {
    let id = &organisation.id;
    keep_name_unique(change.tx(), id, &input.name).await?;
    change!(
        change.tx(),
        "UPDATE organisations SET name = $3, name_key = $4, email = $5, phone = $6, note = $7, version = version + 1
         WHERE id = $1 AND version = $2",
        id.as_str(),
        input.version,
        &input.name,
        keys::organisation(&input.name),
        &input.email,
        &input.phone,
        &input.note,
    )?;
    let before = form::organisation(&form::values(organisation)).ok();
    let entry = Entry::new(Subject::Organisation, id.as_str(), "edit")
        .of(id)
        .before(&before)
        .after(input);
    Ok(change.record(entry).await?)
}

/// Two organisations whose names look equal could not be told apart. Nobody else takes the name
/// before the transaction ends; no index guards it, since names of before may look equal already.
async fn keep_name_unique(tx: &mut Tx, id: &OrganisationId, name: &str) -> Result<(), Refused> {
    tx.lock(&["organisations"]).await?;
    let (taken,): (bool,) = on_tx!(tx, |c| sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM organisations WHERE name_key = $1 AND id <> $2)"
    )
    .bind(keys::organisation(name))
    .bind(id.as_str())
    .fetch_one(c)
    .await)?;
    if taken {
        return Err(Refused::Taken);
    }
    Ok(())
}
