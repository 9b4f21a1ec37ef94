//! The calendar over HTTP: pages, files, feeds.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use server::on_db;
use tests::{
    ics, on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const ADMIN: &str = "admin@demo.paraat";

fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment")
}

/// An exercise put into the database as it is.
#[derive(Clone, Copy)]
struct Put {
    id: &'static str,
    owner: &'static str,
    title: &'static str,
    status: &'static str,
    from: &'static str,
    to: &'static str,
    all_day: bool,
    place: &'static str,
    cancelled_at: Option<DateTime<Utc>>,
}

const PUT: Put = Put {
    id: "0193e000-0000-7000-8000-000000000001",
    owner: "Vaals",
    title: "Proefoefening",
    status: "planned",
    from: "2026-12-09 14:00",
    to: "2026-12-09 16:30",
    all_day: false,
    place: "",
    cancelled_at: None,
};

async fn put(site: &Site, put: Put) {
    on_db!(site.db(), |c| sqlx::query(
        "INSERT INTO exercises (id, owner_id, title, kind, status, starts_at, ends_at, all_day, place, cancelled_at,
                                sequence, created_at, updated_at)
         SELECT $1, id, $3, 'table-top', $4, $5, $6, $7, $8, $9, 4, $10, $10 FROM organisations WHERE name = $2"
    )
    .bind(put.id)
    .bind(put.owner)
    .bind(put.title)
    .bind(put.status)
    .bind(moment(put.from))
    .bind(moment(put.to))
    .bind(put.all_day)
    .bind(put.place)
    .bind(put.cancelled_at)
    .bind(moment("2026-11-20 08:00").and_utc())
    .execute(c)
    .await
    .map(drop))
    .expect("an exercise");
}

/// Text that a query finds, in order.
async fn texts(site: &Site, sql: &'static str) -> Vec<String> {
    let rows: Vec<(String,)> =
        on_db!(site.db(), |c| sqlx::query_as(sql).fetch_all(c).await).expect("rows");
    rows.into_iter().map(|(text,)| text).collect()
}

async fn run(site: &Site, sql: &'static str) {
    on_db!(site.db(), |c| sqlx::query(sql).execute(c).await.map(drop)).expect("a change");
}

/// Makes a feed and gives the path of its address.
async fn make_feed(visitor: &Visitor, name: &str, selection: &str) -> String {
    let made = visitor
        .post("/me/calendar", &[("name", name), ("selection", selection)])
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let address = made.attributes("#feed-address", "value").concat();
    let path = address.strip_prefix("http://127.0.0.1:3000");
    path.expect("an address of this server").to_owned()
}

/// The exercises in an iCalendar text.
fn uids(calendar: &str) -> Vec<&str> {
    calendar
        .split("\r\n")
        .filter_map(|line| line.strip_prefix("UID:"))
        .collect()
}

fn assert_is_calendar(answer: &Answer) {
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    assert!(!answer.header("cache-control").contains("no-store"));
    assert!(answer.body.ends_with("END:VCALENDAR\r\n"));
    for line in answer.body.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
}

/// The same bytes twice, and 304 by tag and by date but not for others.
async fn assert_is_kept(visitor: &Visitor, path: &str) {
    let (one, two) = (visitor.get(path).await, visitor.get(path).await);
    assert_is_calendar(&one);
    assert_eq!(one.body, two.body);
    let (tag, date) = (one.header("etag"), one.header("last-modified"));
    assert_eq!(tag, two.header("etag"));
    assert!(tag.starts_with('"') && tag.len() == 66, "{tag}");
    for (header, known, other) in [
        ("if-none-match", tag, "\"other\""),
        ("if-modified-since", date, "Mon, 01 Jan 2001 00:00:00 GMT"),
    ] {
        let same = visitor.get_with(path, &[(header, known)]).await;
        assert_eq!(
            (same.status, same.body.as_str()),
            (304, ""),
            "{header}: {known}"
        );
        assert_eq!(same.header("etag"), tag);
        assert_eq!(visitor.get_with(path, &[(header, other)]).await.status, 200);
    }
    let both = [("if-none-match", "\"other\""), ("if-modified-since", date)];
    assert_eq!(visitor.get_with(path, &both).await.status, 200);
    // A strong tag stands for these very bytes, so they travel as they are.
    let plain = visitor
        .get_with(path, &[("accept-encoding", "gzip, br")])
        .await;
    assert_eq!(plain.body, one.body);
}

on_both!(a_month_shows_its_exercises_in_weeks, async |site: Site| {
    put(
        &site,
        Put {
            title: "Hoog water <b>",
            ..PUT
        },
    )
    .await;
    put(
        &site,
        Put {
            id: "0193e000-0000-7000-8000-000000000002",
            status: "draft",
            ..PUT
        },
    )
    .await;
    let cancelled = Put {
        id: "0193e000-0000-7000-8000-000000000003",
        status: "cancelled",
        ..PUT
    };
    put(&site, cancelled).await;
    let visitor = site.sign_in(COORDINATOR).await;
    let now = visitor.get("/calendar").await;
    assert_eq!(now.status, 200);
    assert_eq!(now.texts("h1"), ["Kalender"]);
    assert_eq!(now.texts(".month-bar h2"), ["November 2026"]);
    assert_eq!(now.texts("td.today .day"), ["23"]);
    assert_eq!(now.texts("table.month tbody tr").len(), 6);
    let december = visitor.get("/calendar?month=2026-12").await;
    assert_eq!(december.texts(".month-bar h2"), ["December 2026"]);
    assert!(december.texts("td.today").is_empty());
    let link = format!("a.event[href='/exercises/{}']", PUT.id);
    assert_eq!(december.texts(&link), ["14:00 Hoog water <b>"]);
    assert_eq!(
        december.texts("a.event.draft[href$='000002']"),
        ["14:00 Proefoefening concept"]
    );
    let struck = december.texts("a.event.cancelled[href$='000003']");
    assert_eq!(struck, ["14:00 Proefoefening geannuleerd"]);
    let back = december.attributes("a[rel=prev]", "href");
    assert_eq!(back, ["/calendar?month=2026-11"]);
    for bad in ["2026-13", "december", "2026-12-01", "", "99999-01"] {
        let page = visitor.get(&format!("/calendar?month={bad}")).await;
        assert_eq!(
            (page.status, page.texts(".month-bar h2")),
            (200, vec!["November 2026".to_owned()])
        );
    }
});

on_both!(
    an_exercise_of_days_stands_on_each_of_them,
    async |site: Site| {
        let title = "Meerdaagse proef";
        put(
            &site,
            Put {
                title,
                from: "2026-11-29 20:00",
                to: "2026-12-02 00:00",
                ..PUT
            },
        )
        .await;
        let id = "0193e000-0000-7000-8000-000000000002";
        let days = Put {
            id,
            title,
            all_day: true,
            from: "2026-12-30 00:00",
            to: "2027-01-01 23:59",
            ..PUT
        };
        put(&site, days).await;
        let visitor = site.sign_in(VAALS).await;
        let page = visitor.get("/calendar?month=2026-12").await;
        let on = async |id: &str| {
            let cells = format!("td:has(a[href='/exercises/{id}']) .day");
            page.attributes(&cells, "datetime")
        };
        // Midnight ends the first of December; whole days last to the end of the last.
        assert_eq!(on(PUT.id).await, ["2026-11-30", "2026-12-01"]);
        assert_eq!(on(id).await, ["2026-12-30", "2026-12-31", "2027-01-01"]);
    }
);

on_both!(
    a_list_shows_twelve_months_and_keeps_the_filter,
    async |site: Site| {
        put(&site, PUT).await;
        let visitor = site.sign_in(COORDINATOR).await;
        let page = visitor
            .get("/calendar?view=list&month=2026-11&kind=table-top")
            .await;
        assert_eq!(page.texts(".month-bar h2"), ["Nov 2026 – okt 2027"]);
        let rows = page.texts("table.register tbody tr");
        let links = page.attributes("table.register tbody tr td:first-child a", "href");
        assert!(!rows.is_empty() && rows.len() == links.len());
        assert!(links.contains(&format!("/exercises/{}", PUT.id)));
        assert!(rows.iter().all(|row| row.contains("Table-top")), "{rows:?}");
        assert!(
            rows.iter()
                .any(|row| row.contains("wo 9 dec 14:00 – 16:30")),
            "{rows:?}"
        );
        let next = page.attributes("a[rel=next]", "href");
        assert_eq!(next, ["/calendar?month=2027-11&view=list&kind=table-top"]);
        let file = page.attributes("a[href^='/calendar.ics']", "href");
        assert_eq!(file, ["/calendar.ics?kind=table-top"]);
        let chosen = page.attributes("#kind option[selected]", "value");
        assert_eq!(chosen, ["table-top"]);
        // Nothing in those days: the page says what to do.
        let none = visitor.get("/calendar?view=list&month=2150-01").await;
        assert_eq!(none.texts(".empty p").len(), 1);
    }
);

on_both!(
    everyone_sees_what_the_own_organisations_do,
    async |site: Site| {
        put(
            &site,
            Put {
                owner: "Meerssen",
                ..PUT
            },
        )
        .await;
        let link = format!("a[href='/exercises/{}']", PUT.id);
        let uid = format!("{}@paraat", PUT.id);
        for (who, sees) in [(COORDINATOR, true), (STAFF, true), (VAALS, false)] {
            let visitor = site.sign_in(who).await;
            let page = visitor.get("/calendar?month=2026-12").await;
            assert_eq!(page.texts(&link).len(), usize::from(sees), "{who}");
            let file = visitor.get("/calendar.ics").await;
            assert_eq!(uids(&file.body).contains(&uid.as_str()), sees, "{who}");
        }
        let meerssen = texts(
            &site,
            "SELECT id FROM organisations WHERE name = 'Meerssen'",
        )
        .await;
        let vaals = site.sign_in(VAALS).await;
        let file = vaals
            .get(&format!("/calendar.ics?organisation={}", meerssen[0]))
            .await;
        assert!(!uids(&file.body).contains(&uid.as_str()));
        // Whoever takes part sees it, wherever it is.
        run(
            &site,
            "INSERT INTO exercise_participants (exercise_id, person_id, part)
                SELECT '0193e000-0000-7000-8000-000000000001', person_id, 'observer' FROM users
                WHERE email = 'coordinator.vaals@demo.paraat'",
        )
        .await;
        assert!(uids(&vaals.get("/calendar.ics").await.body).contains(&uid.as_str()));
    }
);

on_both!(a_file_is_filtered_and_kept, async |site: Site| {
    let visitor = site.sign_in(COORDINATOR).await;
    let all = visitor.get("/calendar.ics").await;
    assert_is_calendar(&all);
    assert_eq!(
        all.header("content-disposition"),
        "attachment; filename=\"oefeningen.ics\""
    );
    assert_is_kept(&visitor, "/calendar.ics").await;
    let vaals = texts(&site, "SELECT id FROM organisations WHERE name = 'Vaals'")
        .await
        .concat();
    let path = format!("/calendar.ics?organisation={vaals}&kind=table-top");
    let some = visitor.get(&path).await;
    let expected = texts(
        &site,
        "SELECT e.id FROM exercises e WHERE e.kind = 'table-top' AND e.status <> 'cancelled'
        AND (e.owner_id = (SELECT id FROM organisations WHERE name = 'Vaals')
             OR e.id IN (SELECT exercise_id FROM exercise_organisations WHERE organisation_id
                         = (SELECT id FROM organisations WHERE name = 'Vaals')))",
    )
    .await;
    for id in &expected {
        assert!(some.body.contains(&format!("UID:{id}@paraat\r\n")));
    }
    assert!(uids(&some.body).len() < uids(&all.body).len());
    let starts: Vec<_> = all
        .body
        .split("\r\n")
        .filter_map(|l| l.strip_prefix("DTSTART;"))
        .collect();
    let days: Vec<_> = starts
        .iter()
        .filter_map(|s| s.split_once(':').map(|(_, at)| &at[..8]))
        .collect();
    assert!(days.is_sorted() && !days.is_empty());
    assert_eq!(site.anonymous().get("/calendar.ics").await.status, 303);
});

on_both!(a_change_makes_other_bytes, async |site: Site| {
    put(&site, PUT).await;
    let visitor = site.sign_in(VAALS).await;
    let before = visitor.get("/calendar.ics").await;
    assert!(before.body.contains("SEQUENCE:4\r\n"));
    run(&site, "UPDATE exercises SET starts_at = '2026-12-09 13:00:00', sequence = 5, updated_at = '2026-11-23 08:00:00+00:00'
                WHERE id = '0193e000-0000-7000-8000-000000000001'").await;
    let headers = [("if-none-match", before.header("etag"))];
    let after = visitor.get_with("/calendar.ics", &headers).await;
    assert_eq!(after.status, 200);
    assert!(
        after
            .body
            .contains("SEQUENCE:5\r\nDTSTART;TZID=Europe/Amsterdam:20261209T130000\r\n")
    );
    assert_eq!(
        after.header("last-modified"),
        "Mon, 23 Nov 2026 08:00:00 GMT"
    );
});

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
    run(&site, "DELETE FROM grants WHERE user_id = (SELECT id FROM users WHERE email = 'coordinator.vaals@demo.paraat')").await;
    let after = calendar
        .get_with(&path, &[("if-none-match", before.header("etag"))])
        .await;
    assert_eq!(after.status, 200);
    assert!(!uids(&after.body).contains(&uid.as_str()));
    run(
        &site,
        "UPDATE users SET active = FALSE WHERE email = 'coordinator.vaals@demo.paraat'",
    )
    .await;
    assert_eq!(calendar.get(&path).await.status, 404);
});

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
        assert!(
            uids(&mine.body)
                .iter()
                .all(|uid| uids(&all.body).contains(uid))
        );
        // A role that this person holds in Meerssen practises.
        run(&site, "INSERT INTO exercise_roles (exercise_id, role_id)
                SELECT DISTINCT '0193e000-0000-7000-8000-000000000001', ra.role_id FROM role_assignments ra
                JOIN users u ON u.person_id = ra.person_id JOIN organisations o ON o.id = ra.organisation_id
                WHERE u.email = 'medewerker.meerssen@demo.paraat' AND o.name = 'Meerssen' AND ra.ends_on IS NULL").await;
        assert!(uids(&calendar.get(&path).await.body).contains(&uid.as_str()));
        // Not when it is held elsewhere.
        run(
            &site,
            "UPDATE exercises SET owner_id = (SELECT id FROM organisations WHERE name = 'Vaals')
                WHERE id = '0193e000-0000-7000-8000-000000000001'",
        )
        .await;
        assert!(!uids(&calendar.get(&path).await.body).contains(&uid.as_str()));
    }
);

on_both!(
    a_cancelled_exercise_stays_ninety_days,
    async |site: Site| {
        let now = site.clock().now();
        put(
            &site,
            Put {
                status: "cancelled",
                cancelled_at: Some(now),
                ..PUT
            },
        )
        .await;
        let visitor = site.sign_in(VAALS).await;
        let path = make_feed(&visitor, "Vaals", "scope").await;
        let calendar = site.anonymous();
        let fetch = async |days: i64| {
            site.clock().set(now + TimeDelta::days(days));
            calendar.get(&path).await
        };
        for days in [0, 89, 90] {
            let body = fetch(days).await.body;
            assert!(
                body.contains(
                    "STATUS:CANCELLED\r\nSUMMARY:OEFENING: [GEANNULEERD] Proefoefening\r\n"
                ),
                "{days}"
            );
        }
        let kept = fetch(90).await;
        let gone = fetch(91).await;
        assert!(!gone.body.contains(PUT.id));
        // Those who ask by date hear of it too.
        let since = [("if-modified-since", kept.header("last-modified"))];
        assert_eq!(calendar.get_with(&path, &since).await.status, 200);
        assert_is_kept(&calendar, &path).await;
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

on_both!(nobody_is_named_in_a_calendar, async |site: Site| {
    let visitor = site.sign_in(COORDINATOR).await;
    let body = visitor.get("/calendar.ics").await.body.replace("\r\n ", "");
    let people = texts(
        &site,
        "SELECT name FROM people UNION ALL SELECT email FROM people
        UNION ALL SELECT private_phone FROM people WHERE private_phone <> ''
        UNION ALL SELECT work_phone FROM people WHERE work_phone <> ''",
    )
    .await;
    assert!(people.len() > 100);
    for text in people {
        assert!(!body.contains(&text), "{text}");
    }
});

on_both!(an_exercise_has_a_file, async |site: Site| {
    put(
        &site,
        Put {
            title: "Hoog water: Geul & Gulp",
            ..PUT
        },
    )
    .await;
    let path = format!("/exercises/{}.ics", PUT.id);
    let vaals = site.sign_in(VAALS).await;
    let file = vaals.get(&path).await;
    assert_is_calendar(&file);
    assert_eq!(uids(&file.body), [format!("{}@paraat", PUT.id)]);
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"oefening-hoog-water-geul-gulp.ics\""
    );
    assert_is_kept(&vaals, &path).await;
    assert_eq!(site.sign_in(STAFF).await.get(&path).await.status, 404);
    assert_eq!(vaals.get("/exercises/nothing.ics").await.status, 404);
    assert_eq!(site.anonymous().get(&path).await.status, 303);
});

on_both!(
    two_foreign_readers_read_what_was_meant,
    async |site: Site| {
        let title = "Stroom, gas; en \\ water\nën 🌊: \"één\" lange titel die zeker over meer dan één regel gaat 🌊🌊🌊🌊";
        put(
            &site,
            Put {
                title,
                place: "Raadzaal, Vaals; 1e étage",
                ..PUT
            },
        )
        .await;
        // From before until after the night on which the clocks go forward, and then back.
        let spring = Put {
            id: "0193e000-0000-7000-8000-000000000002",
            from: "2027-03-28 01:00",
            to: "2027-03-28 04:00",
            ..PUT
        };
        let autumn = Put {
            id: "0193e000-0000-7000-8000-000000000003",
            from: "2027-10-31 01:00",
            to: "2027-10-31 04:00",
            ..PUT
        };
        let days = Put {
            id: "0193e000-0000-7000-8000-000000000004",
            from: "2026-12-30 00:00",
            to: "2026-12-31 23:59",
            all_day: true,
            status: "draft",
            ..PUT
        };
        for exercise in [spring, autumn, days] {
            put(&site, exercise).await;
        }
        let visitor = site.sign_in(COORDINATOR).await;
        let path = make_feed(&visitor, "Werk, en; \\ thuis 🌊", "scope").await;
        let all = visitor.get("/calendar.ics").await.body;
        let feed = site.anonymous().get(&path).await.body;
        let one = visitor
            .get(&format!("/exercises/{}.ics", PUT.id))
            .await
            .body;
        let Some(read) = ics::read(&[&all, &feed, &one]) else {
            return;
        };
        // Neither knows that NAME is a text (RFC 7986): both leave it as it stands in the file.
        assert_eq!(read[1]["name"], "Paraat: Werk\\, en\\; \\\\ thuis 🌊");
        assert_eq!(read[0]["method"], "PUBLISH");
        assert_eq!(read[0]["events"], read[1]["events"]);
        let events = read[0]["events"].as_array().expect("events");
        assert_eq!(events.len(), uids(&all).len());
        let event = |id: &str| {
            let uid = format!("{id}@paraat");
            events
                .iter()
                .find(|event| event["uid"] == uid.as_str())
                .expect("the event")
        };
        let first = event(PUT.id);
        assert_eq!(
            read[2]["events"].as_array().map(Vec::as_slice),
            Some(std::slice::from_ref(first))
        );
        assert_eq!(first["summary"], format!("OEFENING: {title}"));
        assert_eq!(first["location"], "Raadzaal, Vaals; 1e étage");
        assert_eq!(
            first["url"],
            format!("http://127.0.0.1:3000/exercises/{}", PUT.id)
        );
        assert_eq!(first["categories"], serde_json::json!(["Table-top"]));
        assert_eq!(
            (&first["start"], &first["end"]),
            (
                &"2026-12-09T13:00:00Z".into(),
                &"2026-12-09T15:30:00Z".into()
            )
        );
        assert_eq!(
            (&first["stamp"], &first["modified"]),
            (
                &"2026-11-20T08:00:00Z".into(),
                &"2026-11-20T08:00:00Z".into()
            )
        );
        assert_eq!(
            (&first["status"], &first["sequence"]),
            (&"CONFIRMED".into(), &4.into())
        );
        let spring = event(spring.id);
        assert_eq!(
            (&spring["start"], &spring["end"]),
            (
                &"2027-03-28T00:00:00Z".into(),
                &"2027-03-28T02:00:00Z".into()
            )
        );
        let autumn = event(autumn.id);
        assert_eq!(
            (&autumn["start"], &autumn["end"]),
            (
                &"2027-10-30T23:00:00Z".into(),
                &"2027-10-31T03:00:00Z".into()
            )
        );
        let days = event(days.id);
        assert_eq!(
            (&days["start"], &days["end"]),
            (&"2026-12-30".into(), &"2027-01-01".into())
        );
        assert_eq!(days["status"], "TENTATIVE");
    }
);
