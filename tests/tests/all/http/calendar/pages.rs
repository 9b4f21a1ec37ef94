//! The pages of the calendar.

use super::*;

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
        site.run(
            "INSERT INTO exercise_participants (exercise_id, person_id, part)
                SELECT '0193e000-0000-7000-8000-000000000001', person_id, 'observer' FROM users
                WHERE email = 'coordinator.vaals@demo.paraat'",
        )
        .await;
        assert!(uids(&vaals.get("/calendar.ics").await.body).contains(&uid.as_str()));
    }
);
