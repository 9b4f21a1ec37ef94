//! Who stands in a team with whom.

use super::active_on;
use crate::{db::Db, scalar};
use app::id::{PersonId, UserId};
use chrono::NaiveDate;

/// Whether the user and the person share a team: both have a crisis role on a day for one and the
/// same organisation.
///
/// # Errors
/// When the database can't be read.
pub async fn shares_team(
    db: &Db,
    user: &UserId,
    person: &PersonId,
    today: NaiveDate,
) -> sqlx::Result<bool> {
    scalar!(
        db,
        concat!(
            "SELECT EXISTS (SELECT 1 FROM users u
                        JOIN role_assignments mine ON mine.person_id = u.person_id
                        JOIN role_assignments theirs ON theirs.organisation_id = mine.organisation_id
                        WHERE u.id = $1 AND theirs.person_id = $2
                          AND ",
            active_on!("mine", "$3"),
            " AND ",
            active_on!("theirs", "$3"),
            ")"
        ),
        user.as_str(),
        person.as_str(),
        today
    )
}
