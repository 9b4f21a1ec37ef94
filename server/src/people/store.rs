//! People in the database: everything that reads.

use crate::{db::Db, on_db};
use app::{id::UserId, ui::form::Choice};

/// People whom a user may choose in a form: id, and name with organisation.
///
/// # Errors
/// When the database can't be read.
pub async fn choices(db: &Db, user: &UserId) -> sqlx::Result<Vec<Choice>> {
    on_db!(db, |c| {
        sqlx::query_as(
        "SELECT pe.id, pe.name || ' (' || o.name || ')' FROM people pe JOIN organisations o ON o.id = pe.organisation_id
         WHERE pe.left_on IS NULL AND pe.organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
         ORDER BY o.name, pe.name LIMIT 2000"
    )
    .bind(user.as_str())
    .fetch_all(c)
    .await
    })
}
