//! What an import asks of the database.

use super::*;
use crate::{clock::Clock, db::new_id, on_db, seed};
use chrono_tz::Europe::Amsterdam;
use sqlx::sqlite::SqlitePoolOptions;
use std::time::Duration;
use tempfile::TempDir;

#[tokio::test]
async fn an_import_needs_no_second_connection() {
    let folder = TempDir::new().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let clock = Clock::fixed(Amsterdam, today);
    let db = Db::open(&url).await.expect("a database");
    seed::demo(&db, &clock).await.expect("the demonstration");
    // As if all the others were taken by those who wait for the lock.
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(2));
    let db = Db::from(pool.connect(&url).await.expect("a connection"));
    let (user,): (String,) = on_db!(&db, |c| sqlx::query_as(
        "SELECT id FROM users WHERE email = 'coordinator@demo.paraat'"
    )
    .fetch_one(c)
    .await)
    .expect("a user");
    let user = UserId::from(user);
    let by = Actor {
        user: Some(user.clone()),
        name: "Noor".to_owned(),
        at: clock.now(),
    };
    let table = |title: &str| {
        let list = format!("titel;soort;eigenaar\n{title};deelplan;Vaals\n");
        file::read(list.as_bytes(), ImportKind::Plans).expect("a table")
    };
    let import = table("Een");
    let seen = preview(&db, Some(&user), &import, Locale::Nl, today).await;
    let seen = seen.expect("a preview").confirm();
    let id = store::keep(&db, &user, "a.csv", import.clone(), clock.now()).await;
    let id = id.expect("a file that is kept");
    let done = confirm(&db, &by, &id, &import, &seen, today).await;
    assert_eq!(done.expect("an import").map(Counts::good), Some(1));
    let other: ImportId = new_id();
    let done = confirm(&db, &by, &other, &import, &seen, today).await;
    assert_eq!(done.expect("nothing"), None);
    let program = Actor::program(clock.now());
    let lines = run(&db, &program, &table("Twee"), Locale::Nl, today).await;
    assert_eq!(lines.expect("an import").len(), 1);
}
