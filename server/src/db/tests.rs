//! What a SQLite file must be like, and who waits for whom.

use super::*;
use crate::{execute, on_db, on_tx, on_writer};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// More than wait for anything that works.
const LONG: Duration = Duration::from_secs(5);

async fn database() -> (Db, TempDir) {
    let folder = TempDir::new().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
    (Db::open(&url).await.expect("a database"), folder)
}

async fn put(db: &Db, name: &'static str) {
    let done = on_writer!(db, |c| sqlx::query(
        "INSERT INTO settings (name, value) VALUES ($1, '')"
    )
    .bind(name)
    .execute(c)
    .await
    .map(drop));
    done.expect("a setting");
}

async fn count(db: &Db) -> i64 {
    let (count,): (i64,) = on_db!(db, |c| sqlx::query_as("SELECT COUNT(*) FROM settings")
        .fetch_one(c)
        .await)
    .expect("a count");
    count
}

/// They come from `LIBSQLITE3_FLAGS` in `.cargo/config.toml`. Without them all connections wait for
/// each other, and each statement is planned anew: two thirds of the speed.
#[tokio::test]
async fn sqlite_is_built_for_many_connections() {
    let (db, _folder) = database().await;
    let options: Vec<(String,)> = on_db!(&db, |c| sqlx::query_as("PRAGMA compile_options")
        .fetch_all(c)
        .await)
    .expect("the options");
    let has = |name: &str| options.iter().any(|(option,)| option == name);
    for wanted in ["DEFAULT_MEMSTATUS=0", "ENABLE_QPSG", "THREADSAFE=1"] {
        assert!(has(wanted), "{wanted} is missing: {options:?}");
    }
    for unwanted in [
        "ENABLE_API_ARMOR",
        "ENABLE_MEMORY_MANAGEMENT",
        "ENABLE_STAT4",
        "ENABLE_UNLOCK_NOTIFY",
    ] {
        assert!(!has(unwanted), "{unwanted}");
    }
}

#[tokio::test]
async fn who_only_reads_can_not_write() {
    let (db, _folder) = database().await;
    let write = "DELETE FROM settings";
    for db in [&db, &db.snapshot()] {
        let done = on_db!(db, |c| sqlx::query(write).execute(c).await.map(drop));
        assert!(done.is_err());
        let mut tx = db.begin_reading().await.expect("a transaction");
        assert!(execute!(&mut tx, write).is_err());
    }
    let mut tx = db.snapshot().begin().await.expect("a transaction");
    execute!(&mut tx, write).expect("a change");
}

#[tokio::test]
async fn those_who_wait_to_write_leave_room_to_read() {
    let (db, _folder) = database().await;
    let writing = db.begin().await.expect("a transaction");
    let mut others = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let db = db.clone();
        others.spawn(async move { put_one(&db).await });
    }
    // All of them get as far as they can.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let before = timeout(LONG, count(&db)).await.expect("no wait");
    drop(writing);
    let done = timeout(LONG, others.join_all()).await.expect("no wait");
    assert!(done.into_iter().all(|done| done.is_ok()));
    assert_eq!(count(&db).await, before);
}

async fn put_one(db: &Db) -> sqlx::Result<()> {
    let tx = db.begin().await?;
    tx.commit().await
}

#[tokio::test]
async fn a_snapshot_shows_one_moment() {
    let (db, _folder) = database().await;
    let before = count(&db).await;
    let page = db.snapshot();
    put(&db, "one").await;
    assert_eq!(
        count(&page).await,
        before + 1,
        "it begins with what is read"
    );
    put(&page, "two").await;
    assert_eq!(count(&page).await, before + 1);
    assert_eq!(count(&db).await, before + 2);
    page.renew().await;
    assert_eq!(count(&page).await, before + 2);
    // The transaction of the page itself, which then begins another.
    let mut tx = page.begin_reading().await.expect("a transaction");
    put(&db, "three").await;
    let (seen,): (i64,) = on_tx!(&mut tx, |c| sqlx::query_as("SELECT COUNT(*) FROM settings")
        .fetch_one(c)
        .await)
    .expect("a count");
    assert_eq!(seen, before + 2);
    drop(tx);
    assert_eq!(count(&page).await, before + 3);
    page.end().await;
    put(&db, "four").await;
    assert_eq!(count(&page).await, before + 4);
}

#[tokio::test]
async fn pages_give_their_connections_back() {
    let (db, _folder) = database().await;
    let mut pages = Vec::new();
    for _ in 0..30 {
        let page = db.snapshot();
        timeout(LONG, count(&page)).await.expect("no wait");
        page.end().await;
        pages.push(page);
    }
}

#[tokio::test]
async fn a_state_lasts_until_somebody_writes() {
    let (db, folder) = database().await;
    let state = async || db.state().await.expect("a state").expect("one");
    let first = state().await;
    count(&db).await;
    assert_eq!(first, state().await);
    put(&db, "one").await;
    let second = state().await;
    assert_ne!(first, second);
    // Another program, too.
    let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
    put(&Db::open(&url).await.expect("the database"), "two").await;
    let third = state().await;
    assert!(third != second && third != first);
    // What a page reads after it belongs to it, even if the page had read before.
    let page = db.snapshot();
    let before = count(&page).await;
    put(&db, "three").await;
    let now = page.state().await.expect("a state");
    assert_eq!(count(&page).await, before + 1);
    assert_eq!(now, Some(state().await));
}

/// SQLite reads what it learned when it opens a connection, so those from before are let go.
#[tokio::test]
async fn who_reads_hears_of_what_was_learned() {
    let (db, _folder) = database().await;
    let Db::Sqlite(pools) = &db else {
        panic!("no file")
    };
    // A mark that a connection keeps for as long as it lives.
    let marked = async |mark: bool| {
        let (mut readers, mut marked) = (Vec::new(), 0);
        for _ in 0..pools::READERS {
            let mut reader = pools.reader().await.expect("a connection");
            if mark {
                let mark = sqlx::query("PRAGMA cache_size = 77");
                mark.execute(&mut *reader).await.expect("a mark");
            }
            let size: (i64,) = sqlx::query_as("PRAGMA cache_size")
                .fetch_one(&mut *reader)
                .await
                .expect("a size");
            marked += usize::from(size.0 == 77);
            readers.push(reader);
        }
        marked
    };
    assert_eq!(marked(true).await, 8);
    assert_eq!(marked(false).await, 8);
    db.learn().await.expect("the figures");
    assert_eq!(marked(false).await, 0);
}

#[tokio::test]
async fn who_waits_to_note_something_leaves_room_to_read() {
    let (db, _folder) = database().await;
    let writing = db.begin().await.expect("a transaction");
    let mut pages = tokio::task::JoinSet::new();
    for _ in 0..pools::READERS {
        let page = db.snapshot();
        count(&page).await;
        pages.spawn(async move {
            page.note("a visit", put_one(&page)).await;
            page
        });
    }
    // Nobody waits for long, and none of the pages is answered yet.
    let pages = timeout(LONG, pages.join_all()).await.expect("no wait");
    timeout(LONG, count(&db)).await.expect("no wait");
    drop(writing);
    let before = count(&pages[0]).await;
    let noted = async {
        put(&db, "one").await;
        Ok(())
    };
    pages[0].note("a visit", noted).await;
    assert_eq!(count(&pages[0]).await, before + 1);
}
