//! The year of all plans.

use server::on_db;
use std::collections::HashMap;
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";

/// The plans of one page belong to one municipality each, so that they can be told apart.
const AIRPORT: &str = "Rampbestrijdingsplan Maastricht Aachen Airport 2023";

async fn organisation(site: &Site, name: &str) -> String {
    let (id,): (String,) = on_db!(site.db(), |c| sqlx::query_as(
        "SELECT id FROM organisations WHERE name = $1"
    )
    .bind(name)
    .fetch_one(c)
    .await)
    .expect("an organisation");
    id
}

async fn year(visitor: &Visitor, query: &str) -> Answer {
    let answer = visitor.get(&format!("/plans/planning{query}")).await;
    assert_eq!(answer.status, 200, "{query}");
    answer
}

/// The rows of the list about one plan: day, what, and how it stands.
fn days_of(answer: &Answer, title: &str) -> Vec<(String, String, String)> {
    let rows = answer.texts("table.register tbody tr td:first-child a");
    let days = answer.attributes("table.register tbody time", "datetime");
    let marks = answer.attributes("table.register tbody td[data-mark]", "data-mark");
    let states = answer.attributes("table.register tbody .chip", "data-status");
    assert!(rows.len() == days.len() && days.len() == marks.len() && marks.len() == states.len());
    assert!(days.is_sorted(), "{days:?}");
    let all = rows.into_iter().zip(days).zip(marks).zip(states);
    all.filter(|(((row, _), _), _)| row == title)
        .map(|(((_, day), mark), state)| (day, mark, state))
        .collect()
}

/// A row of the list, as [`days_of`] gives it.
fn day(on: &str, mark: &str, state: &str) -> (String, String, String) {
    (on.to_owned(), mark.to_owned(), state.to_owned())
}

on_both!(
    the_airport_plan_has_its_milestones_in_the_picture_and_in_the_list,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        let page = year(&visitor, "?year=2026").await;
        assert_eq!(page.texts("h1"), ["Jaarplanning"]);
        let expected = [
            day("2026-03-01", "start", "late"),
            day("2026-06-01", "draft", "late"),
            day("2026-08-01", "inspection", "late"),
            day("2026-10-01", "board", "late"),
            day("2026-12-01", "due", "ahead"),
        ];
        assert_eq!(days_of(&page, AIRPORT), expected);
        let drawings = page.attributes("table.year svg[role=img]", "aria-label");
        let plans = page.texts("table.year tbody a");
        assert_eq!(drawings.len(), plans.len());
        let (_, words) = plans
            .iter()
            .zip(&drawings)
            .find(|(plan, _)| *plan == AIRPORT)
            .expect("the airport plan");
        assert_eq!(
            words,
            "Herziening starten 1 mrt 2026: te laat; Concept gereed 1 jun 2026: te laat; \
             Inzage begint 1 aug 2026: te laat; Naar het bestuur 1 okt 2026: te laat; \
             Beoordelen uiterlijk 1 dec 2026: komt nog"
        );
        // Every plan of the picture is in the list and the other way round.
        let mut listed = page.texts("table.register tbody td:first-child a");
        listed.sort();
        listed.dedup();
        let mut drawn = plans;
        drawn.sort();
        assert_eq!(listed, drawn);
        // No place is written in a style.
        assert!(!page.body.contains("style="));
    }
);

on_both!(
    what_was_reached_and_an_extension_show,
    async |site: Site| {
        site.run(
            "INSERT INTO plan_milestones (id, plan_id, milestone, done_on)
             SELECT 'm1', id, 'inspection', '2026-08-20' FROM plans WHERE title LIKE '%Airport%'",
        )
        .await;
        site.run(
            "INSERT INTO plan_milestones (id, plan_id, milestone, done_on)
             SELECT 'm0', id, 'board', '2022-10-02' FROM plans WHERE title LIKE '%Airport%'",
        )
        .await;
        site.run("UPDATE plans SET extended_until = '2027-03-01' WHERE title LIKE '%Airport%'")
            .await;
        let visitor = site.sign_in(COORDINATOR).await;
        let page = year(&visitor, "").await;
        let expected = [
            day("2026-03-01", "start", "reached"),
            day("2026-06-01", "draft", "reached"),
            day("2026-08-01", "inspection", "reached"),
            day("2026-10-01", "board", "late"),
            day("2026-12-01", "due", "ahead"),
        ];
        assert_eq!(days_of(&page, AIRPORT), expected);
        assert!(page.body.contains("op 20 aug 2026"));
        let drawing = "table.year rect.extension";
        assert!(!page.texts(drawing).is_empty());
        // What is late from the year before stands in the next one, too.
        let next = year(&visitor, "?year=2027").await;
        let expected = [
            day("2026-10-01", "board", "late"),
            day("2027-03-01", "extended", "ahead"),
        ];
        assert_eq!(days_of(&next, AIRPORT), expected);
    }
);

on_both!(
    what_is_too_late_stays_work_of_this_year,
    async |site: Site| {
        site.run("UPDATE plans SET counted_on = '2020-12-01', due_on = '2024-12-01', warn_from = '2024-03-01',
                    extended_until = NULL WHERE title LIKE '%Airport%'",
        )
        .await;
        let visitor = site.sign_in(COORDINATOR).await;
        for (query, days) in [
            ("", 5),
            ("?year=2024", 5),
            ("?year=2025", 0),
            ("?year=2027", 0),
        ] {
            let page = year(&visitor, query).await;
            assert_eq!(days_of(&page, AIRPORT).len(), days, "{query}");
        }
        let page = year(&visitor, "").await;
        assert_eq!(page.texts("table.year path.earlier").len(), 1);
    }
);

on_both!(
    a_year_that_is_none_is_this_one_and_the_way_leads_on,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        for bad in ["", "abc", "1899", "2201", "99999", "-1", "2026.5", "+2026"] {
            let page = year(&visitor, &format!("?year={bad}&organisation=none")).await;
            assert_eq!(page.attributes("#year", "value"), ["2026"], "{bad}");
        }
        let vaals = organisation(&site, "Vaals").await;
        let page = year(&visitor, &format!("?year=2027&organisation={vaals}")).await;
        let to = |year| format!("/plans/planning?year={year}&organisation={vaals}");
        assert_eq!(page.attributes("a[rel=prev]", "href"), [to(2026)]);
        assert_eq!(page.attributes("a[rel=next]", "href"), [to(2028)]);
        let chosen = page.attributes("#organisation option[selected]", "value");
        assert_eq!(chosen, [vaals]);
        let none = year(&visitor, "?year=1950").await;
        assert_eq!(none.texts(".empty p").len(), 1);
        assert!(none.texts("table").is_empty());
        let last = year(&visitor, "?year=2200").await;
        assert!(last.attributes("a[rel=next]", "href").is_empty());
        assert_eq!(
            visitor
                .get("/plans")
                .await
                .attributes("a[href='/plans/planning']", "href")
                .len(),
            1
        );
    }
);

on_both!(
    everyone_sees_the_plans_of_the_own_organisations,
    async |site: Site| {
        let plans = async |who| {
            let visitor = site.sign_in(who).await;
            let page = year(&visitor, "").await;
            (
                page.texts("table.year .group"),
                page.texts("table.year tbody a"),
            )
        };
        let (groups, all) = plans(COORDINATOR).await;
        assert!(groups.contains(&"Vaals".to_owned()) && groups.contains(&"Meerssen".to_owned()));
        let (groups, vaals) = plans(VAALS).await;
        assert!(groups.contains(&"Vaals".to_owned()) && !groups.contains(&"Meerssen".to_owned()));
        assert!(!vaals.is_empty() && vaals.iter().all(|plan| all.contains(plan)));
        assert!(vaals.len() < all.len());
        // A regional plan applies to Meerssen; the plans of Vaals don't.
        let (groups, _) = plans(STAFF).await;
        assert!(
            groups.iter().any(|name| name.contains("VRZL"))
                && !groups.contains(&"Vaals".to_owned())
        );
        // The filter narrows, and widens nothing.
        let meerssen = organisation(&site, "Meerssen").await;
        let visitor = site.sign_in(VAALS).await;
        let page = year(&visitor, &format!("?organisation={meerssen}")).await;
        assert!(
            !page
                .texts("table.year .group")
                .contains(&"Meerssen".to_owned())
        );
        // Withdrawn plans are nobody's work; those without a date are counted and linked.
        site.run("UPDATE plans SET stage = 'withdrawn' WHERE due_on IS NOT NULL")
            .await;
        let visitor = site.sign_in(COORDINATOR).await;
        let page = year(&visitor, "").await;
        assert!(page.texts("table").is_empty());
        let way = page.attributes(".result-count a", "href");
        assert_eq!(way, ["/plans?status=never-reviewed"]);
        let register = visitor.get(&way[0]).await;
        let undated = register.texts("table.register tbody tr").len();
        let words = page.texts(".result-count a").concat();
        assert!(words.starts_with(&undated.to_string()), "{words}");
        assert_eq!(site.anonymous().get("/plans/planning").await.status, 303);
    }
);

on_both!(
    within_an_organisation_what_is_to_be_done_first_is_on_top,
    async |site: Site| {
        let rows: Vec<(String, String)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT title, CAST(CASE WHEN stage = 'in-revision' THEN COALESCE(next_milestone_on, due_on) ELSE warn_from END AS TEXT)
             FROM plans WHERE warn_from IS NOT NULL
             UNION ALL SELECT p.title || ' (' || o.name || ')', CAST(x.due_on AS TEXT) FROM plan_annexes x
             JOIN plans p ON p.id = x.plan_id JOIN organisations o ON o.id = x.organisation_id
             WHERE x.due_on IS NOT NULL"
        )
        .fetch_all(c)
        .await)
        .expect("rows");
        let first: HashMap<_, _> = rows.into_iter().collect();
        let visitor = site.sign_in(COORDINATOR).await;
        let mut longest = 0;
        for query in ["", "?year=2027"] {
            let page = year(&visitor, query).await;
            let groups = page.texts("table.year .group").len();
            assert!(groups > 2);
            for group in 1..=groups {
                let titles = page.texts(&format!("table.year tbody:nth-of-type({group}) a"));
                let days: Vec<_> = titles.iter().map(|title| &first[title]).collect();
                assert!(days.is_sorted(), "{titles:?} {days:?}");
                longest = longest.max(days.len());
            }
        }
        assert!(longest > 2, "{longest} plans");
    }
);

on_both!(a_long_year_comes_in_pages, async |site: Site| {
    // Numbers from digits: 120 plans of one municipality.
    site.run("INSERT INTO plans (id, owner_id, title, kind, rule_id, stage, counted_on, due_on, warn_from)
         SELECT 'many-' || one.name || two.name || p.id, p.owner_id, 'Proefplan ' || one.name || two.name, p.kind,
                p.rule_id, 'in-force', p.counted_on, p.due_on, p.warn_from
         FROM plans p CROSS JOIN organisations one CROSS JOIN organisations two WHERE p.title LIKE '%Airport%'",
    )
    .await;
    let visitor = site.sign_in(COORDINATOR).await;
    let first = year(&visitor, "").await;
    assert_eq!(first.texts("table.year tbody a").len(), 50);
    let words = first.texts(".notice p").concat();
    assert!(words.starts_with("Hier staan 50 van de "), "{words}");
    let next = first.attributes(".pagination a[rel=next]", "href");
    assert_eq!(next, ["/plans/planning?year=2026&page=2"]);
    let second = visitor.get(&next[0]).await;
    assert_eq!(second.status, 200);
    let beyond = visitor.get("/plans/planning?year=2026&page=99").await;
    assert_eq!(
        (beyond.status, beyond.header("location")),
        (303, "/plans/planning?year=2026")
    );
});
