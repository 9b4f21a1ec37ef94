//! Who can be asked to read a plan, and who was by one request.

use crate::{
    db::Db,
    people::reach::here_on,
    roles::{self, store::role_in_reach},
    row, rows, scalar,
};
use app::{
    choice::Choice,
    id::{OrganisationId, PersonId, PlanId, ReaderId, RoleId, UserId},
    plans::readings::form::{ReaderInput, RoleOrPerson},
};
use chrono::NaiveDate;

/// The most people that a form offers.
const PEOPLE: i64 = 2_000;

/// The people `pe` whom the user `$1` can ask on a day, `$2`: those of the organisations that the
/// user coordinates or manages, whose names the user sees afterwards too.
macro_rules! can_be_asked {
    () => {
        concat!(
            here_on!("$2"),
            " AND pe.organisation_id IN (SELECT organisation_id FROM user_scope
                                    WHERE user_id = $1 AND level IN ('coordinator', 'manager'))"
        )
    };
}

/// The roles that can be asked to read a plan, and the people; not always all of them.
///
/// # Errors
/// When the database can't be read.
pub async fn choices(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
) -> sqlx::Result<(Vec<Choice>, Vec<Choice>)> {
    let roles = roles::store::choices(db, user).await?;
    let people = rows!(
        db,
        concat!(
            "SELECT pe.id, pe.name || ' (' || o.name || ')'
             FROM people pe JOIN organisations o ON o.id = pe.organisation_id WHERE ",
            can_be_asked!(),
            " ORDER BY o.name_key, pe.sort_key, pe.id LIMIT $3"
        ),
        user.as_str(),
        today,
        PEOPLE
    )?;
    Ok((roles, people))
}

/// Whether the user can ask them: a role of the catalogue, or a person, of the organisation that
/// asks if one does.
///
/// # Errors
/// When the database can't be read.
pub async fn can_ask(
    db: &Db,
    user: &UserId,
    input: &ReaderInput,
    today: NaiveDate,
) -> sqlx::Result<bool> {
    match &input.who {
        RoleOrPerson::Role(role) => scalar!(
            db,
            concat!(
                "SELECT EXISTS (SELECT 1 FROM crisis_roles r WHERE r.id = $2 AND ",
                role_in_reach!(),
                ")"
            ),
            user.as_str(),
            role.as_str()
        ),
        RoleOrPerson::Person(person) => scalar!(
            db,
            concat!(
                "SELECT EXISTS (SELECT 1 FROM people pe WHERE pe.id = $3
                                AND ($4 IS NULL OR pe.organisation_id = $4) AND ",
                can_be_asked!(),
                ")"
            ),
            user.as_str(),
            today,
            person.as_str(),
            input.organisation.as_ref().map(OrganisationId::as_str)
        ),
    }
}

/// A request to read a plan that has not come to its end, as it was made.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, plan: &PlanId, reader: &ReaderId) -> sqlx::Result<Option<ReaderInput>> {
    let row: Option<(Option<String>, Option<String>, Option<String>)> = row!(
        db,
        "SELECT role_id, person_id, organisation_id FROM plan_readers
             WHERE id = $1 AND plan_id = $2 AND ended_on IS NULL",
        reader.as_str(),
        plan.as_str()
    )?;
    Ok(row.and_then(|(role, person, organisation)| {
        let role = role.map(|id| RoleOrPerson::Role(RoleId::from(id)));
        let person = person.map(|id| RoleOrPerson::Person(PersonId::from(id)));
        Some(ReaderInput {
            who: role.or(person)?,
            organisation: organisation.map(Into::into),
        })
    }))
}
