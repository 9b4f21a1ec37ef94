//! What the overview shows, gathered from the features that own it.

use crate::{
    actions,
    db::Db,
    exercises::store::figures as exercises,
    identity::user::User,
    plans::{
        annexes,
        figures::{self as plans, Pressing},
        readings,
    },
    roles,
    state::App,
};
use app::{
    exercises::NextExercise,
    id::PersonId,
    plans::annexes::AnnexDue,
    sheets::{
        home::{Home, Mine, Todo},
        readiness::Figures,
    },
};
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

/// How many of each kind of thing the overview shows; the registers show the rest.
const EACH: i64 = 4;
const LIMIT: i64 = 6;

/// What of the overview is of the organisations in reach.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    figures: Option<Figures>,
    todo: Vec<Todo>,
    upcoming: Vec<NextExercise>,
}

/// What the overview shows of the organisations in a user's reach today; `steers` for those who see
/// how they stand.
///
/// # Errors
/// When the database can't be read.
pub async fn shared(db: &Db, user: &User, today: NaiveDate, steers: bool) -> sqlx::Result<Shared> {
    let all = user.sees_regions();
    let mut shared = Shared {
        upcoming: exercises::upcoming(db, &user.id, today, LIMIT, all).await?,
        ..Shared::default()
    };
    if steers {
        let (figures, todo) = steering(db, user, today).await?;
        (shared.figures, shared.todo) = (Some(figures), todo);
    }
    Ok(shared)
}

/// The overview of a user today.
///
/// # Errors
/// When the database can't be read.
pub async fn home(app: &App, user: &User, today: NaiveDate, shared: Shared) -> sqlx::Result<Home> {
    let mine = match &user.person {
        Some(person) => Some(mine(&app.db, app.clock.zone(), user, person, today).await?),
        None => None,
    };
    Ok(Home {
        year: today.year(),
        figures: shared.figures,
        todo: shared.todo,
        upcoming: shared.upcoming,
        mine,
    })
}

async fn mine(
    db: &Db,
    zone: Tz,
    user: &User,
    person: &PersonId,
    today: NaiveDate,
) -> sqlx::Result<Mine> {
    Ok(Mine {
        to_read: readings::store::requests(db, zone, &user.id, person, today, None).await?,
        roles: roles::store::held(db, person, today).await?,
        exercises: exercises::upcoming_of(db, &user.id, person, today, LIMIT).await?,
        actions: actions::store::mine(db, &user.id, today, LIMIT).await?,
    })
}

/// The figures, and what to do first: what the law asks for and is late or soon due; then what is
/// late or missing; then what will be soon.
async fn steering(db: &Db, user: &User, today: NaiveDate) -> sqlx::Result<(Figures, Vec<Todo>)> {
    let (all, user) = (user.sees_regions(), &user.id);
    let counts = plans::together(db, user, today, all).await?;
    let Pressing { law, late, soon } = plans::pressing(db, user, today, EACH, all).await?;
    let (covered, roles) = roles::store::worst(db, user, today, EACH, all).await?;
    let (held, ahead) = exercises::count(db, user, today.year(), None, all).await?;
    let (actions, overdue) = actions::store::overdue(db, user, today, EACH, all).await?;
    let annexes = annexes::store::due(db, user, today, EACH).await?;
    let (soon_annexes, annexes): (Vec<_>, Vec<_>) =
        annexes.into_iter().partition(AnnexDue::is_soon);
    let figures = Figures {
        extended: counts.iter().map(|count| count.extended).sum(),
        plans: counts.iter().map(|n| (n.currency, n.count)).collect(),
        roles: covered,
        held,
        ahead,
        overdue,
    };
    let todo = (law.into_iter().map(Todo::Plan))
        .chain(late.into_iter().map(Todo::Plan))
        .chain(roles.into_iter().map(Todo::Role))
        .chain(annexes.into_iter().map(Todo::Annex))
        .chain(actions.into_iter().map(Todo::Action))
        .chain(soon.into_iter().map(Todo::Plan))
        .chain(soon_annexes.into_iter().map(Todo::Annex));
    Ok((figures, todo.collect()))
}
