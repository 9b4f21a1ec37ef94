//! The rule book over HTTP.

use server::{
    db::{Db, Tx},
    execute, on_writer, seed,
};
use sqlx::AssertSqlSafe;
use tests::{
    on_both,
    records::RULE,
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
    visitor.get(&format!("{address}/edit")).await.fields()
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

        let confirmed = preview.fields();
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
            post(&coordinator, &edit, &preview.fields()).await.status,
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
    a_name_that_differs_in_capitals_alone_is_taken,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let named = async |name: &str| {
            let rule = [
                ("name", name),
                ("plan_kind", "sub-plan"),
                ("interval_months", "18"),
                ("counted_from", "review"),
                ("lead_months", "3"),
                ("source", "Werkafspraak"),
                ("label", "advice"),
                ("as_of", "2026-11-01"),
                ("checked", "no"),
            ];
            coordinator.post("/plans/rules/new", &rule).await.status
        };
        assert_eq!(named("Évaluatie van één plan").await, 303);
        assert_eq!(named("évaluatie van ÉÉN plan").await, 422);
    }
);

on_both!(
    a_rule_moves_annexes_after_a_preview_that_lists_them,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = rule(&coordinator, "telefoonnummers").await;
        let page = coordinator.get(&address).await;
        let under = page.texts("section[aria-labelledby=plans] footer").concat();
        assert!(under.contains("bijlagen van organisaties"), "{under}");
        let edit = format!("{address}/edit");
        let half = with(
            &form(&coordinator, &address).await,
            &[("interval_months", "6")],
        );
        let preview = post(&coordinator, &edit, &half).await;
        assert_eq!(preview.status, 200);
        let counted = preview.texts(".result-count").concat();
        assert!(
            counted.contains("plan") && counted.contains("bijlage"),
            "{counted}"
        );
        let annexes = "table.register tbody a[href*='/annexes/']";
        let annex = preview.attributes(annexes, "href")[0].clone();
        let at = preview
            .attributes("table.register tbody a", "href")
            .iter()
            .position(|link| *link == annex)
            .expect("the annex");
        let row = preview.texts("table.register tbody tr")[at].clone();
        assert!(row.contains("Bijlage bij") && row.contains("→"), "{row}");
        assert_eq!(
            post(&coordinator, &edit, &preview.fields()).await.status,
            303
        );
        let history = coordinator.get(&address).await;
        let history = history.texts("section[aria-labelledby=history]").concat();
        assert!(history.contains("Verschoven bijlagen"), "{history}");
        // Nothing is left to move.
        let same = form(&coordinator, &address).await;
        assert_eq!(post(&coordinator, &edit, &same).await.status, 303);
    }
);

/// A day as the pages write it: "1 december 2026".
fn long(day: &str) -> String {
    app::date::long(app::Locale::Nl, day.parse().expect("a day"))
}

on_both!(
    a_plan_that_a_rule_moves_tells_it_in_its_own_history,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let name = "Gemeentelijk draaiboek, ieder jaar";
        let address = rule(&coordinator, name).await;
        let edit = format!("{address}/edit");
        let plan = "Draaiboek hoog water Vaals";
        let before = due(&vaals, plan).await;
        let form = form(&coordinator, &address).await;
        let typed = with(&form, &[("interval_months", "24")]);
        let preview = post(&coordinator, &edit, &typed).await;
        let stored = post(&coordinator, &edit, &preview.fields()).await;
        assert_eq!(stored.status, 303);
        let after = due(&vaals, plan).await;
        let days = [
            long(&after[0]),
            format!("was: {}", long(&before[0])),
            name.to_owned(),
        ];
        let told = |text: String| {
            assert!(text.contains("verschoven door een regel"), "{text}");
            for words in &days {
                assert!(text.contains(words), "{words}: {text}");
            }
        };
        let page = vaals.get(&vaals.plan(plan).await).await;
        told(page.texts("section[aria-labelledby=history]").concat());
        let trail = vaals.get("/audit?subject=plan").await;
        let rows = trail.texts("table.register tbody tr");
        let row = rows.iter().find(|row| row.starts_with(plan));
        told(row.expect(plan).clone());
    }
);

on_both!(
    a_newer_program_that_moves_plans_and_annexes_tells_each_of_them,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let name = "Bijlage met telefoonnummers, ieder jaar";
        let address = rule(&coordinator, name).await;
        let edit = format!("{address}/edit");
        let form = form(&coordinator, &address).await;
        let typed = with(&form, &[("interval_months", "6")]);
        let preview = post(&coordinator, &edit, &typed).await;
        let links = preview.attributes("table.register tbody a", "href");
        assert!(links.iter().any(|link| link.contains("/annexes/")));
        assert!(links.iter().any(|link| !link.contains("/annexes/")));
        let confirmed = post(&coordinator, &edit, &preview.fields()).await;
        assert_eq!(confirmed.status, 303);
        // As if no region had edited the rule since an older program wrote it.
        let own = "(SELECT id FROM review_rules WHERE replaces_id IS NOT NULL)";
        let common = "(SELECT replaces_id FROM review_rules WHERE replaces_id IS NOT NULL)";
        for sql in [
            format!("UPDATE review_rules SET interval_months = 6 WHERE id IN {common}"),
            format!("UPDATE plans SET rule_id = {common} WHERE rule_id IN {own}"),
            format!("UPDATE plan_annexes SET rule_id = {common} WHERE rule_id IN {own}"),
            format!("DELETE FROM rule_duties WHERE rule_id IN {own}"),
            format!("DELETE FROM review_rules WHERE id IN {own}"),
        ] {
            on_writer!(site.db(), |c| sqlx::query(AssertSqlSafe(sql))
                .execute(c)
                .await
                .map(drop))
            .expect("a rule");
        }
        seed::review_rules(site.db(), site.clock())
            .await
            .expect("the rules");
        let mut told = 0;
        for link in links {
            let page = coordinator.get(&link).await;
            let history = page.texts("section[aria-labelledby=history]").concat();
            let moved = history.matches("verschoven door een regel").count();
            // The annex of an organisation out of reach is not told.
            if history.is_empty() && link.contains("/annexes/") {
                continue;
            }
            assert_eq!(moved, 2, "{link}: {history}");
            assert!(
                history.contains("paraat: verschoven door een regel"),
                "{link}"
            );
            assert!(history.contains(name), "{link}");
            told += 1;
        }
        assert!(told > 0);
    }
);

on_both!(
    a_rule_waits_for_a_plan_that_is_moving_under_it,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = rule(&coordinator, "Gemeentelijk draaiboek").await;
        let id = address.rsplit('/').next().expect("an id").to_owned();
        let half = with(
            &form(&coordinator, &address).await,
            &[("interval_months", "6")],
        );
        let mut tx: Tx = site.db().begin().await.expect("a transaction");
        execute!(
            &mut tx,
            "UPDATE plans SET rule_id = $1 WHERE title LIKE '%Airport%'",
            &id
        )
        .expect("a plan under another rule");
        let change = async { post(&coordinator, &format!("{address}/edit"), &half).await };
        let commit = async {
            site.until_somebody_waits().await;
            tx.commit().await.expect("the plan's change");
        };
        let (preview, ()) = tokio::join!(change, commit);
        assert_eq!(preview.status, 200);
        let moving = preview.texts("table.register tbody tr").concat();
        assert!(moving.contains("Airport"), "{moving}");
    }
);

on_both!(
    a_rule_that_nobody_edited_follows_the_program_with_its_duties,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = rule(&coordinator, "luchthaven").await;
        let page = async || coordinator.get(&address).await.texts("main").concat();
        let id = address.rsplit('/').next().expect("an id").to_owned();
        let before = page().await;
        let older = async || {
            on_writer!(site.db(), |c| sqlx::query(
                "UPDATE rule_duties SET name = 'Oude plicht', interval_months = 99
                 WHERE position = 1 AND (rule_id = $1 OR rule_id IN (SELECT id FROM review_rules WHERE replaces_id = $1))"
            )
            .bind(&id)
            .execute(c)
            .await
            .map(drop))
            .expect("a duty");
        };
        older().await;
        assert!(page().await.contains("Oude plicht"));
        let follow = async |db: &Db| seed::review_rules(db, site.clock()).await;
        follow(site.db()).await.expect("the rules");
        let after = page().await;
        assert!(!after.contains("Oude plicht"));
        assert!(
            after.contains("bijgewerkt met een nieuwe versie"),
            "{after}"
        );
        let told = after.matches("bijgewerkt met een nieuwe versie").count();
        follow(site.db()).await.expect("the rules");
        let again = page().await;
        assert_eq!(
            again.matches("bijgewerkt met een nieuwe versie").count(),
            told
        );
        assert!(before.len() < again.len());
        // Somebody has edited it: it stays.
        let form = with(
            &form(&coordinator, &address).await,
            &[("source", "Eigen lezing")],
        );
        let edited = post(&coordinator, &format!("{address}/edit"), &form).await;
        assert_eq!(edited.status, 303);
        older().await;
        follow(site.db()).await.expect("the rules");
        assert!(page().await.contains("Oude plicht"));
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
        let made = coordinator.post("/plans/rules/new", &RULE).await;
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
    let duty = |name: &str, interval: &str| {
        [
            ("name", name),
            ("interval_months", interval),
            ("lead_months", "3"),
            ("kinds", "table-top"),
            ("source", "Werkafspraak"),
            ("label", "advice"),
            ("as_of", "2026-11-01"),
            ("checked", "no"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let table_top = "Table-top van het draaiboek";
    let refused = post(&coordinator, &new, &duty(table_top, "nul")).await;
    assert_eq!(refused.status, 422);
    let added = post(&coordinator, &new, &duty(table_top, "12")).await;
    assert_eq!(added.status, 303);
    let register = coordinator.get("/plans?q=hoog+water+Meerssen").await;
    let plan = register.attributes("table.register tbody td a", "href")[0].clone();
    let page = coordinator.get(&plan).await;
    assert_eq!(page.attributes("[data-duty]", "data-duty"), ["met"]);

    let page = coordinator.get(&address).await;
    let edit = page.attributes("a[href^='/plans/rules/duties/']", "href")[0].clone();
    let form = coordinator.get(&edit).await.fields();
    let never = with(&form, &[("kinds", "system-test")]);
    assert_eq!(post(&coordinator, &edit, &never).await.status, 303);
    let page = coordinator.get(&plan).await;
    assert_eq!(page.attributes("[data-duty]", "data-duty").len(), 1);
    assert_ne!(page.attributes("[data-duty]", "data-duty"), ["met"]);

    let page = coordinator.get(&edit).await;
    let form = page.fields();
    let end = page.attributes("form[action$='/end']", "action")[0].clone();
    assert_eq!(coordinator.post(&end, &[]).await.status, 303);
    assert_eq!(coordinator.post(&end, &[]).await.status, 404);
    let page = coordinator.get(&plan).await;
    assert!(page.attributes("[data-duty]", "data-duty").is_empty());

    // Who was still writing loses nothing, and can make it a new duty, whatever became of the rule.
    let late = with(
        &form,
        &[("name", "Met de brandweer"), ("kinds", "table-top")],
    );
    let late = post(&coordinator, &edit, &late).await;
    assert_eq!(late.status, 409);
    let said = late.texts("main").concat();
    assert!(said.contains("beëindigd op 23 november 2026"), "{said}");
    let anew = "main form[action$='/duties/new']";
    // By now the region has a rule of its own in the place of the common one.
    let own = coordinator.get(&address).await;
    let own = own.attributes("a[href$='/duties/new']", "href");
    assert_eq!(late.attributes(anew, "action"), own);
    assert_eq!(late.attributes("input#name", "value"), ["Met de brandweer"]);
    let again = with(&late.fields(), &[("kinds", "table-top")]);
    assert_eq!(post(&coordinator, &new, &again).await.status, 303);
    let page = coordinator.get(&address).await;
    assert!(page.texts("main").concat().contains("Met de brandweer"));
});

on_both!(
    an_extension_stands_beside_the_status_on_every_page,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let title = "Deelplan bevolkingszorg Gulpen-Wittem";
        let plan = coordinator.plan(title).await;
        let id = plan.rsplit('/').next().expect("an id").to_owned();
        // A playbook that rests on it.
        on_writer!(site.db(), |c| sqlx::query(
            "UPDATE playbooks SET plan_id = $1"
        )
        .bind(&id)
        .execute(c)
        .await
        .map(drop))
        .expect("the playbooks");
        let rule = rule(&coordinator, "Gemeentelijk deelplan").await;
        let playbooks = coordinator.get("/playbooks").await;
        let playbook = playbooks.attributes("table.register tbody a", "href")[0].clone();
        for address in [
            "/".to_owned(),
            format!("/plans?q={}", title.replace(' ', "+")),
            plan.clone(),
            format!("{plan}/dossier"),
            rule.clone(),
            "/playbooks".to_owned(),
            playbook,
        ] {
            let page = coordinator.get(&address).await;
            assert_eq!(page.status, 200, "{address}");
            let chips = page.texts(".chips");
            assert!(
                chips.iter().any(|chips| chips.contains("Verlengd tot")),
                "{address}: {chips:?}"
            );
        }
        let form = form(&coordinator, &rule).await;
        let later = with(&form, &[("lead_months", "9")]);
        let preview = post(&coordinator, &format!("{rule}/edit"), &later).await;
        let rows = preview.texts("table.register tbody tr");
        let row = rows.iter().find(|row| row.contains(title)).expect(title);
        assert!(row.contains("Verlengd tot"), "{row}");
        // Management is told how many were extended, and which.
        let page = coordinator.get("/readiness").await;
        let figures = page.texts(".figures").concat();
        assert!(figures.contains("1 verlengd"), "{figures}");
        let links = page.attributes("table a[href*='status=extended']", "href");
        assert_eq!(links.len(), 2, "{links:?}");
        for link in links {
            let register = coordinator.get(&link).await;
            assert_eq!(register.texts("table.register tbody a"), [title], "{link}");
        }
    }
);

on_both!(
    a_replaced_plan_is_called_so_on_its_page_and_in_its_dossier,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let plan = vaals.plan("Draaiboek opvang ontheemden Vaals").await;
        let form = vaals.get(&format!("{plan}/withdrawal")).await;
        let successor = form.attributes("select[name=replaced_by] option", "value")[1].clone();
        let withdrawal = [("replaced_by", successor.as_str())];
        let withdrawn = vaals.post(&format!("{plan}/withdrawal"), &withdrawal).await;
        assert_eq!(withdrawn.status, 303);
        for address in [plan.clone(), format!("{plan}/dossier")] {
            let page = vaals.get(&address).await;
            let facts = page.texts("dl.facts dd");
            assert!(
                facts.contains(&"Vervangen".to_owned()),
                "{address}: {facts:?}"
            );
        }
    }
);
