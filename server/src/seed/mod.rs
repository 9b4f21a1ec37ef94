//! Data to begin with: the Heuvelland demonstration, and an invented country to see how the program
//! does at that size.

mod annexes;
mod check;
#[cfg(test)]
mod check_test;
mod data;
mod demo;
mod derive;
mod exercises;
mod national;
mod plans;
mod playbooks;
#[cfg(test)]
mod rules_test;

use crate::{
    change::Change,
    clock::Clock,
    db::{Db, Tx},
    on_tx, row, rows, rulebook, scalar,
    sheets::rule,
    trail::{Actor, Entry},
};
use anyhow::Context;
use app::trail::Subject;

/// Why a database is not filled.
pub const FILLED: &str = "the database holds data already; this needs an empty one";

/// The password of the demonstration accounts.
pub const PASSWORD: &str = "paraat-demo";

/// The demonstration accounts and who they are.
pub const ACCOUNTS: [(&str, &str); 5] = [
    ("coordinator@demo.paraat", "coordinator of the region"),
    ("coordinator.vaals@demo.paraat", "coordinator of Vaals"),
    ("medewerker.meerssen@demo.paraat", "staff with crisis roles"),
    ("bestuur@demo.paraat", "management of the region"),
    ("admin@demo.paraat", "administrator"),
];

/// The largest number of municipalities that [`national`] makes.
pub const NATIONAL: u16 = national::MOST;

/// The accounts of a demonstration that there are, and who they are: of the country, which has many
/// more, the first of each kind.
///
/// # Errors
/// When the database can't be read.
pub async fn accounts(db: &Db) -> sqlx::Result<Vec<(&'static str, &'static str)>> {
    let there: Vec<(String,)> = rows!(
        db,
        "SELECT email FROM users WHERE active = TRUE AND email LIKE '%@demo.paraat' LIMIT 2000"
    )?;
    let known = ACCOUNTS.into_iter().chain(national::ACCOUNTS);
    Ok(known
        .filter(|(email, _)| there.iter().any(|(there,)| there == email))
        .collect())
}

/// How much the organisation has put in the database.
const PUT: &str = "SELECT (SELECT COUNT(*) FROM organisations) + (SELECT COUNT(*) FROM users)";

/// Whether nobody has put anything in the database yet.
///
/// # Errors
/// When the database can't be read.
pub async fn is_empty(db: &Db) -> sqlx::Result<bool> {
    let count: i64 = scalar!(db, PUT)?;
    Ok(count == 0)
}

/// [`is_empty`] as a transaction sees it.
async fn nobody_is_in(tx: &mut Tx) -> sqlx::Result<bool> {
    let count: i64 = on_tx!(tx, |c| sqlx::query_scalar(PUT).fetch_one(c).await)?;
    Ok(count == 0)
}

/// Whether the database holds the demonstration.
///
/// # Errors
/// When the database can't be read.
pub async fn is_demo(db: &Db) -> sqlx::Result<bool> {
    let row: Option<(String,)> = row!(db, "SELECT value FROM settings WHERE name = 'demo'")?;
    Ok(row.is_some())
}

/// Fills an empty database with the demonstration, relative to the clock's day. On the same day it
/// makes the same records with the same identifiers each time, but for the salt of the password and
/// the audit entries.
///
/// # Errors
/// When the data is not whole (the message names every fault) or can't be stored; then nothing is.
pub async fn demo(db: &Db, clock: &Clock) -> anyhow::Result<()> {
    let data = data::Data::parse()
        .and_then(|data| check::check(&data).map(|()| data))
        .context("the demonstration's data is broken")?;
    demo::load(db, clock, &data).await
}

/// Fills an empty database with an invented country of `scale` municipalities, at most
/// [`NATIONAL`], relative to the clock's day; `progress` hears how many of them are done. On the
/// same day it makes the same records with the same identifiers each time, but for the salt of the
/// password and the audit entry.
///
/// # Errors
/// When the scale is none of these, or the data can't be stored; then nothing is.
pub async fn national(
    db: &Db,
    clock: &Clock,
    scale: usize,
    progress: impl FnMut(usize),
) -> anyhow::Result<()> {
    national::load(db, clock, scale, progress).await
}

/// Puts the review rules in the database that every region begins with: those of the law, the
/// policies and the advice that the demonstration uses too. One that is there already and that
/// nobody has edited follows what the program says now, and its duties and plans with it; one that
/// somebody has edited stays.
///
/// # Errors
/// When they can't be read or stored.
pub async fn review_rules(db: &Db, clock: &Clock) -> anyhow::Result<()> {
    let data = data::Data::parse()?;
    let mut change = Change::begin(db, Actor::program(clock.now()), clock.today()).await?;
    rule::commands::lock(change.tx()).await?;
    let mut stored = rulebook::store::rules(db).await?;
    stored.retain(|rule| rule.scope.region.is_none());
    for rule in &data.rules {
        let shipped = rule.review_rule();
        let was = stored.iter().find(|was| was.id == shipped.id);
        if was.is_some_and(|was| was.version != shipped.version) {
            continue;
        }
        let duties = demo::store_rule(change.tx(), rule).await?;
        let Some(was) = was else { continue };
        if *was != shipped {
            rule::commands::follow(&mut change, was, &shipped).await?;
        }
        if !duties.is_empty() {
            let entry = Entry::new(Subject::Rule, shipped.id.as_str(), "follow");
            let after = serde_json::json!({ "duty": duties });
            change.record(entry.after(&after)).await?;
        }
    }
    change.commit().await?;
    Ok(())
}
