//! What a departure does to who fills a role.

use crate::{change::Change, db::Tx, execute, on_tx, trail::Entry};
use app::{
    id::{OrganisationId, PersonId},
    trail::Subject,
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// The last day of an assignment of somebody who leaves on `$2`.
macro_rules! last_day {
    () => {
        "CASE WHEN starts_on > $2 THEN starts_on ELSE $2 END"
    };
}

/// An assignment that ends by a departure.
#[derive(FromRow)]
struct Assigned {
    id: String,
    role_id: String,
    organisation_id: String,
    ends_on: Option<NaiveDate>,
    last_day: NaiveDate,
}

/// Ends the crisis roles of a person on the last day at the organisation at the latest; those that
/// ended earlier stay as they are, and those that were to begin later end on their first day: nothing
/// ends before it begins.
///
/// # Errors
/// When the database can't store it.
pub async fn end_at_departure(
    change: &mut Change,
    person: &PersonId,
    left_on: NaiveDate,
) -> sqlx::Result<()> {
    let ended: Vec<Assigned> = on_tx!(change.tx(), |c| {
        sqlx::query_as(concat!(
        "SELECT id, role_id, organisation_id, ends_on, ",
        last_day!(),
        " AS last_day FROM role_assignments WHERE person_id = $1 AND (ends_on IS NULL OR ends_on > ",
        last_day!(),
        ") ORDER BY id"
    ))
    .bind(person.as_str())
    .bind(left_on)
    .fetch_all(c)
    .await
    })?;
    execute!(
        change.tx(),
        concat!(
            "UPDATE role_assignments SET ends_on = ",
            last_day!(),
            ", version = version + 1 WHERE person_id = $1 AND (ends_on IS NULL OR ends_on > ",
            last_day!(),
            ")"
        ),
        person.as_str(),
        left_on
    )?;
    for assignment in ended {
        let organisation = OrganisationId::from(assignment.organisation_id);
        let text = |ends_on: Option<NaiveDate>| serde_json::json!({ "role": assignment.role_id, "person": person, "ends_on": ends_on });
        let entry = Entry::new(Subject::Assignment, &assignment.id, "end")
            .of(&organisation)
            .before(&text(assignment.ends_on))
            .after(&text(Some(assignment.last_day)));
        change.record(entry).await?;
    }
    Ok(())
}

/// Keeps a departure of the person waiting until this transaction ends, and gives the last day of
/// one that was recorded.
pub(super) async fn lock_person(tx: &mut Tx, person: &PersonId) -> sqlx::Result<Option<NaiveDate>> {
    let (left_on,) = on_tx!(tx, |c| sqlx::query_as(
        "UPDATE people SET version = version WHERE id = $1 RETURNING left_on"
    )
    .bind(person.as_str())
    .fetch_one(c)
    .await)?;
    Ok(left_on)
}

/// The last day of an assignment of somebody who leaves: as a departure sets it.
pub(super) fn until_departure(
    left_on: Option<NaiveDate>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
) -> Option<NaiveDate> {
    let Some(left_on) = left_on else {
        return ends_on;
    };
    Some(
        ends_on
            .map_or(left_on, |day| day.min(left_on))
            .max(starts_on),
    )
}
