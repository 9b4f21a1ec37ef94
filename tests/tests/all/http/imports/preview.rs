//! What a preview says, and that a confirmation does just that.

use super::*;
use server::on_db;

on_both!(
    a_changed_row_says_what_changes_and_an_empty_cell_leaves_what_is_there,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let new = "Proefplan;deelplan;Vaals;;;;Eerste tekst;1;1-2-2024;College;;;;";
        let address = preview(&coordinator, "/plans/import", format!("{PLANS}{new}\r\n")).await;
        confirm(&coordinator, &address).await;
        let list = "Title,Owner,Steward,Description,Version,Adopted on,Adopted by,Last review,Outcome,Reviewer\n\
                    PROEFPLAN,vaals,,,2,\"Feb 1, 2026\",Raad,2026-03-01,still-right,Jan\n";
        let address = preview(&coordinator, "/plans/import", list).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [0, 1, 0, 0], "{:?}", faults(&page));
        let changes = page.texts(".import-details li");
        assert_eq!(
            changes,
            [
                "Titel'Proefplan' wordt 'PROEFPLAN'",
                "Nieuwe versie'2', vastgesteld op 1 februari 2026 door Raad. \
                 Tot nu toe was '1' van 1 februari 2024 de nieuwste.",
                "Beoordeling1 maart 2026, door Jan: Klopt nog.",
                "DaarnaActueelBeoordelen uiterlijk 1 maart 2028.",
            ]
        );
        assert_eq!(confirm(&coordinator, &address).await.status, 303);
        let page = coordinator.get(&address).await;
        let link = page.attributes("table.register td a", "href")[0].clone();
        let plan = coordinator.get(&link).await;
        assert!(plan.body.contains("Eerste tekst") && plan.body.contains("PROEFPLAN"));
    }
);

on_both!(
    what_happens_is_decided_anew_when_it_is_confirmed,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let file = format!("{PLANS}Een plan;deelplan;Vaals;;;;;;;;;;;\r\n");
        let first = preview(&coordinator, "/plans/import", &file).await;
        let second = preview(&coordinator, "/plans/import", &file).await;
        let before = site.count("plans").await;
        let page = coordinator.get(&second).await;
        let seen = page.attributes("[name=confirm]", "value")[0].clone();
        confirm(&coordinator, &first).await;
        // What was to be done is done; that is another preview than the one that was confirmed.
        let answer = coordinator.post(&second, &[("confirm", &seen)]).await;
        assert_eq!(answer.status, 409);
        assert!(answer.texts(".notice")[0].contains("intussen iets gewijzigd"));
        assert_eq!(counts(&answer), [0, 0, 1, 0]);
        assert_eq!(site.count("plans").await, before + 1);
        let page = coordinator.get(&second).await;
        assert!(page.texts(".notice").is_empty(), "nothing was imported");
    }
);

on_both!(
    a_long_preview_shows_what_is_wrong_on_its_first_page,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let rows: String = (0..120)
            .map(|n| format!("Plan {n};deelplan;Vaals;;;;;;;;;;;\r\n"))
            .collect();
        let file = format!("{PLANS}{rows}Fout;geen;Vaals;;;;;;;;;;;\r\n");
        let address = preview(&coordinator, "/plans/import", file).await;
        let page = coordinator.get(&address).await;
        assert_eq!(
            page.attributes("table.register [data-status]", "data-status")[0],
            "wrong"
        );
        assert_eq!(page.texts("table.register tbody tr").len(), 50);
        let last = coordinator.get(&format!("{address}?page=3")).await;
        assert_eq!(last.texts("table.register tbody tr").len(), 21);
        assert_eq!(
            coordinator.get(&format!("{address}?page=4")).await.status,
            303
        );
    }
);

on_both!(
    what_is_confirmed_is_what_the_preview_said,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let new = "Proefplan;deelplan;Vaals;;;;Eerste tekst;;;;;;;\r\n";
        let address = preview(&coordinator, "/plans/import", format!("{PLANS}{new}")).await;
        assert_eq!(confirm(&coordinator, &address).await.status, 303);
        let page = coordinator.get(&address).await;
        let plan = page.attributes("table.register td a", "href")[0].clone();
        let new = new.replace("Eerste", "Tweede");
        let address = preview(&coordinator, "/plans/import", format!("{PLANS}{new}")).await;
        let page = coordinator.get(&address).await;
        let seen = page.attributes("[name=confirm]", "value")[0].clone();
        // Meanwhile somebody else writes a text of their own.
        let form = coordinator.get(&format!("{plan}/edit")).await;
        let value = |name: &str| form.attributes(&format!("[name={name}]"), "value")[0].clone();
        let (version, title) = (value("version"), value("title"));
        let chosen = |name: &str| {
            let chosen = format!("[name={name}] [selected], [name={name}][checked]");
            form.attributes(&chosen, "value")[0].clone()
        };
        let fields = [
            ("version", version.as_str()),
            ("title", &title),
            ("kind", &chosen("kind")),
            ("owner", &chosen("owner")),
            ("organisations", &chosen("organisations")),
            ("rule", &chosen("rule")),
            ("summary", "Een andere tekst"),
        ];
        let edited = coordinator.post(&format!("{plan}/edit"), &fields).await;
        assert_eq!(edited.status, 303, "{:?}", edited.texts(".error"));
        let trail = site.count("audit").await;
        for seen in [seen.as_str(), ""] {
            let refused = coordinator.post(&address, &[("confirm", seen)]).await;
            assert_eq!(refused.status, 409);
            assert!(refused.texts(".notice")[0].contains("intussen iets gewijzigd"));
            assert_eq!(
                refused.texts(".import-details li"),
                ["Omschrijving'Een andere tekst' wordt 'Tweede tekst'"]
            );
        }
        assert_eq!(site.count("audit").await, trail);
        assert_eq!(confirm(&coordinator, &address).await.status, 303);
        assert!(coordinator.get(&plan).await.body.contains("Tweede tekst"));
    }
);

on_both!(
    a_new_row_says_what_is_stored_and_where_the_plan_stands_then,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let rows = "Oud;draaiboek;Meerssen;\"Meerssen; Vaals\";;;;1;2 december 2023;College;9-12-2023;1-6-2024;klopt nog;Noor\r\n\
                    Kaal;deelplan;Vaals;;;;;;;;;;;";
        let page = seen(&coordinator, rows).await;
        assert_eq!(counts(&page), [2, 0, 0, 0], "{:?}", faults(&page));
        assert_eq!(
            page.texts(".import-details li"),
            [
                "BeoordelingsregelGemeentelijk draaiboek, ieder jaar (ieder jaar)",
                "Van toepassing opMeerssen; Vaals",
                "Versie'1', vastgesteld op 2 december 2023 door College, in werking op 9 december 2023.",
                "Beoordeling1 juni 2024, door Noor: Klopt nog.",
                "DaarnaVerlopenBeoordelen uiterlijk 1 juni 2025.",
                "BeoordelingsregelGemeentelijk deelplan, om de twee jaar (om de 2 jaar)",
                "DaarnaNooit beoordeeldNog geen datum om te beoordelen.",
            ]
        );
        // The plan is what the preview said that it would be.
        let plan = imported(&coordinator, rows).await.remove(0);
        let page = coordinator.get(&plan).await;
        let due = page.attributes("[data-field=next-due]", "datetime");
        assert_eq!(due, ["2025-06-01"]);
        assert!(
            page.attributes("main [data-status]", "data-status")
                .contains(&"overdue".into())
        );
    }
);

on_both!(
    what_is_older_than_the_newest_is_added_to_it_and_ends_no_revision,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let row = |rest: &str| format!("Proefplan;deelplan;Vaals;;;;;{rest}");
        let plan = imported(
            &coordinator,
            &row("2;1-2-2026;Raad;;1-3-2026;klopt nog;Jan"),
        )
        .await
        .remove(0);
        let begun = coordinator.post(&format!("{plan}/revision"), &[]).await;
        assert_eq!(begun.status, 303);
        let older = row("1;1-2-2024;College;;1-3-2025;herzien nodig;Noor");
        let page = seen(&coordinator, &older).await;
        assert_eq!(
            page.texts(".import-details li"),
            [
                "Oudere versie erbij'1', vastgesteld op 1 februari 2024 door College. \
                 '2' van 1 februari 2026 blijft de nieuwste.",
                "Oudere beoordeling erbij1 maart 2025, door Noor: Herzien nodig. \
                 Die van 1 maart 2026 blijft de laatste.",
                "DaarnaIn herzieningBeoordelen uiterlijk 1 maart 2028.",
            ]
        );
        imported(&coordinator, &older).await;
        let page = coordinator.get(&plan).await;
        let status = page.attributes(".page-head [data-status]", "data-status");
        assert_eq!(status, ["in-revision"]);
        let due = page.attributes("[data-field=next-due]", "datetime");
        assert_eq!(due, ["2028-03-01"]);
        let newer = row("3;1-11-2026;Raad;;;;");
        let page = seen(&coordinator, &newer).await;
        let details = page.texts(".import-details li");
        let ends = "HerzieningDe herziening die loopt, eindigt met deze versie.";
        assert!(details.contains(&ends.to_owned()), "{details:?}");
        imported(&coordinator, &newer).await;
        let page = coordinator.get(&plan).await;
        let status = page.attributes(".page-head [data-status]", "data-status");
        assert_eq!(status, ["current"]);
    }
);

on_both!(
    a_steward_of_the_same_name_is_another_steward,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let people = format!(
            "{PEOPLE}Lieke Vermeer;Adviseur;Vaals;lieke@vaals.example;;\r\n\
             Lieke Vermeer;Adviseur;Meerssen;lieke@meerssen.example;;\r\n"
        );
        let address = preview(&coordinator, "/people/import", people).await;
        assert_eq!(confirm(&coordinator, &address).await.status, 303);
        let row = "Proefplan;deelplan;Vaals;;;lieke@vaals.example;;;;;;;;";
        let plan = imported(&coordinator, row).await.remove(0);
        let row = row.replace("@vaals", "@meerssen");
        let page = seen(&coordinator, &row).await;
        assert_eq!(counts(&page), [0, 1, 0, 0]);
        assert_eq!(
            page.texts(".import-details li"),
            ["Beheerder'Lieke Vermeer, Vaals' wordt 'Lieke Vermeer, Meerssen'"]
        );
        imported(&coordinator, &row).await;
        let (organisation,): (String,) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT o.name FROM plans p JOIN people pe ON pe.id = p.steward_id
                 JOIN organisations o ON o.id = pe.organisation_id WHERE p.id = $1"
        )
        .bind(plan.rsplit('/').next())
        .fetch_one(c)
        .await)
        .expect("a steward");
        assert_eq!(organisation, "Meerssen");
    }
);
