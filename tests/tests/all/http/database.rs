//! What pages may count on from the database, on both.

use chrono_tz::Europe::Amsterdam;
use server::{
    clock::Clock,
    db::{Db, new_id},
    on_db, on_writer, seed,
};
use tests::{
    on_both,
    site::{Site, today},
};

const COORDINATOR: &str = "coordinator@demo.paraat";

async fn put(db: &Db) {
    let name: String = new_id();
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
    on_db!(db, |c| sqlx::query_scalar("SELECT COUNT(*) FROM settings")
        .fetch_one(c)
        .await)
    .expect("a count")
}

on_both!(
    a_page_reads_all_from_one_moment_and_never_writes,
    async |site: Site| {
        let page = site.db().snapshot();
        let before = count(&page).await;
        put(site.db()).await;
        assert_eq!(count(&page).await, before);
        assert_eq!(count(site.db()).await, before + 1);
        let write = "DELETE FROM settings";
        assert!(
            on_db!(&page, |c| sqlx::query(write).execute(c).await.map(drop)).is_err(),
            "a page has written"
        );
        page.renew().await;
        assert_eq!(count(&page).await, before + 1);
        page.end().await;
        put(site.db()).await;
        assert_eq!(count(&page).await, before + 2);
    }
);

/// How often a test tries what others may get in the way of.
const TRIES: usize = 20;

on_both!(
    the_state_of_the_database_lasts_until_somebody_writes,
    async |site: Site| {
        let state = async || site.db().state().await.expect("a state").expect("one");
        let page = site.db().snapshot();
        // PostgreSQL counts what happens in the other databases of a cluster, too: one try must do.
        let mut lasts = false;
        for _ in 0..TRIES {
            let first = state().await;
            count(site.db()).await;
            lasts |= first == state().await;
        }
        assert!(lasts);
        let mut shown = false;
        for _ in 0..TRIES {
            let first = state().await;
            let before = count(&page).await;
            put(site.db()).await;
            let second = state().await;
            assert_ne!(first, second);
            // What a page reads after it belongs to it, even if the page had read before.
            shown |= page.state().await.expect("a state") == Some(second);
            assert_eq!(count(&page).await, before + 1);
        }
        assert!(shown);
    }
);

on_both!(
    a_page_goes_on_though_the_use_of_its_session_can_not_be_noted,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        match site.db() {
            Db::Sqlite(_) => {
                site.run("CREATE TRIGGER no_use BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'no'); END")
                    .await;
            }
            Db::Postgres(_) => {
                site.run("ALTER TABLE sessions ADD CHECK (seen_at = created_at)")
                    .await;
            }
        }
        site.clock()
            .set(site.clock().now() + chrono::TimeDelta::hours(1));
        assert_eq!(visitor.get("/plans").await.status, 200);
    }
);

/// A plan for all values alike, which PostgreSQL makes after a few, takes a hundred times as long in a
/// large country.
#[tokio::test]
async fn postgres_plans_for_the_value() {
    if let Some(site) = Site::on_postgres().await {
        let mode: String = on_db!(site.db(), |c| sqlx::query_scalar("SHOW plan_cache_mode")
            .fetch_one(c)
            .await)
        .expect("a mode");
        assert_eq!(mode, "force_custom_plan");
    }
}

/// Two who fill one database at the same moment: one of them does.
async fn one_fills(url: &str) {
    let open = async || Db::open(url).await.expect("a database");
    let dbs = tokio::join!(open(), open(), open());
    let clock = Clock::fixed(Amsterdam, today());
    let fill = async |db: &Db| seed::demo(db, &clock).await.map_err(|e| format!("{e:#}"));
    let filled = tokio::join!(fill(&dbs.0), fill(&dbs.1), fill(&dbs.2));
    let filled: [_; 3] = filled.into();
    assert_eq!(filled.iter().filter(|filled| filled.is_ok()).count(), 1);
    for refused in filled.iter().filter_map(|filled| filled.as_ref().err()) {
        assert_eq!(refused, seed::FILLED);
    }
}

#[tokio::test]
async fn of_several_who_fill_a_sqlite_file_one_does() {
    let folder = tempfile::TempDir::new().expect("a folder");
    one_fills(&format!(
        "sqlite://{}",
        folder.path().join("a.db").display()
    ))
    .await;
}

#[tokio::test]
async fn of_several_who_fill_a_postgres_database_one_does() {
    if let Some(url) = tests::postgres::database_url().await {
        one_fills(&url).await;
    }
}
