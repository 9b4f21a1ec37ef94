//! Import and export over HTTP.

mod equal;
mod export;
mod files;
mod people;
mod preview;
mod rules;
mod taken_back;

use axum::{
    body::Body,
    http::{Request, header},
};
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";

const PLANS: &str = "Titel;Soort;Eigenaar;Van toepassing op;Beoordelingsregel;Beheerder;Omschrijving;Versie;Vastgesteld op;Vastgesteld door;In werking op;Laatste beoordeling;Oordeel;Beoordelaar\r\n";
const PEOPLE: &str = "Naam;Functie;Organisatie;E-mail;Telefoon werk;Telefoon privé\r\n";

/// Sends a file to be looked at.
async fn send(visitor: &Visitor, page: &str, file: &[u8]) -> Answer {
    let start = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\lijst.csv\"\r\nContent-Type: text/csv\r\n\r\n";
    let body = [start.as_bytes(), file, b"\r\n--x--\r\n"].concat();
    let request = Request::post(page)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body));
    visitor.send(request.expect("a request")).await
}

/// Sends a file that can be read, and gives the address of its preview.
async fn preview(visitor: &Visitor, page: &str, file: impl AsRef<[u8]>) -> String {
    let answer = send(visitor, page, file.as_ref()).await;
    assert_eq!(answer.status, 303, "{:?}", answer.texts("main .error"));
    answer.header("location").to_owned()
}

/// Confirms what a preview says.
async fn confirm(visitor: &Visitor, address: &str) -> Answer {
    let page = visitor.get(address).await;
    let seen = page.attributes("form[action^='/imports/'] [name=confirm]", "value");
    let seen = seen.first().map_or("", String::as_str);
    visitor.post(address, &[("confirm", seen)]).await
}

/// Imports rows of plans, and gives the addresses of their plans in the order of the preview.
async fn imported(visitor: &Visitor, rows: &str) -> Vec<String> {
    let address = preview(visitor, "/plans/import", format!("{PLANS}{rows}\r\n")).await;
    let answer = confirm(visitor, &address).await;
    assert_eq!(answer.status, 303, "{:?}", answer.texts("main"));
    let page = visitor.get(&address).await;
    page.attributes("table.register td a", "href")
}

/// The preview of rows of plans.
async fn seen(visitor: &Visitor, rows: &str) -> Answer {
    let address = preview(visitor, "/plans/import", format!("{PLANS}{rows}\r\n")).await;
    visitor.get(&address).await
}

/// How many rows are new, changed, the same and wrong.
fn counts(answer: &Answer) -> [i64; 4] {
    ["new", "changed", "same", "wrong"].map(|code| {
        let found = answer.texts(&format!("[data-count={code}]"));
        found
            .first()
            .and_then(|text| text.parse().ok())
            .expect(code)
    })
}

/// Where something is wrong, and what.
fn faults(answer: &Answer) -> Vec<(String, String)> {
    let places = answer.texts(".import-details.faults b");
    places
        .into_iter()
        .zip(answer.texts(".import-details.faults small"))
        .collect()
}

on_both!(
    plans_are_stored_after_a_preview_and_the_same_file_adds_nothing,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let before = [site.count("plans").await, site.count("audit").await];
        let file = format!(
            "{PLANS}Draaiboek stroomuitval;draaiboek;Meerssen;Meerssen; Vaals;;;Kort;1;2 december 2024;College;;1-6-2025;klopt nog;Noor\r\n"
        )
        .replace("Meerssen; Vaals", "\"Meerssen; Vaals\"")
            + "=1+1;deelplan;Vaals;;;;;;;;;;;\r\n";
        let address = preview(&coordinator, "/plans/import", &file).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [2, 0, 0, 0], "{:?}", faults(&page));
        assert_eq!(
            site.count("plans").await,
            before[0],
            "a preview stores nothing"
        );
        assert_eq!(site.count("audit").await, before[1]);
        let seen = page.attributes("[name=confirm]", "value")[0].clone();
        let done = coordinator.post(&address, &[("confirm", &seen)]).await;
        assert_eq!(done.status, 303);
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 2, 0]);
        assert!(page.body.contains("2 nieuw, 0 gewijzigd"));
        assert!(page.texts("form[action^='/imports/']").is_empty());
        assert_eq!(site.count("plans").await, before[0] + 2);
        // Two plans, a version and a review.
        assert_eq!(site.count("audit").await, before[1] + 4);
        let link = page.attributes("table.register td a", "href")[0].clone();
        let plan = coordinator.get(&link).await;
        for words in [
            "Draaiboek stroomuitval",
            "2 december 2024",
            "Vaals",
            "1 juni 2025",
        ] {
            assert!(plan.body.contains(words), "{words}");
        }
        // The same import again, and the same file again.
        let again = coordinator.post(&address, &[("confirm", &seen)]).await;
        assert_eq!(again.status, 200);
        assert!(again.body.contains("was al bevestigd"));
        let address = preview(&coordinator, "/plans/import", &file).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 2, 0]);
        assert!(page.texts("form[action^='/imports/']").is_empty());
        confirm(&coordinator, &address).await;
        assert_eq!(site.count("audit").await, before[1] + 4);
    }
);

on_both!(
    a_list_of_organisations_without_a_name_in_it_is_empty,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let file = format!("{PLANS}Proefplan;deelplan;Vaals;\" ; ;\";;;;;;;;;;\r\n");
        let address = preview(&coordinator, "/plans/import", &file).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [1, 0, 0, 0], "{:?}", faults(&page));
        confirm(&coordinator, &address).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 1, 0], "{:?}", faults(&page));
    }
);

on_both!(
    what_is_wrong_is_said_by_row_and_cell_and_the_good_rows_can_go_on,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let rows = [
            "Goed plan;deelplan;Vaals;;;;;;;;;;;",
            ";deelplan;Vaals;;;;;;;;;;;",
            "A;folder;Vaals;;;;;;;;;;;",
            "B;deelplan;Atlantis;;;;;;;;;;;",
            "C;deelplan;Vaals;Vaals,Mordor;;;;;;;;;;",
            "D;deelplan;Vaals;;Geen regel;;;;;;;;;",
            "E;deelplan;Vaals;;;niemand@vaals.example;;;;;;;;",
            "F;deelplan;Vaals;;;;;1;30-2-2026;College;;;;",
            "G;deelplan;Vaals;;;;;1;1-1-2031;College;;;;",
            "H;deelplan;Vaals;;;;;;;;;1-6-2025;prima;Noor",
            "GOED PLAN;deelplan;vaals;;;;;;;;;;;",
            "I;;Vaals;;;;;;;;;;;",
            "J;deelplan;Vaals;;;;;;1-1-2025;;;;;",
        ];
        let file = format!("{PLANS}{}\r\n", rows.join("\r\n"));
        let address = preview(&coordinator, "/plans/import", &file).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [1, 0, 0, 12]);
        let faults = faults(&page);
        let places: Vec<_> = faults.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(
            places,
            [
                "A3, Titel",
                "B4, Soort",
                "C5, Eigenaar",
                "D6, Van toepassing op",
                "E7, Beoordelingsregel",
                "F8, Beheerder",
                "I9, Vastgesteld op",
                "I10, Vastgesteld op",
                "M11, Oordeel",
                "A12, Titel",
                "B13, Soort",
                "H14, Versie",
                "J14, Vastgesteld door",
            ]
        );
        assert!(faults[1].1.contains("Kies uit: Regionaal beleidsplan"));
        assert!(faults[2].1.contains("'Atlantis'"));
        assert!(faults[9].1.contains("rij 2"));
        let wrong = coordinator.get(&format!("{address}/wrong.csv")).await;
        assert!(
            wrong
                .header("content-disposition")
                .contains("rijen-met-fouten.csv")
        );
        assert_eq!(wrong.body.lines().count(), 13);
        assert!(wrong.body.contains("I9, Vastgesteld op: Vul een datum in"));
        confirm(&coordinator, &address).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 1, 12]);
        // What was wrong comes back with its errors, which are no column of the list.
        let address = preview(&coordinator, "/plans/import", &wrong.bytes).await;
        let page = coordinator.get(&address).await;
        // The row that stood there twice is a plan by now.
        assert_eq!(counts(&page)[3], 11);
        assert!(page.texts(".notice").is_empty());
    }
);

on_both!(
    a_withdrawn_plan_takes_no_version_by_import,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let new = "Oud plan;deelplan;Vaals;;;;;;;;;;;";
        let link = imported(&coordinator, new).await.remove(0);
        coordinator.post(&format!("{link}/withdrawal"), &[]).await;
        let row = "Oud plan;deelplan;Vaals;;;;;1;1-2-2024;College;;;;";
        let page = seen(&coordinator, row).await;
        assert_eq!(faults(&page)[0].0, "H2, Versie");
    }
);

on_both!(
    what_was_wrong_is_wrong_in_the_file_with_the_errors_too,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let rows = "A;deelplan;Vaals;;;;#N/B;;;;;;;\r\n\
                    B;deelplan;Vaals;;;;#SAMENGEVOEGD! G2:G3;;;;;;;\r\n\
                    C;deelplan;Vaals;;;;een;;;;;;;;twee\r\n";
        let address = preview(&coordinator, "/plans/import", format!("{PLANS}{rows}")).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 0, 3]);
        let was = faults(&page);
        let wrong = coordinator.get(&format!("{address}/wrong.csv")).await;
        let lines: Vec<_> = wrong.body.lines().collect();
        assert!(lines[3].ends_with(";twee"), "{}", lines[3]);
        let again = preview(&coordinator, "/plans/import", &wrong.bytes).await;
        let page = coordinator.get(&again).await;
        assert_eq!(faults(&page), was);
    }
);
