//! Changes to organisations: the rule, the SQL and the audit entry.

use crate::{change, change::Change, db::new_id, error::Refused, execute, trail::Entry};
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
pub async fn create(change: &mut Change, new: &NewOrganisation) -> Result<OrganisationId, Refused> {
    let id: OrganisationId = new_id();
    execute!(
        change.tx(),
        "INSERT INTO organisations (id, region_id, kind, name, email, phone, note) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.as_str(),
        new.region.as_str(),
        new.kind.code(),
        &new.input.name,
        &new.input.email,
        &new.input.phone,
        &new.input.note,
    )?;
    let entry = Entry::new("organisation", id.as_str(), "create")
        .of(&id)
        .after(new);
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
    change!(
        change.tx(),
        "UPDATE organisations SET name = $3, email = $4, phone = $5, note = $6, version = version + 1
         WHERE id = $1 AND version = $2",
        id.as_str(),
        input.version,
        &input.name,
        &input.email,
        &input.phone,
        &input.note,
    )?;
    let before = form::organisation(&form::values(organisation)).ok();
    let entry = Entry::new("organisation", id.as_str(), "edit")
        .of(id)
        .before(&before)
        .after(input);
    Ok(change.record(entry).await?)
}
