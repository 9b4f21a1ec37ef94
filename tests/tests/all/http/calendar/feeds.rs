//! One's own feeds.

use super::*;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Barrier, task::JoinSet, time::timeout};

/// How many come at once: more than there are connections.
const MANY: usize = 24;
/// Sooner than anybody gives up waiting for a connection.
const SOON: Duration = Duration::from_secs(9);

on_both!(
    a_feed_needs_no_session_and_ends_when_it_is_revoked,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        let path = make_feed(&visitor, "Outlook op mijn werk", "scope").await;
        let token = path
            .trim_start_matches("/calendar/feeds/")
            .trim_end_matches(".ics")
            .to_owned();
        assert_eq!(token.len(), 64);
        let stored = texts(&site, "SELECT token_hash FROM calendar_feeds").await;
        assert!(stored.len() == 1 && stored[0] != token);
        let list = visitor.get("/me/calendar").await;
        assert!(!list.body.contains(&token), "the address is shown once");
        assert!(
            list.body.contains("Outlook op mijn werk") && list.body.contains("nog niet opgehaald")
        );
        let calendar = site.anonymous();
        assert_is_kept(&calendar, &path).await;
        let answer = calendar.get(&path).await;
        assert!(
            answer
                .body
                .contains("NAME:Paraat: Outlook op mijn werk\r\n")
        );
        assert_eq!(answer.header("content-disposition"), "");
        assert!(
            visitor
                .get("/me/calendar")
                .await
                .body
                .contains("ma 23 nov 2026 09:30")
        );
        for wrong in [
            format!("/calendar/feeds/{token}"),
            format!("/calendar/feeds/{}.ics", "0".repeat(64)),
            "/calendar/feeds/.ics".to_owned(),
        ] {
            assert_eq!(calendar.get(&wrong).await.status, 404, "{wrong}");
        }
        let revoke = list
            .attributes("form[action$='/delete']", "action")
            .concat();
        let other = site.sign_in(VAALS).await;
        assert_eq!(other.post(&revoke, &[]).await.status, 404);
        assert_eq!(calendar.get(&path).await.status, 200);
        assert_eq!(visitor.post(&revoke, &[]).await.status, 303);
        assert_eq!(calendar.get(&path).await.status, 404);
        assert_eq!(visitor.post(&revoke, &[]).await.status, 404);
        let trail = texts(
            &site,
            "SELECT action FROM audit WHERE subject = 'calendar-feed' ORDER BY id",
        )
        .await;
        assert_eq!(trail, ["create", "revoke"]);
    }
);

on_both!(
    the_moment_of_last_use_is_kept_to_the_hour,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        let path = make_feed(&visitor, "Werk", "scope").await;
        let used = async || {
            let rows: Vec<(Option<DateTime<Utc>>,)> = on_db!(site.db(), |c| sqlx::query_as(
                "SELECT used_at FROM calendar_feeds"
            )
            .fetch_all(c)
            .await)
            .expect("a row");
            rows[0].0
        };
        let start = site.clock().now();
        for (minutes, expected) in [(0, 0), (59, 0), (60, 60), (100, 60)] {
            site.clock().set(start + TimeDelta::minutes(minutes));
            assert_eq!(site.anonymous().get(&path).await.status, 200);
            assert_eq!(used().await, Some(start + TimeDelta::minutes(expected)));
        }
    }
);

on_both!(a_feed_follows_its_user, async |site: Site| {
    put(&site, PUT).await;
    let uid = format!("{}@paraat", PUT.id);
    let visitor = site.sign_in(VAALS).await;
    let path = make_feed(&visitor, "Vaals", "scope").await;
    let calendar = site.anonymous();
    let before = calendar.get(&path).await;
    assert!(uids(&before.body).contains(&uid.as_str()));
    site.run("DELETE FROM grants WHERE user_id = (SELECT id FROM users WHERE email = 'coordinator.vaals@demo.paraat')").await;
    let after = calendar
        .get_with(&path, &[("if-none-match", before.header("etag"))])
        .await;
    assert_eq!(after.status, 200);
    assert!(!uids(&after.body).contains(&uid.as_str()));
    site.run("UPDATE users SET active = FALSE WHERE email = 'coordinator.vaals@demo.paraat'")
        .await;
    assert_eq!(calendar.get(&path).await.status, 404);
});

on_both!(a_feed_ends_when_its_person_has_left, async |site: Site| {
    let visitor = site.sign_in(STAFF).await;
    let path = make_feed(&visitor, "Werk", "scope").await;
    let calendar = site.anonymous();
    site.run("UPDATE people SET left_on = '2026-11-23' WHERE id = (SELECT person_id FROM users WHERE email = 'medewerker.meerssen@demo.paraat')").await;
    assert_eq!(calendar.get(&path).await.status, 200, "the last day");
    site.run("UPDATE people SET left_on = '2026-11-22' WHERE id = (SELECT person_id FROM users WHERE email = 'medewerker.meerssen@demo.paraat')").await;
    assert_eq!(calendar.get(&path).await.status, 404);
});

on_both!(
    a_feed_that_nobody_changed_still_goes_with_the_time,
    async |site: Site| {
        let start = site.clock().now();
        let cancelled_at = start - TimeDelta::days(90) + TimeDelta::minutes(30);
        put(
            &site,
            Put {
                status: "cancelled",
                cancelled_at: Some(cancelled_at),
                ..PUT
            },
        )
        .await;
        let uid = format!("{}@paraat", PUT.id);
        site.run("UPDATE people SET left_on = '2026-11-23' WHERE id = (SELECT person_id FROM users WHERE email = 'medewerker.meerssen@demo.paraat')").await;
        let path = make_feed(&site.sign_in(VAALS).await, "Vaals", "scope").await;
        let leaves = make_feed(&site.sign_in(STAFF).await, "Werk", "scope").await;
        let calendar = site.anonymous();
        // The first is noted, the second is kept, the third is what was kept.
        for _ in 0..3 {
            let answer = calendar.get(&path).await;
            assert!(uids(&answer.body).contains(&uid.as_str()));
            assert_eq!(calendar.get(&leaves).await.status, 200);
        }
        let tag = calendar.get(&path).await.header("etag").to_owned();
        site.clock().set(start + TimeDelta::minutes(31));
        let answer = calendar.get_with(&path, &[("if-none-match", &tag)]).await;
        assert_eq!(answer.status, 200);
        assert!(!uids(&answer.body).contains(&uid.as_str()));
        // After midnight the one whose last day it was has no feed.
        site.clock().set(start + TimeDelta::minutes(14 * 60 + 20));
        for _ in 0..2 {
            assert_eq!(calendar.get(&leaves).await.status, 200);
        }
        site.clock().set(start + TimeDelta::minutes(14 * 60 + 40));
        assert_eq!(calendar.get(&leaves).await.status, 404);
    }
);

on_both!(
    ones_own_exercises_are_those_of_person_and_role,
    async |site: Site| {
        put(
            &site,
            Put {
                owner: "Meerssen",
                ..PUT
            },
        )
        .await;
        let uid = format!("{}@paraat", PUT.id);
        let visitor = site.sign_in(STAFF).await;
        let path = make_feed(&visitor, "Van mij", "mine").await;
        let all = make_feed(&visitor, "Alles", "scope").await;
        let calendar = site.anonymous();
        let mine = calendar.get(&path).await;
        assert!(!uids(&mine.body).contains(&uid.as_str()));
        let all = calendar.get(&all).await;
        assert!(uids(&all.body).contains(&uid.as_str()));
        let (of_me, of_all) = (uids(&mine.body), uids(&all.body));
        assert!(!of_me.is_empty() && of_me.iter().all(|uid| of_all.contains(uid)));
        // A role that this person holds in Meerssen practises.
        site.run("INSERT INTO exercise_roles (exercise_id, role_id)
                SELECT DISTINCT '0193e000-0000-7000-8000-000000000001', ra.role_id FROM role_assignments ra
                JOIN users u ON u.person_id = ra.person_id JOIN organisations o ON o.id = ra.organisation_id
                WHERE u.email = 'medewerker.meerssen@demo.paraat' AND o.name = 'Meerssen' AND ra.ends_on IS NULL").await;
        assert!(uids(&calendar.get(&path).await.body).contains(&uid.as_str()));
        // On the only day of that role, too; not on the day before or after it.
        for (change, expected) in [
            ("UPDATE role_assignments SET starts_on = '2026-12-09', ends_on = '2026-12-09' WHERE ends_on IS NULL", true),
            ("UPDATE exercises SET starts_at = '2026-12-10 00:00:00', ends_at = '2026-12-10 01:00:00'
              WHERE id = '0193e000-0000-7000-8000-000000000001'", false),
            ("UPDATE exercises SET starts_at = '2026-12-08 23:59:00', ends_at = '2026-12-09 01:00:00'
              WHERE id = '0193e000-0000-7000-8000-000000000001'", false),
            ("UPDATE exercises SET starts_at = '2026-12-09 23:59:00', ends_at = '2026-12-10 01:00:00'
              WHERE id = '0193e000-0000-7000-8000-000000000001'", true),
        ] {
            site.run(change).await;
            let body = calendar.get(&path).await.body;
            assert_eq!(uids(&body).contains(&uid.as_str()), expected, "{change}");
        }
        // Not when it is held elsewhere.
        site.run(
            "UPDATE exercises SET owner_id = (SELECT id FROM organisations WHERE name = 'Vaals')
                WHERE id = '0193e000-0000-7000-8000-000000000001'",
        )
        .await;
        assert!(!uids(&calendar.get(&path).await.body).contains(&uid.as_str()));
    }
);

on_both!(a_feed_needs_a_name_and_a_selection, async |site: Site| {
    let visitor = site.sign_in(ADMIN).await;
    for fields in [
        [("name", ""), ("selection", "scope")],
        [("name", "Mijn <agenda>"), ("selection", "")],
        [("name", "Mijn <agenda>"), ("selection", "everything")],
    ] {
        let answer = visitor.post("/me/calendar", &fields).await;
        assert_eq!(answer.status, 422, "{fields:?}");
        assert_eq!(answer.attributes("#name", "value"), [fields[0].1]);
        assert_eq!(answer.texts(".error-summary li").len(), 1);
    }
    let long = "a".repeat(81);
    let fields = [("name", long.as_str()), ("selection", "scope")];
    assert_eq!(visitor.post("/me/calendar", &fields).await.status, 422);
    assert!(
        texts(&site, "SELECT id FROM calendar_feeds")
            .await
            .is_empty()
    );
    for n in 0..20 {
        make_feed(&visitor, &n.to_string(), "scope").await;
    }
    let fields = [("name", "Nog een"), ("selection", "scope")];
    assert_eq!(visitor.post("/me/calendar", &fields).await.status, 422);
    for path in ["/calendar", "/me/calendar"] {
        assert_eq!(site.anonymous().get(path).await.status, 303, "{path}");
    }
});

on_both!(
    a_feed_is_answered_though_its_use_can_not_be_noted,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        let path = make_feed(&visitor, "Werk", "scope").await;
        match site.db() {
            Db::Sqlite(_) => {
                site.run("CREATE TRIGGER no_use BEFORE UPDATE ON calendar_feeds BEGIN SELECT RAISE(ABORT, 'no'); END")
                    .await;
            }
            Db::Postgres(_) => {
                site.run("ALTER TABLE calendar_feeds ADD CHECK (used_at IS NULL)")
                    .await
            }
        }
        assert_is_calendar(&site.anonymous().get(&path).await);
        let list = visitor.get("/me/calendar").await;
        assert!(list.body.contains("nog niet opgehaald"));
    }
);

on_both!(
    feeds_that_come_at_once_wait_for_nobody,
    async |site: Site| {
        let mut paths = Vec::new();
        let visitors = [site.sign_in(COORDINATOR).await, site.sign_in(VAALS).await];
        for n in 0..MANY {
            let visitor = &visitors[n % visitors.len()];
            paths.push(make_feed(visitor, &n.to_string(), "mine").await);
        }
        // Where one connection writes, it is somebody else's all the while.
        let writing = match site.db() {
            Db::Sqlite(_) => Some(site.db().begin().await.expect("a transaction")),
            Db::Postgres(_) => None,
        };
        let start = Arc::new(Barrier::new(MANY));
        let mut calendars = JoinSet::new();
        for path in paths {
            let (calendar, start) = (site.anonymous(), start.clone());
            calendars.spawn(async move {
                start.wait().await;
                calendar.get(&path).await.status
            });
        }
        let answers = timeout(SOON, calendars.join_all()).await;
        assert_eq!(answers.expect("no wait"), [200; MANY]);
        drop(writing);
        let list = visitors[0].get("/me/calendar").await;
        let unused = list.body.contains("nog niet opgehaald");
        assert_eq!(unused, matches!(site.db(), Db::Sqlite(_)));
    }
);
