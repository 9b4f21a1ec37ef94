//! Texts that look equal in files.

use super::*;
use server::on_db;

on_both!(
    a_title_that_looks_like_another_is_that_plan,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let row = |title: &str| format!("{title};deelplan;Vaals;;;;;;;;;;;");
        let known = "Draaiboek café Élise";
        let page = seen(&vaals, &row(known)).await;
        assert_eq!(counts(&page), [1, 0, 0, 0], "{:?}", faults(&page));
        imported(&vaals, &row(known)).await;
        for title in [
            "Draaiboek cafe\u{301} E\u{301}lise",
            "Draaiboek\u{a0}café Élise",
            " Draaiboek  café\tÉlise ",
            "Draai\u{ad}boek ca\u{200b}fé Élise\u{feff}",
            "\"Draaiboek\r\ncafé Élise\"",
        ] {
            let page = seen(&vaals, &row(title)).await;
            assert_eq!(counts(&page), [0, 0, 1, 0], "{title:?}");
        }
        // What a reader can see is a change of the same plan.
        for title in ["Draaiboek Cafe Elise", "DRAAIBOEK CAFÉ ÉLISE"] {
            let page = seen(&vaals, &row(title)).await;
            assert_eq!(counts(&page), [0, 1, 0, 0], "{title:?}");
        }
        // Two rows that look equal are one plan twice.
        let rows = [row("Nieuw één"), row("NIEUW\u{a0}e\u{301}e\u{301}n")].join("\r\n");
        let page = seen(&vaals, &rows).await;
        assert_eq!(counts(&page), [1, 0, 0, 1]);
        assert_eq!(faults(&page)[0].0, "A3, Titel");
    }
);

on_both!(
    names_in_a_file_are_known_however_they_are_written,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let people = format!("{PEOPLE}José van ’t Öberg;Adviseur;Vaals;jose@vaals.example;;\r\n");
        let address = preview(&vaals, "/people/import", people).await;
        assert_eq!(confirm(&vaals, &address).await.status, 303);
        let row = "Proefplan;DEELPLAN\u{a0};gemeente\u{200b} VAALS;;;jose van 't  oberg;;;;;;;;";
        let page = seen(&vaals, row).await;
        assert_eq!(counts(&page), [1, 0, 0, 0], "{:?}", faults(&page));
        let plan = imported(&vaals, row).await.remove(0);
        let plan = vaals.get(&plan).await;
        assert!(plan.body.contains("José van ’t Öberg"));
    }
);

on_both!(
    an_address_in_a_file_is_exactly_one_or_a_fault,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let addresses = [
            "\u{200b}een.proef@vaals.example",
            "twee.proef@vaals.example\u{200b}",
            "\"Drie Proef <drie.proef@vaals.example>\"",
            "\"vier.proef@vaals.example;vier@thuis.example\"",
            "mailto:vijf.proef@vaals.example",
            "<zes.proef@vaals.example>",
            "zeven.proef@vaals..example",
            "acht.proef@vaals.example,",
            "negen@proef@vaals.example",
        ];
        let rows = addresses.map(|address| format!("Proef;Adviseur;Vaals;{address};;\r\n"));
        let file = format!("{PEOPLE}{}", rows.concat());
        let address = preview(&vaals, "/people/import", file).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [2, 0, 0, 7]);
        let places: Vec<_> = faults(&page).into_iter().map(|(place, _)| place).collect();
        let wanted: Vec<_> = (4..11).map(|row| format!("D{row}, E-mail")).collect();
        assert_eq!(places, wanted);
    }
);

on_both!(
    a_text_that_is_written_as_a_formula_is_that_text,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let row = "=\"Jan Proef\";Adviseur;Vaals;jan.proef@vaals.example;=\"0435550601\";\"=\"\"0655500601\"\"\"\r\n";
        let address = preview(&vaals, "/people/import", format!("{PEOPLE}{row}")).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [1, 0, 0, 0], "{:?}", faults(&page));
        assert_eq!(confirm(&vaals, &address).await.status, 303);
        let stored: (String, String, String) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT name, work_phone, private_phone FROM people WHERE email = 'jan.proef@vaals.example'"
        )
        .fetch_one(c)
        .await)
        .expect("a person");
        let wanted = ["Jan Proef", "0435550601", "0655500601"].map(str::to_owned);
        assert_eq!(<[String; 3]>::from(stored), wanted);
    }
);
