//! The calendar as files.

use super::*;
use tests::ics;

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
    assert!(!expected.is_empty());
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
    site.run("UPDATE exercises SET starts_at = '2026-12-09 13:00:00', sequence = 5, updated_at = '2026-11-23 08:00:00+00:00'
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
