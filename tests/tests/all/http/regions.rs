//! What a region keeps for itself: its rules and its crisis roles, out of reach of the others.

use server::on_db;
use sqlx::AssertSqlSafe;
use tests::{
    on_both,
    records::RULE,
    site::{Answer, Site, Visitor},
};

const SUB_PLAN: &str = "Gemeentelijk deelplan, om de twee jaar";

async fn texts(site: &Site, sql: &str) -> Vec<String> {
    let rows = on_db!(site.db(), |c| sqlx::query_scalar(AssertSqlSafe(
        sql.to_owned()
    ))
    .fetch_all(c)
    .await);
    rows.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// What is stored of the plans of a region: under which rule they are, and when they are due.
async fn plans(site: &Site, region: &str) -> Vec<String> {
    let sql = format!(
        "SELECT p.id || ' ' || p.rule_id || ' ' || COALESCE(CAST(p.due_on AS TEXT), '') || ' ' || p.sequence
         FROM plans p JOIN organisations o ON o.id = p.owner_id
         WHERE COALESCE(o.region_id, o.id) = '{region}' ORDER BY p.id"
    );
    texts(site, &sql).await
}

/// The two regions, in the order of their coordinators.
async fn regions(site: &Site) -> [String; 2] {
    let found = "SELECT g.organisation_id FROM users u JOIN grants g ON g.user_id = u.id
                 WHERE u.email LIKE 'coordinator.regio0_@demo.paraat' ORDER BY u.email";
    texts(site, found).await.try_into().expect("two regions")
}

/// The address of the rule with these words in the register of a reader.
async fn rule(visitor: &Visitor, words: &str) -> Option<String> {
    let page = visitor.get("/plans/rules").await;
    let links = "table.register tbody td a[href^='/plans/rules/']";
    let names = page.texts(links);
    let at = names.iter().position(|name| name.contains(words))?;
    Some(page.attributes(links, "href")[at].clone())
}

async fn post(visitor: &Visitor, address: &str, form: &[(String, String)]) -> Answer {
    let form: Vec<_> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    visitor.post(address, &form).await
}

fn with(form: Vec<(String, String)>, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let changed = |name: &str| changes.iter().any(|(one, _)| *one == name);
    let kept = form.into_iter().filter(|(name, _)| !changed(name));
    let changes = changes.iter();
    let changes = changes.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    kept.chain(changes).collect()
}

/// Changes a rule as one that sees the preview and goes on.
async fn change(visitor: &Visitor, address: &str, changes: &[(&str, &str)]) -> Answer {
    let edit = format!("{address}/edit");
    let form = with(visitor.get(&edit).await.fields(), changes);
    let answer = post(visitor, &edit, &form).await;
    if answer.status != 200 {
        return answer;
    }
    post(visitor, &edit, &answer.fields()).await
}

#[tokio::test]
async fn a_region_departs_from_a_common_rule_and_moves_its_own_plans_alone() {
    for site in Site::national(2).await {
        let [ours, theirs] = regions(&site).await;
        let us = site.sign_in("coordinator.regio01@demo.paraat").await;
        let them = site.sign_in("coordinator.regio02@demo.paraat").await;
        let common = rule(&us, SUB_PLAN).await.expect("the rule");
        let (before, before_theirs) = (plans(&site, &ours).await, plans(&site, &theirs).await);

        let edit = us.get(&format!("{common}/edit")).await;
        assert!(
            edit.texts(".notice")
                .concat()
                .contains("alleen voor uw eigen regio")
        );
        let longer = with(edit.fields(), &[("interval_months", "36")]);
        let preview = post(&us, &format!("{common}/edit"), &longer).await;
        assert_eq!(preview.status, 200);
        let counted = preview.texts(".result-count").concat();
        assert!(!counted.contains("buiten uw organisaties"), "{counted}");
        assert_eq!(plans(&site, &ours).await, before, "nothing is stored");
        let stored = post(&us, &format!("{common}/edit"), &preview.fields()).await;
        assert_eq!(stored.status, 303);
        assert_ne!(plans(&site, &ours).await, before);
        assert_eq!(plans(&site, &theirs).await, before_theirs);

        // We see our departure, wherever we look, and what is common beside it.
        let own = rule(&us, SUB_PLAN).await.expect("our rule");
        assert_ne!(own, common);
        for address in [&own, &common] {
            let page = us.get(address).await;
            let panel = page.texts("section[aria-labelledby=departure]").concat();
            assert!(panel.contains("Wijkt af van de algemene regel"), "{panel}");
            let rows = page.texts("section[aria-labelledby=departure] tbody tr");
            assert_eq!(rows.len(), 1, "{rows:?}");
            assert!(
                rows[0].contains("3 jaar") && rows[0].contains("2 jaar"),
                "{rows:?}"
            );
        }
        let register = us
            .get("/plans/rules")
            .await
            .texts("table.register td .chip");
        assert!(register.contains(&"Wijkt af".to_owned()), "{register:?}");
        let offered = us.get("/plans/new").await;
        let offered = offered.attributes("select[name=rule] option", "value");
        let id = |address: &str| address.replace("/plans/rules/", "");
        assert!(offered.contains(&id(&own)) && !offered.contains(&id(&common)));

        // For them nothing has changed, and there is nothing of ours.
        assert_eq!(rule(&them, SUB_PLAN).await.as_ref(), Some(&common));
        let page = them.get(&common).await;
        assert!(page.texts("section[aria-labelledby=departure]").is_empty());
        let theirs_now = them.get(&format!("{common}/edit")).await;
        assert_eq!(theirs_now.attributes("#interval_months", "value"), ["24"]);
        for who in ["coordinator.regio02", "coordinator.0002", "bestuur.regio02"] {
            let other = site.sign_in(&format!("{who}@demo.paraat")).await;
            assert_eq!(other.get(&own).await.status, 404, "{who}");
            for path in ["edit", "end", "duties/new"] {
                let answer = post(&other, &format!("{own}/{path}"), &longer).await;
                assert_eq!(answer.status, 404, "{who} {path}");
            }
        }
        // They depart for themselves, which is another departure.
        assert_eq!(
            change(&them, &common, &[("interval_months", "12")])
                .await
                .status,
            303
        );
        let third = rule(&them, SUB_PLAN).await.expect("their rule");
        assert!(third != own && third != common);
        let page = us.get(&own).await.texts("dl.facts").concat();
        assert!(page.contains("3 jaar"), "{page}");
        let ours_now = plans(&site, &ours).await;

        // The way back, after a preview; who still had the form open loses nothing.
        let open = us.get(&format!("{own}/edit")).await.fields();
        let page = us.get(&own).await;
        let end = page.attributes("section[aria-labelledby=departure] form", "action");
        let version = page.attributes("section[aria-labelledby=departure] input", "value");
        let preview = us.post(&end[0], &[("version", &version[0])]).await;
        assert_eq!(preview.status, 200);
        assert_eq!(plans(&site, &ours).await, ours_now, "nothing is stored");
        assert_eq!(post(&us, &end[0], &preview.fields()).await.status, 303);
        let without_sequence = |plans: Vec<String>| -> Vec<String> {
            let plan = |plan: String| plan.rsplit_once(' ').expect("a sequence").0.to_owned();
            plans.into_iter().map(plan).collect()
        };
        let back = without_sequence(plans(&site, &ours).await);
        assert_eq!(back, without_sequence(before));
        assert_eq!(rule(&us, SUB_PLAN).await.as_ref(), Some(&common));
        let page = us.get(&own).await.texts("main").concat();
        assert!(
            page.contains("Deze afwijking is beëindigd op 23 november 2026"),
            "{page}"
        );
        let late = post(&us, &format!("{own}/edit"), &open).await;
        assert_eq!(late.status, 409);
        // Their departure goes on, and we may depart anew.
        assert_eq!(rule(&them, SUB_PLAN).await, Some(third));
        assert_eq!(
            change(&us, &common, &[("source", "Ons besluit")])
                .await
                .status,
            303
        );
        let again = rule(&us, SUB_PLAN).await.expect("our rule");
        assert!(again != own && again != common);
    }
}

#[tokio::test]
async fn a_rule_of_a_region_is_for_that_region_alone() {
    for site in Site::national(2).await {
        let us = site.sign_in("coordinator.regio01@demo.paraat").await;
        let them = site.sign_in("coordinator.regio02@demo.paraat").await;
        let made = us.post("/plans/rules/new", &RULE).await;
        assert_eq!(made.status, 303);
        let own = made
            .header("location")
            .split('?')
            .next()
            .expect("a path")
            .to_owned();
        assert_eq!(us.post("/plans/rules/new", &RULE).await.status, 422);
        let member = site.sign_in("medewerker.0001@demo.paraat").await;
        assert_eq!(member.get(&own).await.status, 200);
        assert!(rule(&member, "Proefregel").await.is_some());

        assert_eq!(them.get(&own).await.status, 404);
        assert!(rule(&them, "Proefregel").await.is_none());
        // Nor can they choose it, by hand either.
        let id = own.replace("/plans/rules/", "");
        let plan = them.plan("Deelplan").await;
        let form = them.get(&format!("{plan}/edit")).await.fields();
        let form = with(form, &[("rule", &id)]);
        let refused = post(&them, &format!("{plan}/edit"), &form).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.attributes(".error-summary a", "href"), ["#rule"]);
        // A name is taken in its own region alone, and a common one in each.
        assert_eq!(them.post("/plans/rules/new", &RULE).await.status, 303);
        let common = with(
            RULE.map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            &[("name", SUB_PLAN)],
        );
        assert_eq!(post(&them, "/plans/rules/new", &common).await.status, 422);
    }
}

/// Somebody who coordinates both regions.
async fn of_both(site: &Site) -> Visitor {
    site.run(
        "INSERT INTO grants (user_id, organisation_id, level)
         SELECT u.id, o.id, 'coordinator' FROM users u CROSS JOIN organisations o
         WHERE u.email = 'landelijk@demo.paraat' AND o.kind = 'region'",
    )
    .await;
    site.sign_in("landelijk@demo.paraat").await
}

#[tokio::test]
async fn who_coordinates_several_regions_names_the_one() {
    for site in Site::national(2).await {
        let [ours, theirs] = regions(&site).await;
        let both = of_both(&site).await;
        let common = rule(&both, SUB_PLAN).await.expect("the rule");
        let before = plans(&site, &theirs).await;
        let unnamed = change(&both, &common, &[("interval_months", "36"), ("region", "")]).await;
        assert_eq!(unnamed.status, 422);
        assert_eq!(unnamed.attributes(".error-summary a", "href"), ["#region"]);
        let named = [("interval_months", "36"), ("region", ours.as_str())];
        assert_eq!(change(&both, &common, &named).await.status, 303);
        assert_eq!(plans(&site, &theirs).await, before);
        // The common rule stays, and says who departs; the departure says whose it is.
        let page = both.get(&common).await;
        let departures = page.texts("section[aria-labelledby=departures] a");
        assert_eq!(departures, ["Wijkt af in Regio Rivierenhoek"]);
        let own = page.attributes("section[aria-labelledby=departures] a", "href");
        let chips = both.get(&own[0]).await.texts(".page-head .chip");
        assert!(
            chips.contains(&"Wijkt af in Regio Rivierenhoek".to_owned()),
            "{chips:?}"
        );
        // Only the other region is left to depart.
        let edit = both.get(&format!("{common}/edit")).await;
        assert!(
            edit.attributes("select[name=region] option", "value")
                .is_empty()
        );

        let mut form = RULE.to_vec();
        form.push(("region", &theirs));
        let made = both.post("/plans/rules/new", &form).await;
        assert_eq!(made.status, 303);
        let made = made
            .header("location")
            .split('?')
            .next()
            .expect("a path")
            .to_owned();
        let us = site.sign_in("coordinator.regio01@demo.paraat").await;
        assert_eq!(us.get(&made).await.status, 404);
        // A plan has a rule of the region of its owner.
        let owned = us.plan("Deelplan").await;
        let form = both.get(&format!("{owned}/edit")).await.fields();
        let id = made.replace("/plans/rules/", "");
        let refused = post(
            &both,
            &format!("{owned}/edit"),
            &with(form, &[("rule", &id)]),
        )
        .await;
        assert_eq!(refused.status, 422);
        assert!(
            refused
                .texts("main")
                .concat()
                .contains("van een andere regio dan de eigenaar")
        );

        // Roles likewise.
        let role = role_form("Van de ene regio");
        assert_eq!(both.post("/roles/new", &role).await.status, 422);
        let mut named = role.clone();
        named.push(("region", &ours));
        assert_eq!(both.post("/roles/new", &named).await.status, 303);
        let list = both.get("/roles?q=Van+de+ene+regio").await;
        let row = list.texts("table.register tbody tr").concat();
        assert!(row.contains("Regio Rivierenhoek"), "{row}");
    }
}

fn role_form(name: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", name),
        ("group", "support"),
        ("filled_by", "municipality"),
        ("grip_levels", "3"),
        ("minimum", "2"),
        ("checked", "no"),
    ]
}

#[tokio::test]
async fn a_role_of_a_region_is_for_that_region_alone() {
    for site in Site::national(2).await {
        let us = site.sign_in("coordinator.regio01@demo.paraat").await;
        let them = site.sign_in("coordinator.regio02@demo.paraat").await;
        let made = us.post("/roles/new", &role_form("Noodstroom")).await;
        assert_eq!(made.status, 303);
        let role = made
            .header("location")
            .split('?')
            .next()
            .expect("a path")
            .to_owned();
        assert_eq!(
            us.get(&role)
                .await
                .attributes("a[href$='/edit']", "href")
                .len(),
            1
        );
        let member = site.sign_in("coordinator.0001@demo.paraat").await;
        assert_eq!(member.get(&role).await.status, 200);
        let assign = format!("{role}/assignments/new");
        let organisations = member.get(&assign).await;
        assert!(
            !organisations
                .attributes("select[name=person] option", "value")
                .is_empty()
        );

        for who in ["coordinator.regio02", "coordinator.0002", "bestuur.regio02"] {
            let other = site.sign_in(&format!("{who}@demo.paraat")).await;
            assert_eq!(other.get(&role).await.status, 404, "{who}");
            for path in ["edit", "assignments/new"] {
                let address = format!("{role}/{path}");
                assert_eq!(other.get(&address).await.status, 404, "{who} {path}");
                let sent = other.post(&address, &role_form("Gekaapt")).await;
                assert_eq!(sent.status, 404, "{who} {path}");
            }
            for page in ["/roles?q=Noodstroom", "/roles/coverage"] {
                let seen = other.get(page).await.texts("main table").concat();
                assert!(!seen.contains("Noodstroom"), "{who} {page}");
            }
        }
        let form = them.get("/exercises/new").await;
        assert!(!form.body.contains("Noodstroom"));
        assert!(us.get("/exercises/new").await.body.contains("Noodstroom"));
        // Nor can they ask its holders to read, by hand either.
        let plan = them.plan("Deelplan").await;
        let id = role.replace("/roles/", "");
        let asked = them
            .post(&format!("{plan}/readers"), &[("role", id.as_str())])
            .await;
        assert_ne!(asked.status, 303);
        assert_eq!(site.count("plan_readers").await, 0);

        // A name is taken in its own region alone, and a common one in each.
        assert_eq!(
            us.post("/roles/new", &role_form("Noodstroom")).await.status,
            422
        );
        assert_eq!(
            us.post("/roles/new", &role_form("Burgemeester"))
                .await
                .status,
            422
        );
        assert_eq!(
            them.post("/roles/new", &role_form("Noodstroom"))
                .await
                .status,
            303
        );
        // What is common is changed by nobody for the others.
        let common = us.get("/roles?q=Burgemeester").await;
        let common = common.attributes("table.register tbody a", "href")[0].clone();
        let page = us.get(&common).await;
        assert!(
            page.texts(".notice")
                .concat()
                .contains("Alle regio's delen deze rol")
        );
        let edit = format!("{common}/edit");
        assert_eq!(us.get(&edit).await.status, 403);
        assert_eq!(us.post(&edit, &role_form("Anders")).await.status, 403);
    }
}

on_both!(
    a_duty_of_a_common_rule_changes_for_the_region_alone,
    async |site: Site| {
        let coordinator = site.sign_in("coordinator@demo.paraat").await;
        let common = rule(&coordinator, "luchthaven").await.expect("the rule");
        let page = coordinator.get(&common).await;
        let duties = page.attributes("a[href^='/plans/rules/duties/']", "href");
        assert_eq!(duties.len(), 2);
        let stored = "SELECT d.name || d.interval_months || COALESCE(CAST(d.ended_on AS TEXT), '') FROM rule_duties d
                      JOIN review_rules r ON r.id = d.rule_id WHERE r.region_id IS NULL ORDER BY d.id";
        let before = texts(&site, stored).await;
        let form = coordinator.get(&duties[0]).await.fields();
        let form = with(form, &[("kinds", "table-top"), ("interval_months", "12")]);
        assert_eq!(post(&coordinator, &duties[0], &form).await.status, 303);
        // Its address goes on to stand for the region's own.
        assert_eq!(
            coordinator
                .get(&duties[0])
                .await
                .attributes("#interval_months", "value"),
            ["12"]
        );
        assert_eq!(post(&coordinator, &duties[0], &form).await.status, 409);
        let ended = duties[1].replace("/edit", "/end");
        assert_eq!(coordinator.post(&ended, &[]).await.status, 303);
        assert_eq!(texts(&site, stored).await, before);
        let page = coordinator.get(&common).await;
        let rows = page.texts("section[aria-labelledby=departure] tbody tr");
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert!(rows[0].starts_with("Oefenplichten"), "{rows:?}");
        assert_eq!(
            page.attributes(
                "section[aria-labelledby=duties] a[href*='/duties/'][href$='/edit']",
                "href"
            )
            .len(),
            1
        );
    }
);

on_both!(
    a_plan_that_comes_late_stands_under_the_departure,
    async |site: Site| {
        let coordinator = site.sign_in("coordinator@demo.paraat").await;
        let common = rule(&coordinator, "Gemeentelijk draaiboek")
            .await
            .expect("the rule");
        let plan = coordinator.plan("Draaiboek hoog water Vaals").await;
        let form = coordinator.get(&format!("{plan}/edit")).await.fields();
        let chosen = form
            .iter()
            .any(|(name, value)| name == "rule" && common.ends_with(value));
        assert!(chosen, "{form:?}");
        assert_eq!(
            change(&coordinator, &common, &[("source", "Ons besluit")])
                .await
                .status,
            303
        );
        let under = "SELECT CASE WHEN r.replaces_id IS NULL THEN 'common' ELSE 'departure' END
                     FROM plans p JOIN review_rules r ON r.id = p.rule_id WHERE p.title LIKE 'Draaiboek hoog water Vaals%'";
        assert_eq!(texts(&site, under).await, ["departure"]);
        // A form that was open meanwhile still names the common rule.
        assert_eq!(
            post(&coordinator, &format!("{plan}/edit"), &form)
                .await
                .status,
            303
        );
        assert_eq!(texts(&site, under).await, ["departure"]);
        // And one that was checked before the region departed, and is stored after it.
        site.run(
            "UPDATE plans SET rule_id = (SELECT replaces_id FROM review_rules WHERE replaces_id IS NOT NULL)
             WHERE title LIKE 'Draaiboek hoog water Vaals%'",
        )
        .await;
        let review = [
            ("reviewed_on", "2026-11-20"),
            ("outcome", "still-right"),
            ("reviewer", "Marloes Hendrikx"),
        ];
        assert_eq!(
            coordinator
                .post(&format!("{plan}/reviews"), &review)
                .await
                .status,
            303
        );
        assert_eq!(texts(&site, under).await, ["departure"]);
    }
);

on_both!(
    two_who_depart_at_once_make_one_departure,
    async |site: Site| {
        let coordinator = site.sign_in("coordinator@demo.paraat").await;
        let common = rule(&coordinator, "luchthaven").await.expect("the rule");
        let edit = format!("{common}/edit");
        let form = coordinator.get(&edit).await.fields();
        let one = with(form.clone(), &[("source", "Van de een")]);
        let other = with(form, &[("source", "Van de ander")]);
        let (one, other) = tokio::join!(
            post(&coordinator, &edit, &one),
            post(&coordinator, &edit, &other)
        );
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let departures = "SELECT id FROM review_rules WHERE replaces_id IS NOT NULL";
        assert_eq!(texts(&site, departures).await.len(), 1);
    }
);
