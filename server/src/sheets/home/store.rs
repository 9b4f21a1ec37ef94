//! What the overview shows, gathered from the features that own it.

use crate::{
    actions,
    db::Db,
    exercises,
    identity::user::User,
    plans::{self, annexes, readings},
    roles,
    sheets::readiness,
};
use app::{
    plans::{Currency, Filter, annexes::AnnexDue},
    roles::{Coverage, CoverageCell},
    rulebook::RuleLabel,
    sheets::home::{Home, Mine, Todo},
};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

/// How many of each kind of thing the overview shows; the registers show the rest.
const EACH: usize = 4;
const LIMIT: i64 = 6;

/// The overview of a user; `steers` for those who see how the organisations stand.
///
/// # Errors
/// When the database can't be read.
pub async fn home(
    db: &Db,
    zone: Tz,
    user: &User,
    now: NaiveDateTime,
    steers: bool,
) -> sqlx::Result<Home> {
    let today = now.date();
    let mut home = Home {
        year: today.year(),
        upcoming: exercises::store::upcoming(db, &user.id, today, LIMIT).await?,
        ..Home::default()
    };
    if steers {
        let roles = roles::store::coverage(db, &user.id, today).await?;
        let figures = readiness::store::figures(db, &user.id, today, &roles).await?;
        home.figures = Some(figures.together);
        home.todo = todo(db, user, today, roles).await?;
    }
    if let Some(person) = &user.person {
        home.mine = Some(Mine {
            to_read: readings::store::requests(db, zone, &user.id, person, today, None).await?,
            roles: roles::store::me(db, person, now).await?.roles,
            exercises: exercises::store::upcoming_of(db, &user.id, person, today, LIMIT).await?,
            actions: actions::store::mine(db, &user.id, today, LIMIT).await?,
        });
    }
    Ok(home)
}

/// What the law asks for and is late or soon due; then what is late or missing; then what will be
/// soon.
async fn todo(
    db: &Db,
    user: &User,
    today: NaiveDate,
    mut roles: Vec<CoverageCell>,
) -> sqlx::Result<Vec<Todo>> {
    // The register's own order is by urgency.
    let (plans, _) = plans::store::list(db, &user.id, &Filter::default(), today).await?;
    let pressing = |currency| {
        matches!(
            currency,
            Currency::Overdue | Currency::NeverReviewed | Currency::DueSoon
        )
    };
    let plans = plans.into_iter().filter(|plan| pressing(plan.currency));
    let (law, others): (Vec<_>, Vec<_>) = plans.partition(|plan| plan.label == RuleLabel::Law);
    let (soon, late): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|plan| plan.currency == Currency::DueSoon);
    roles.retain(|cell| matches!(cell.coverage, Coverage::Vacant | Coverage::UnderMinimum));
    roles.sort_by_key(|cell| cell.coverage);
    let (actions, _) = actions::store::overdue(db, &user.id, today, LIMIT).await?;
    let plans = |plans: Vec<_>| plans.into_iter().take(EACH).map(Todo::Plan);
    let roles = roles.into_iter().take(EACH).map(Todo::Role);
    let annexes = annexes::store::due(db, &user.id, today, LIMIT).await?;
    let (soon_annexes, annexes): (Vec<_>, Vec<_>) =
        annexes.into_iter().take(EACH).partition(AnnexDue::is_soon);
    let actions = actions.into_iter().take(EACH).map(Todo::Action);
    Ok(plans(law)
        .chain(plans(late))
        .chain(roles)
        .chain(annexes.into_iter().map(Todo::Annex))
        .chain(actions)
        .chain(plans(soon))
        .chain(soon_annexes.into_iter().map(Todo::Annex))
        .collect())
}
