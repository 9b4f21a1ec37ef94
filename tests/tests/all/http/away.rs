//! A database server that is restarted, or away for a while.

use server::db::Db;
use std::time::{Duration, Instant};
use tests::site::Site;

const COORDINATOR: &str = "coordinator@demo.paraat";

/// How many connections there are: more than requests of one person at once.
const MANY: usize = 10;

#[tokio::test]
async fn no_page_fails_because_the_server_was_restarted() {
    let Some((site, mut gate)) = Site::behind_a_gate().await else {
        return;
    };
    let visitor = site.sign_in(COORDINATOR).await;
    for restart in 0..2 {
        open_many(site.db()).await;
        gate.shut().await;
        gate.open().await;
        // Whoever writes begins with a look at who asks.
        if restart == 1 {
            let form = [("language", "nl"), ("next", "/plans")];
            let answer = visitor.post("/me/language", &form).await;
            assert_eq!(answer.status, 303);
        }
        for _ in 0..MANY + 2 {
            assert_eq!(visitor.get("/plans").await.status, 200);
        }
    }
}

#[tokio::test]
async fn no_page_fails_because_the_server_ended_its_connections() {
    let Some(site) = Site::on_postgres().await else {
        return;
    };
    let visitor = site.sign_in(COORDINATOR).await;
    open_many(site.db()).await;
    // As a restart does: each is told why, and ends.
    site.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .await;
    for _ in 0..MANY + 2 {
        assert_eq!(visitor.get("/plans").await.status, 200);
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_told_of_soon() {
    let Some((site, mut gate)) = Site::behind_a_gate().await else {
        return;
    };
    let visitor = site.sign_in(COORDINATOR).await;
    gate.shut().await;
    for path in ["/plans", "/login", "/", "/calendar.ics"] {
        let asked = Instant::now();
        let answer = visitor.get(path).await;
        assert!(asked.elapsed() < Duration::from_secs(4), "{path}");
        assert_eq!(answer.status, 503, "{path}");
        assert_eq!(answer.header("retry-after"), "10");
        assert!(answer.texts("h1")[0].contains("niet bereikbaar"), "{path}");
    }
    let asked = Instant::now();
    let form = [("email", COORDINATOR), ("password", "paraat-demo")];
    assert_eq!(site.anonymous().post("/login", &form).await.status, 503);
    assert_eq!(site.anonymous().get("/readyz").await.status, 503);
    assert!(asked.elapsed() < Duration::from_secs(4));
    gate.open().await;
    // It is looked for again soon.
    let back = async { while visitor.get("/plans").await.status == 503 {} };
    let back = tokio::time::timeout(Duration::from_secs(20), back).await;
    back.expect("the program finds it again");
    assert_eq!(visitor.get("/plans").await.status, 200);
}

/// Opens many connections, which then rest.
async fn open_many(db: &Db) {
    let mut held = Vec::new();
    for _ in 0..MANY {
        held.push(db.begin().await.expect("a transaction"));
    }
    drop(held);
    let rest = async {
        while !db.is_idle() {
            tokio::task::yield_now().await;
        }
    };
    let rest = tokio::time::timeout(Duration::from_secs(20), rest).await;
    rest.expect("they rest");
}
