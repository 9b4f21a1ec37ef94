//! The invented country: what is in it, and that its size changes nothing for somebody who sees one
//! municipality of it.

use server::{
    clock::Clock,
    db::Db,
    on_db,
    seed::{self, NATIONAL},
};
use std::collections::BTreeSet;
use tests::site::{Site, today};

async fn count(site: &Site, sql: &'static str) -> i64 {
    let (count,): (i64,) =
        on_db!(site.db(), |c| sqlx::query_as(sql).fetch_one(c).await).expect("a count");
    count
}

#[tokio::test]
async fn every_municipality_has_what_a_municipality_has() {
    const SCALE: i64 = 3;
    for site in Site::national(3).await {
        for (sql, each) in [
            ("SELECT COUNT(*) FROM organisations WHERE kind = 'municipality'", 1),
            ("SELECT COUNT(*) FROM plans p JOIN organisations o ON o.id = p.owner_id WHERE o.kind = 'municipality'", 20),
            ("SELECT COUNT(*) FROM plan_versions v JOIN plans p ON p.id = v.plan_id
              JOIN organisations o ON o.id = p.owner_id WHERE o.kind = 'municipality'", 80),
            ("SELECT COUNT(*) FROM plan_reviews v JOIN plans p ON p.id = v.plan_id
              JOIN organisations o ON o.id = p.owner_id WHERE o.kind = 'municipality'", 80),
            ("SELECT COUNT(*) FROM people p JOIN organisations o ON o.id = p.organisation_id WHERE o.kind = 'municipality'", 120),
            ("SELECT COUNT(DISTINCT a.person_id) FROM role_assignments a
              JOIN organisations o ON o.id = a.organisation_id WHERE o.kind = 'municipality'", 120),
            ("SELECT COUNT(*) FROM (SELECT DISTINCT a.role_id, a.organisation_id FROM role_assignments a
              JOIN organisations o ON o.id = a.organisation_id WHERE o.kind = 'municipality') AS filled", 60),
            ("SELECT COUNT(*) FROM exercises", 40),
            ("SELECT COUNT(*) FROM exercise_participants", 400),
        ] {
            assert_eq!(count(&site, sql).await, each * SCALE, "{sql}");
        }
        for some in ["lessons", "actions", "audit"] {
            let sql = match some {
                "lessons" => "SELECT COUNT(*) FROM lessons",
                "actions" => "SELECT COUNT(*) FROM actions WHERE verified_on IS NOT NULL",
                _ => "SELECT COUNT(*) FROM audit",
            };
            assert!(count(&site, sql).await > 10 * SCALE, "{some}");
        }
        let future = "SELECT COUNT(*) FROM plan_reviews WHERE reviewed_on > '2026-11-23'";
        if let Db::Sqlite(_) = site.db() {
            assert_eq!(count(&site, future).await, 0, "a review lies ahead");
        }
    }
}

#[tokio::test]
async fn a_coordinator_sees_the_plans_of_the_own_municipality_and_region() {
    for site in Site::national(3).await {
        let coordinator = site.sign_in("coordinator.0001@demo.paraat").await;
        let plans = coordinator.get("/plans").await;
        let titles = plans.texts("tbody a");
        assert!((18..=24).contains(&titles.len()), "{titles:?}");
        for title in &titles {
            let own = title.ends_with("Aalderdam") || title.ends_with("Regio Rivierenhoek");
            assert!(own, "{title}");
        }
        let statuses: BTreeSet<_> = plans
            .attributes("tbody [data-status]", "data-status")
            .into_iter()
            .collect();
        assert!(statuses.len() >= 3, "{statuses:?}");

        let region = site.sign_in("coordinator.regio01@demo.paraat").await;
        assert!(region.get("/plans").await.texts("tbody a").len() > 20 - 4);
        let everywhere = site.sign_in("landelijk@demo.paraat").await;
        for path in [
            "/",
            "/plans",
            "/roles/coverage",
            "/readiness",
            "/exercises",
            "/people",
            "/lessons",
            "/actions",
        ] {
            assert_eq!(everywhere.get(path).await.status, 200, "{path}");
        }
        assert_eq!(everywhere.get("/plans").await.texts("tbody a").len(), 50);
        // A region leads to its municipalities: here each has one.
        let all = everywhere.get("/roles/coverage").await;
        let regions = all.attributes("select[name=organisation] option", "value");
        let region = regions.get(1).expect("a region");
        let one = everywhere
            .get(&format!("/roles/coverage?organisation={region}"))
            .await;
        let cells = one.attributes("[data-coverage]", "data-coverage");
        assert_eq!(cells.len(), 60 + 10, "its municipality's roles and its own");
    }
}

#[tokio::test]
async fn no_country_is_larger_than_the_largest() {
    for scale in [0, usize::from(NATIONAL) + 1] {
        let site = Site::on_sqlite().await;
        let clock = Clock::fixed(chrono_tz::Europe::Amsterdam, today());
        let made = seed::national(site.db(), &clock, scale, |_| ()).await;
        assert!(made.is_err(), "{scale}");
    }
}
