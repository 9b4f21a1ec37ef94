//! What the overview shows, gathered from the features that own it.

use crate::{actions, auth::user::User, db::Db, exercises, plans, readiness, roles};
use app::{
    home::{Home, Mine, Todo},
    plans::{Currency, Filter},
    roles::Coverage,
};
use chrono::{Datelike, NaiveDateTime};

/// How many of each kind of thing the overview shows; the registers show the rest.
const EACH: usize = 6;
const LIMIT: i64 = 6;

/// The overview of a user; `steers` for those who see how the organisations stand.
///
/// # Errors
/// When the database can't be read.
pub async fn home(db: &Db, user: &User, now: NaiveDateTime, steers: bool) -> sqlx::Result<Home> {
    let today = now.date();
    let mut home = Home {
        year: today.year(),
        upcoming: exercises::store::upcoming(db, &user.id, today, LIMIT).await?,
        ..Home::default()
    };
    if steers {
        let readiness = readiness::store::readiness(db, &user.id, today).await?;
        home.figures = Some(readiness.together);
        home.todo = todo(db, user, today).await?;
    }
    if let Some(person) = &user.person {
        home.mine = Some(Mine {
            roles: roles::store::me(db, person, now).await?.roles,
            exercises: exercises::store::upcoming_of(db, &user.id, person, today, LIMIT).await?,
            actions: actions::store::mine(db, &user.id, today, LIMIT).await?,
        });
    }
    Ok(home)
}

/// What is late or missing before what will be soon.
async fn todo(db: &Db, user: &User, today: chrono::NaiveDate) -> sqlx::Result<Vec<Todo>> {
    // The register's own order is by urgency.
    let (plans, _) = plans::store::list(db, &user.id, &Filter::default(), today).await?;
    let (soon, late): (Vec<_>, Vec<_>) = plans
        .into_iter()
        .filter(|plan| {
            matches!(
                plan.currency,
                Currency::Overdue | Currency::NeverReviewed | Currency::DueSoon
            )
        })
        .partition(|plan| plan.currency == Currency::DueSoon);
    let mut cells = roles::store::coverage(db, &user.id, today).await?;
    cells.retain(|cell| matches!(cell.coverage, Coverage::Vacant | Coverage::UnderMinimum));
    cells.sort_by_key(|cell| cell.coverage);
    let (actions, _) = actions::store::overdue(db, &user.id, today, LIMIT).await?;
    let late = late.into_iter().take(EACH).map(Todo::Plan);
    let soon = soon.into_iter().take(EACH).map(Todo::Plan);
    let roles = cells.into_iter().take(EACH).map(Todo::Role);
    Ok(late
        .chain(roles)
        .chain(actions.into_iter().map(Todo::Action))
        .chain(soon)
        .collect())
}
