//! The days of plans: on the pages, in files and in feeds.

use super::*;
use tests::ics;

/// The plan of which the coordinator of the region is the steward.
const AIRPORT: &str = "%Airport%";

/// Leaves one plan to the steward; nothing of it was reached or extended.
async fn one_plan(site: &Site) -> String {
    site.run("UPDATE plans SET steward_id = NULL WHERE title NOT LIKE '%Airport%'")
        .await;
    let (id,): (String,) = on_db!(site.db(), |c| sqlx::query_as(
        "SELECT id FROM plans WHERE title LIKE $1"
    )
    .bind(AIRPORT)
    .fetch_one(c)
    .await)
    .expect("the airport plan");
    id
}

/// The event of a UID, its lines unfolded.
fn event(calendar: &str, uid: &str) -> Option<Vec<String>> {
    let whole = calendar.replace("\r\n ", "");
    let uid = format!("UID:{uid}@paraat");
    let found = whole
        .split("BEGIN:VEVENT\r\n")
        .find(|event| event.starts_with(&uid))?;
    Some(found.split_terminator("\r\n").map(str::to_owned).collect())
}

fn value<'a>(event: &'a [String], name: &str) -> &'a str {
    let found = event.iter().find_map(|line| line.strip_prefix(name));
    found.unwrap_or_default()
}

on_both!(
    the_steward_has_the_days_of_the_plan_in_every_calendar,
    async |site: Site| {
        let plan = one_plan(&site).await;
        let visitor = site.sign_in(COORDINATOR).await;
        let mine = make_feed(&visitor, "Van mij", "mine").await;
        let all = make_feed(&visitor, "Alles", "scope").await;
        for path in [mine.as_str(), all.as_str(), "/calendar.ics"] {
            assert_is_kept(&visitor, path).await;
            let body = visitor.get(path).await.body;
            let days: Vec<_> = ["start", "draft", "inspection", "board", "due"]
                .iter()
                .map(|mark| event(&body, &format!("milestone-{plan}-{mark}-2022-12-01")))
                .map(|event| value(&event.expect(path), "DTSTART;VALUE=DATE:").to_owned())
                .collect();
            assert_eq!(
                days,
                ["20260301", "20260601", "20260801", "20261001", "20261201"]
            );
            assert_eq!(body.matches("milestone-").count(), 5, "{path}");
        }
        // Of a kind of exercise there are no plans; of another organisation there are others.
        let kind = visitor.get("/calendar.ics?kind=table-top").await.body;
        assert!(!kind.contains("milestone-"));
        for (name, found) in [("Meerssen", true), ("Vaals", false)] {
            let id: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(
                "SELECT id FROM organisations WHERE name = $1"
            )
            .bind(name)
            .fetch_all(c)
            .await)
            .expect("an organisation");
            let path = format!("/calendar.ics?organisation={}", id[0].0);
            let body = visitor.get(&path).await.body;
            assert_eq!(body.contains("milestone-"), found, "{name}");
        }
        // Nobody else has them, whatever they may see.
        for who in [VAALS, STAFF, ADMIN] {
            let other = site.sign_in(who).await;
            let path = make_feed(&other, "Alles", "scope").await;
            assert!(!other.get(&path).await.body.contains("milestone-"), "{who}");
        }
        // A steward who may no longer see the plan has it no longer.
        site.run("DELETE FROM grants WHERE user_id = (SELECT id FROM users WHERE email = 'coordinator@demo.paraat')").await;
        assert!(!visitor.get(&mine).await.body.contains("milestone-"));
    }
);

on_both!(
    a_change_of_the_rule_moves_the_events_and_an_adoption_makes_new_ones,
    async |site: Site| {
        let plan = one_plan(&site).await;
        let visitor = site.sign_in(COORDINATOR).await;
        let path = make_feed(&visitor, "Van mij", "mine").await;
        let uid = format!("milestone-{plan}-due-2022-12-01");
        let fetch = async || site.anonymous().get(&path).await;
        let sequence =
            |event: &[String]| value(event, "SEQUENCE:").parse::<i64>().expect("a number");
        let before = fetch().await;
        let first = event(&before.body, &uid).expect("the due date");
        // The rule asks for a new plan after three years: the same events on other days.
        site.clock().set(site.clock().now() + TimeDelta::hours(1));
        let page = visitor.get(&format!("/plans/{plan}")).await;
        let rule = page.attributes("dl.facts a[href^='/plans/rules/']", "href");
        let edit = format!("{}/edit", rule[0]);
        let mut form = visitor.get(&edit).await.fields();
        for (_, value) in form
            .iter_mut()
            .filter(|(name, _)| name == "interval_months")
        {
            "36".clone_into(value);
        }
        let send = async |form: &[(String, String)]| {
            let form: Vec<_> = form
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            visitor.post(&edit, &form).await
        };
        let preview = send(&form).await;
        assert_eq!(preview.status, 200);
        assert_eq!(send(&preview.fields()).await.status, 303);
        let tag = [("if-none-match", before.header("etag"))];
        assert_eq!(site.anonymous().get_with(&path, &tag).await.status, 200);
        let moved = event(&fetch().await.body, &uid).expect("the same event");
        assert_eq!(value(&moved, "DTSTART;VALUE=DATE:"), "20251201");
        assert!(sequence(&moved) > sequence(&first));
        assert!(value(&moved, "LAST-MODIFIED:") > value(&first, "LAST-MODIFIED:"));
        assert_eq!(value(&moved, "DTSTAMP:"), value(&moved, "LAST-MODIFIED:"));
        // Adopted anew, through the program: the events of the old term go, those of the new come.
        site.clock().set(site.clock().now() + TimeDelta::hours(3));
        let answer = visitor
            .post(
                &format!("/plans/{plan}/versions"),
                &[
                    ("label", "2026"),
                    ("adopted_on", "2026-11-20"),
                    ("adopted_by", "Het bestuur"),
                    ("in_force_on", ""),
                    ("note", ""),
                ],
            )
            .await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let anew = fetch().await;
        assert!(event(&anew.body, &uid).is_none());
        let uid = format!("milestone-{plan}-due-2026-11-20");
        let anew_due = event(&anew.body, &uid).expect("the new due date");
        assert_eq!(value(&anew_due, "DTSTART;VALUE=DATE:"), "20291120");
        assert!(sequence(&anew_due) > sequence(&moved));
        assert_eq!(value(&anew_due, "LAST-MODIFIED:"), "20261123T123000Z");
        assert_eq!(
            anew.header("last-modified"),
            "Mon, 23 Nov 2026 12:30:00 GMT"
        );
        // Withdrawn: nothing is to be done any more, and those who ask by date hear of it.
        site.clock().set(site.clock().now() + TimeDelta::hours(1));
        site.run("UPDATE plans SET stage = 'withdrawn' WHERE title LIKE '%Airport%'")
            .await;
        assert!(!fetch().await.body.contains("milestone-"));
    }
);

on_both!(
    what_was_reached_stays_in_the_feed_and_says_so,
    async |site: Site| {
        let plan = one_plan(&site).await;
        site.run(
            "INSERT INTO plan_milestones (id, plan_id, milestone, done_on)
             SELECT 'm1', id, 'draft', '2026-06-20' FROM plans WHERE title LIKE '%Airport%'",
        )
        .await;
        let visitor = site.sign_in(COORDINATOR).await;
        let path = make_feed(&visitor, "Van mij", "mine").await;
        let body = site.anonymous().get(&path).await.body;
        let of =
            |mark| event(&body, &format!("milestone-{plan}-{mark}-2022-12-01")).expect("an event");
        assert!(value(&of("draft"), "SUMMARY:").starts_with("MIJLPAAL GEHAALD: Concept gereed"));
        assert!(value(&of("draft"), "DESCRIPTION:").starts_with("Gehaald op 20 juni 2026."));
        assert!(value(&of("inspection"), "SUMMARY:").starts_with("MIJLPAAL: Inzage begint"));
        // Nothing in it knows what day it is.
        site.clock().set(site.clock().now() + TimeDelta::days(40));
        assert_eq!(
            site.anonymous()
                .get(&path)
                .await
                .body
                .matches("UID:milestone-")
                .count(),
            5
        );
    }
);

on_both!(
    two_foreign_readers_read_the_days_of_plans,
    async |site: Site| {
        let plan = one_plan(&site).await;
        site.run("UPDATE plans SET title = 'RBP; MAA, \\ Airport 🌊 é', extended_until = '2026-12-31' WHERE title LIKE '%Airport%'",
        )
        .await;
        let visitor = site.sign_in(COORDINATOR).await;
        let path = make_feed(&visitor, "Werk", "mine").await;
        let feed = site.anonymous().get(&path).await.body;
        let Some(read) = ics::read(&[&feed]) else {
            return;
        };
        let events = read[0]["events"].as_array().expect("events");
        let of = |mark: &str| {
            let uid = format!("milestone-{plan}-{mark}-2022-12-01@paraat");
            events
                .iter()
                .find(|event| event["uid"] == uid.as_str())
                .expect("the event")
        };
        let until = of("extended");
        assert_eq!(
            until["summary"],
            "MIJLPAAL: Verlenging loopt af – RBP; MAA, \\ Airport 🌊 é"
        );
        assert_eq!(
            (&until["start"], &until["end"], &until["status"]),
            (
                &"2026-12-31".into(),
                &"2027-01-01".into(),
                &"CONFIRMED".into()
            )
        );
        assert_eq!(until["categories"], serde_json::json!(["Mijlpaal"]));
        assert_eq!(until["url"], format!("http://127.0.0.1:3000/plans/{plan}"));
        assert_eq!(of("start")["start"], "2026-03-01");
    }
);

on_both!(
    the_calendar_shows_ones_own_days_and_to_coordinators_all,
    async |site: Site| {
        let plan = one_plan(&site).await;
        let visitor = site.sign_in(COORDINATOR).await;
        let own = format!("a.plan-day[href='/plans/{plan}']");
        let page = visitor.get("/calendar?month=2026-12").await;
        let words = page.texts(&format!("td:has(time[datetime='2026-12-01']) {own}"));
        assert_eq!(
            words,
            ["Beoordelen uiterlijk Rampbestrijdingsplan Maastricht Aachen Airport 2023"]
        );
        assert_eq!(page.texts("a.plan-day").len(), 1);
        let october = visitor.get("/calendar?month=2026-10").await;
        assert!(october.texts(&own).concat().ends_with("te laat"));
        let all = visitor.get("/calendar?month=2026-12&plans=all").await;
        assert!(all.texts("a.plan-day").len() > 1);
        assert_eq!(
            all.attributes("input[name=plans][checked]", "value"),
            ["all"]
        );
        let back = all.attributes("a[rel=prev]", "href");
        assert_eq!(back, ["/calendar?month=2026-11&plans=all"]);
        // The file to download holds the days of the same plans.
        let files = [&page, &all].map(|page| page.attributes("a[href^='/calendar.ics']", "href"));
        assert_eq!(files.concat(), ["/calendar.ics", "/calendar.ics?plans=all"]);
        let days = async |who: &Visitor, file: &str| {
            let file = who.get(file).await.body;
            file.matches("UID:milestone-").count()
        };
        assert_eq!(days(&visitor, &files[0][0]).await, 5);
        assert!(days(&visitor, &files[1][0]).await > 5);
        let kind = visitor
            .get("/calendar?month=2026-12&plans=all&kind=table-top")
            .await;
        assert!(kind.texts("a.plan-day").is_empty());
        let list = visitor.get("/calendar?view=list&month=2026-12").await;
        let row = list.texts(&format!("tr:has(a[href='/plans/{plan}'])"));
        assert_eq!(row.len(), 1);
        assert!(row[0].contains("Mijlpaal: Beoordelen uiterlijk") && row[0].contains("di 1 dec"));
        assert!(list.texts(".month-list h3")[0].ends_with("1 mijlpaal"));
        // A coordinator has those of the own municipality and of what applies to it; staff have no choice.
        let vaals = site.sign_in(VAALS).await;
        let year = "/calendar?view=list&month=2026-01";
        assert!(vaals.get(year).await.texts("small.plan-day").is_empty());
        let all = vaals.get(&format!("{year}&plans=all")).await;
        let owners = all.texts("tr:has(small.plan-day) td:nth-child(3)");
        assert!(owners.contains(&"Vaals".to_owned()) && !owners.contains(&"Meerssen".to_owned()));
        let staff = site.sign_in(STAFF).await;
        let page = staff.get(&format!("{year}&plans=all")).await;
        assert!(page.texts("small.plan-day").is_empty());
        assert!(page.texts("input[name=plans]").is_empty());
        assert_eq!(days(&staff, &files[1][0]).await, 0);
    }
);

on_both!(
    who_reads_a_plan_leaves_its_days_as_they_were,
    async |site: Site| {
        let plan = one_plan(&site).await;
        site.run("DELETE FROM plan_readings").await;
        let coordinator = site.sign_in(COORDINATOR).await;
        let path = make_feed(&coordinator, "Van mij", "mine").await;
        let before = coordinator.get(&path).await;
        site.clock().set(site.clock().now() + TimeDelta::hours(3));
        let readers = format!("/plans/{plan}/readers");
        let page = coordinator.get(&readers).await;
        let roles = page.attributes("select[name=role] option", "value");
        let role = roles.last().expect("a role");
        let asked = coordinator.post(&readers, &[("role", role)]).await;
        let ends = coordinator.get(&readers).await;
        let ends = ends.attributes(".reader-group form", "action");
        let ended = coordinator.post(&ends[0], &[]).await;
        let staff = site.sign_in(STAFF).await;
        let reading = format!("/plans/{plan}/reading");
        let page = staff.get("/me").await;
        let version = format!("form[action='{reading}'] input[name=version]");
        let version = page.attributes(&version, "value").concat();
        let read = staff.post(&reading, &[("version", &version)]).await;
        assert_eq!([asked.status, ended.status, read.status], [303; 3]);
        let recorded = "SELECT action FROM audit WHERE subject = 'plan' ORDER BY id";
        let recorded = texts(&site, recorded).await;
        assert!(
            recorded.ends_with(&["reader-add", "reader-end", "read"].map(str::to_owned)),
            "{recorded:?}"
        );
        let after = coordinator.get(&path).await;
        assert_eq!(before.body, after.body);
        assert_eq!(before.header("etag"), after.header("etag"));
    }
);

on_both!(
    calendars_do_not_depend_on_the_trail_nor_on_what_moves_no_day,
    async |site: Site| {
        let plan = one_plan(&site).await;
        let coordinator = site.sign_in(COORDINATOR).await;
        let path = make_feed(&coordinator, "Van mij", "mine").await;
        let before = coordinator.get(&path).await;
        // Another source of the rule is no other day.
        site.clock().set(site.clock().now() + TimeDelta::hours(1));
        let page = coordinator.get(&format!("/plans/{plan}")).await;
        let rule = page.attributes("dl.facts a[href^='/plans/rules/']", "href");
        let edit = format!("{}/edit", rule[0]);
        let mut form = coordinator.get(&edit).await.fields();
        for (_, value) in form.iter_mut().filter(|(name, _)| name == "source") {
            "Bvr, nagelezen".clone_into(value);
        }
        let form: Vec<_> = form
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(coordinator.post(&edit, &form).await.status, 303);
        assert_eq!(coordinator.get(&path).await.body, before.body);
        site.run("DELETE FROM audit").await;
        let after = coordinator.get(&path).await;
        assert_eq!(after.body, before.body);
        assert_eq!(after.header("etag"), before.header("etag"));
        assert_eq!(
            after.header("last-modified"),
            before.header("last-modified")
        );
    }
);

on_both!(
    an_annex_is_in_the_calendars_of_those_who_keep_it,
    async |site: Site| {
        let one = async |sql| texts(&site, sql).await.concat();
        let plan = one("SELECT id FROM plans WHERE title LIKE '%Hoogwater Limburg%'").await;
        let organisation = one("SELECT id FROM organisations WHERE name = 'Vaals'").await;
        let checked = "SELECT CAST(MAX(k.checked_on) AS TEXT) FROM plan_annex_checks k
                       JOIN plan_annexes x ON x.id = k.annex_id JOIN organisations o ON o.id = x.organisation_id
                       WHERE o.name = 'Vaals'";
        let uid = format!("annex-{plan}-{organisation}-");
        let first = format!("{uid}{}", one(checked).await);
        let vaals = site.sign_in(VAALS).await;
        let path = make_feed(&vaals, "Bijlagen", "scope").await;
        assert_is_kept(&vaals, &path).await;
        let fetch = async || site.anonymous().get(&path).await;
        let before = fetch().await;
        let found = event(&before.body, &first).expect("the annex");
        assert_eq!(
            value(&found, "SUMMARY:"),
            "MIJLPAAL: Bijlage controleren uiterlijk – Rampbestrijdingsplan Hoogwater Limburg 2023-2026 (Vaals)"
        );
        let page = format!("/plans/{plan}/annexes/{organisation}");
        assert_eq!(
            value(&found, "URL:"),
            format!("http://127.0.0.1:3000{page}")
        );
        let on: NaiveDate =
            NaiveDate::parse_from_str(value(&found, "DTSTART;VALUE=DATE:"), "%Y%m%d")
                .expect("a day");
        // The region sees it where it asks for all: Vaals keeps its own.
        let region = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        for (who, file, found) in [
            (&region, "/calendar.ics", false),
            (&region, "/calendar.ics?plans=all", true),
            (&staff, "/calendar.ics", false),
            (&vaals, "/calendar.ics?kind=table-top", false),
        ] {
            assert_eq!(
                who.get(file).await.body.replace("\r\n ", "").contains(&uid),
                found,
                "{file}"
            );
        }
        assert!(
            region
                .get("/calendar.ics")
                .await
                .body
                .contains("UID:annex-"),
            "what nobody else keeps"
        );
        let month = vaals
            .get(&format!("/calendar?month={}", on.format("%Y-%m")))
            .await;
        assert_eq!(month.texts(&format!("a.plan-day[href='{page}']")).len(), 1);
        // The year has it under the organisation.
        let year = on.format("/plans/planning?year=%Y").to_string();
        for (who, found) in [(&vaals, 1), (&region, 1), (&staff, 0)] {
            let rows = who
                .get(&year)
                .await
                .texts(&format!("tr:has(td[data-mark=check]) a[href='{page}']"));
            assert_eq!(rows.len(), found, "{rows:?}");
        }
        // A change of the annex raises the sequence; a check begins a new term, and undone the old one is back.
        site.clock().set(site.clock().now() + TimeDelta::hours(1));
        let edit = format!("{page}/edit");
        let mut form = vaals.get(&edit).await.fields();
        form.push(("contacts".to_owned(), "Piket: 043-5550711".to_owned()));
        let form: Vec<_> = form
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(vaals.post(&edit, &form).await.status, 303);
        let sequence =
            |event: &[String]| value(event, "SEQUENCE:").parse::<i64>().expect("a number");
        let changed = event(&fetch().await.body, &first).expect("the same event");
        assert!(sequence(&changed) > sequence(&found));
        assert_eq!(value(&changed, "LAST-MODIFIED:"), "20261123T093000Z");
        let check = [
            ("checked_on", "2026-11-20"),
            ("checked_by", "Bas Vliegen"),
            ("check_note", ""),
        ];
        assert_eq!(
            vaals.post(&format!("{page}/checks"), &check).await.status,
            303
        );
        let anew = fetch().await.body;
        assert!(event(&anew, &first).is_none());
        let second = event(&anew, &format!("{uid}2026-11-20")).expect("the new term");
        assert_eq!(value(&second, "DTSTART;VALUE=DATE:"), "20271120");
        let undo = vaals
            .get(&page)
            .await
            .attributes("form[action$='/revocation']", "action");
        site.clock().set(site.clock().now() + TimeDelta::hours(1));
        assert_eq!(vaals.post(&undo[0], &[]).await.status, 303);
        let back = event(&fetch().await.body, &first).expect("the old term");
        assert!(value(&back, "LAST-MODIFIED:") > value(&changed, "LAST-MODIFIED:"));
        // Of a plan that applies no more, or was withdrawn, there is nothing to check.
        site.run("UPDATE plans SET stage = 'withdrawn' WHERE title LIKE '%Hoogwater Limburg%'")
            .await;
        assert!(!fetch().await.body.contains("UID:annex-"));
        assert!(
            vaals
                .get(&year)
                .await
                .texts("td[data-mark=check]")
                .is_empty()
        );
    }
);

on_both!(
    what_is_due_first_is_in_the_file_however_many_plans_there_are,
    async |site: Site| {
        // Over a thousand plans of the region that are due later.
        site.run("INSERT INTO plans (id, owner_id, title, kind, rule_id, stage, counted_on, due_on, warn_from)
             SELECT 'many-' || one.name || two.name || three.name, p.owner_id, 'Proefplan', p.kind, p.rule_id, p.stage,
                    p.counted_on, '2030-01-01', '2029-01-01'
             FROM plans p CROSS JOIN organisations one CROSS JOIN organisations two CROSS JOIN organisations three
             WHERE p.title LIKE '%Airport%'",
        )
        .await;
        site.run(
            "INSERT INTO plan_organisations (plan_id, organisation_id)
                  SELECT p.id, o.id FROM plans p CROSS JOIN organisations o
                  WHERE p.id LIKE 'many-%' AND o.name = 'Meerssen'",
        )
        .await;
        let visitor = site.sign_in(COORDINATOR).await;
        let due = async || {
            let file = visitor.get("/calendar.ics?plans=all").await.body;
            file.replace("\r\n ", "")
                .contains("Beoordelen uiterlijk – Rampbestrijdingsplan Maastricht")
        };
        assert!(due().await);
        // Those that were withdrawn long ago don't push out what is to be done.
        site.run(
            "UPDATE plans SET stage = 'withdrawn', due_on = '2020-01-01' WHERE id LIKE 'many-%'",
        )
        .await;
        assert!(due().await);
    }
);
