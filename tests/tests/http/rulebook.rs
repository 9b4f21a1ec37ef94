//! The rule book over HTTP.

use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";

/// The address of the rule with these words in its name.
async fn rule(visitor: &Visitor, words: &str) -> String {
    let page = visitor.get("/plans/rules").await;
    let links = "table.register tbody td a[href^='/plans/rules/']";
    let at = page
        .texts(links)
        .iter()
        .position(|name| name.contains(words))
        .expect(words);
    page.attributes(links, "href")[at].clone()
}

/// What the form of a rule would send as it stands.
async fn form(visitor: &Visitor, address: &str) -> Vec<(String, String)> {
    typed(&visitor.get(&format!("{address}/edit")).await)
}

fn typed(page: &Answer) -> Vec<(String, String)> {
    let mut form = Vec::new();
    let inputs = "main form input:not([type=radio]):not([type=checkbox]), main form input[checked]";
    let names = page.attributes(inputs, "name");
    form.extend(names.into_iter().zip(page.attributes(inputs, "value")));
    for select in page.attributes("main form select", "name") {
        let chosen = format!("main form select[name={select}] option[selected]");
        let value = page.attributes(&chosen, "value").first().cloned();
        form.push((select, value.unwrap_or_default()));
    }
    form
}

fn with(form: &[(String, String)], changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let kept = form
        .iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| name != changed));
    let changes = changes
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    kept.cloned().chain(changes).collect()
}

async fn post(visitor: &Visitor, address: &str, form: &[(String, String)]) -> Answer {
    let form: Vec<_> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visitor.post(address, &form).await
}

async fn due(visitor: &Visitor, words: &str) -> Vec<String> {
    let register = visitor
        .get(&format!("/plans?q={}", words.replace(' ', "+")))
        .await;
    let address = register.attributes("table.register tbody td a", "href")[0].clone();
    let page = visitor.get(&address).await;
    page.attributes("time[data-field=next-due]", "datetime")
}

on_both!(
    everybody_reads_the_rules_with_their_source_and_how_sure_we_are,
    async |site: Site| {
        for account in [
            COORDINATOR,
            "medewerker.meerssen@demo.paraat",
            "bestuur@demo.paraat",
        ] {
            let reader = site.sign_in(account).await;
            let page = reader.get("/plans/rules").await;
            assert_eq!(page.status, 200, "{account}");
            for words in [
                "Besluit veiligheidsregio's, artikel 6.2.3, vijfde lid",
                "wet",
                "niet geverifieerd",
                "Multidisciplinaire oefening van de staven",
            ] {
                assert!(page.texts("main").concat().contains(words), "{words}");
            }
            let airport = rule(&reader, "luchthaven").await;
            let page = reader.get(&airport).await;
            assert_eq!(page.status, 200);
            assert_eq!(
                page.attributes("a[href$='/edit']", "href").is_empty(),
                account != COORDINATOR
            );
        }
        let staff = site.sign_in("medewerker.meerssen@demo.paraat").await;
        let airport = rule(&staff, "luchthaven").await;
        let page = staff.get(&airport).await;
        assert!(
            page.texts("main")
                .concat()
                .contains("Rampbestrijdingsplan Maastricht")
        );
    }
);

on_both!(
    a_change_that_moves_plans_is_seen_before_it_is_stored,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = rule(&coordinator, "Gemeentelijk draaiboek").await;
        let edit = format!("{address}/edit");
        let form = form(&coordinator, &address).await;
        let plan = "Draaiboek hoog water Vaals";
        let before = due(&coordinator, plan).await;

        let two_years = with(&form, &[("interval_months", "24")]);
        let preview = post(&coordinator, &edit, &two_years).await;
        assert_eq!(preview.status, 200);
        let rows = preview.texts("table.register tbody tr");
        let of_vaals = rows.iter().find(|row| row.contains(plan)).expect(plan);
        assert!(of_vaals.contains("→"), "{of_vaals}");
        assert_eq!(due(&coordinator, plan).await, before, "nothing is stored");

        let confirmed = typed(&preview);
        let back = with(&confirmed, &[("back", "yes")]);
        let back = post(&coordinator, &edit, &back).await;
        assert_eq!(back.attributes("input#interval_months", "value"), ["24"]);

        // What was seen for one interval is no leave for another.
        let other = with(&confirmed, &[("interval_months", "36")]);
        let again = post(&coordinator, &edit, &other).await;
        assert_eq!(again.status, 200);
        assert_eq!(due(&coordinator, plan).await, before);

        let stored = post(&coordinator, &edit, &confirmed).await;
        assert_eq!(stored.status, 303);
        let after = due(&coordinator, plan).await;
        assert_eq!(after[0][..4].parse::<i32>().expect("a year"), {
            before[0][..4].parse::<i32>().expect("a year") + 1
        });
        assert_eq!(after[0][4..], before[0][4..]);
        let history = coordinator.get(&address).await;
        let history = history.texts("section[aria-labelledby=history]").concat();
        assert!(history.contains("gewijzigd"), "{history}");

        let stale = post(&coordinator, &edit, &two_years).await;
        assert_eq!(stale.status, 409);
    }
);

on_both!(
    what_the_preview_says_is_what_comes_of_it,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = rule(&coordinator, "Gemeentelijk deelplan").await;
        let edit = format!("{address}/edit");
        let form = form(&coordinator, &address).await;
        let changed = with(
            &form,
            &[
                ("counted_from", "series"),
                ("series_start", "2025-03-01"),
                ("interval_months", "12"),
                ("lead_months", "5"),
            ],
        );
        let preview = post(&coordinator, &edit, &changed).await;
        let rows = preview.texts("table.register tbody tr td:first-child a");
        let due_on = preview.attributes("table.register tbody td:nth-child(2) b time", "datetime");
        assert!(!rows.is_empty() && rows.len() == due_on.len());
        assert_eq!(
            post(&coordinator, &edit, &typed(&preview)).await.status,
            303
        );
        for (title, expected) in rows.iter().zip(due_on) {
            assert_eq!(due(&coordinator, title).await, [expected], "{title}");
        }
    }
);

on_both!(
    a_change_that_moves_nothing_is_stored_at_once,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = rule(&coordinator, "luchthaven").await;
        let form = form(&coordinator, &address).await;
        let renamed = with(&form, &[("source", "Bvr, artikel 6.2.3 <vijfde lid>")]);
        let stored = post(&coordinator, &format!("{address}/edit"), &renamed).await;
        assert_eq!(stored.status, 303);
        let page = coordinator.get(&address).await;
        assert!(
            page.texts("main")
                .concat()
                .contains("Bvr, artikel 6.2.3 <vijfde lid>")
        );
    }
);

on_both!(
    bad_input_is_explained_and_nothing_typed_is_lost,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = rule(&coordinator, "luchthaven").await;
        let form = form(&coordinator, &address).await;
        for (changes, field) in [
            (&[("name", " ")][..], "name"),
            (&[("interval_months", "0")], "interval_months"),
            (&[("interval_months", "vier")], "interval_months"),
            (&[("draft_months", "10")], "draft_months"),
            (&[("lead_months", "48")], "lead_months"),
            (&[("counted_from", "series")], "series_start"),
            (&[("series_start", "2024-10-01")], "series_start"),
            (&[("as_of", "2027-01-01")], "as_of"),
            (&[("source", "")], "source"),
            (&[("plan_kind", "annex")], "plan_kind"),
            (
                &[("name", "Regionaal crisisplan, ten minste om de vier jaar")],
                "name",
            ),
        ] {
            let typed = with(&form, changes);
            let refused = post(&coordinator, &format!("{address}/edit"), &typed).await;
            assert_eq!(refused.status, 422, "{changes:?}");
            let marked = format!("[id={field}][aria-invalid=true], #{field}-error");
            assert!(!refused.attributes(&marked, "id").is_empty(), "{field}");
            let summary = format!("a[href='#{field}']");
            assert!(!refused.attributes(&summary, "href").is_empty(), "{field}");
        }
    }
);

on_both!(
    only_a_region_s_coordinator_changes_the_rules,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let address = rule(&vaals, "luchthaven").await;
        assert_eq!(vaals.get("/plans/rules/new").await.status, 403);
        assert_eq!(vaals.get(&format!("{address}/edit")).await.status, 403);
        assert_eq!(
            vaals.post(&format!("{address}/edit"), &[]).await.status,
            403
        );
        assert_eq!(vaals.get("/plans/rules/no-such").await.status, 404);
    }
);

on_both!(
    a_rule_is_added_used_and_taken_out_of_use,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let rule = [
            ("name", "Proefregel"),
            ("plan_kind", "sub-plan"),
            ("interval_months", "18"),
            ("counted_from", "review"),
            ("lead_months", "3"),
            ("source", "Werkafspraak"),
            ("label", "advice"),
            ("as_of", "2026-11-01"),
            ("checked", "no"),
            ("in_use", "yes"),
        ];
        let made = coordinator.post("/plans/rules/new", &rule).await;
        assert_eq!(made.status, 303);
        let address = made.header("location").to_owned();
        let offered = async || {
            let page = coordinator.get("/plans/new").await;
            page.texts("select[name=rule] option")
                .concat()
                .contains("Proefregel")
        };
        assert!(offered().await);
        let form = form(&coordinator, &address).await;
        let retired = with(&form, &[("in_use", "")]);
        post(&coordinator, &format!("{address}/edit"), &retired).await;
        assert!(!offered().await);
    }
);

on_both!(a_duty_is_added_changed_and_ended, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    let address = rule(&coordinator, "Gemeentelijk draaiboek").await;
    let new = format!("{address}/duties/new");
    let version = typed(&coordinator.get(&new).await)
        .into_iter()
        .find(|(name, _)| name == "version")
        .expect("a version")
        .1;
    let duty = |interval: &'static str, version: &str| {
        [
            ("name", "Table-top van het draaiboek"),
            ("interval_months", interval),
            ("lead_months", "3"),
            ("kinds", "table-top"),
            ("source", "Werkafspraak"),
            ("label", "advice"),
            ("as_of", "2026-11-01"),
            ("checked", "no"),
            ("version", version),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    assert_eq!(
        post(&coordinator, &new, &duty("nul", &version))
            .await
            .status,
        422
    );
    assert_eq!(
        post(&coordinator, &new, &duty("12", &version)).await.status,
        303
    );
    assert_eq!(
        post(&coordinator, &new, &duty("12", &version)).await.status,
        409
    );
    let register = coordinator.get("/plans?q=hoog+water+Meerssen").await;
    let plan = register.attributes("table.register tbody td a", "href")[0].clone();
    let page = coordinator.get(&plan).await;
    assert_eq!(page.attributes("[data-duty]", "data-duty"), ["met"]);

    let page = coordinator.get(&address).await;
    let edit = page.attributes("a[href^='/plans/rules/duties/']", "href")[0].clone();
    let form = typed(&coordinator.get(&edit).await);
    let never = with(&form, &[("kinds", "system-test")]);
    assert_eq!(post(&coordinator, &edit, &never).await.status, 303);
    let page = coordinator.get(&plan).await;
    assert_eq!(page.attributes("[data-duty]", "data-duty").len(), 1);
    assert_ne!(page.attributes("[data-duty]", "data-duty"), ["met"]);

    let page = coordinator.get(&edit).await;
    let end = page.attributes("form[action$='/end']", "action")[0].clone();
    assert_eq!(coordinator.post(&end, &[]).await.status, 303);
    assert_eq!(coordinator.post(&end, &[]).await.status, 404);
    let page = coordinator.get(&plan).await;
    assert!(page.attributes("[data-duty]", "data-duty").is_empty());
});
