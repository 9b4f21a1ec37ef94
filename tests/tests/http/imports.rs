//! Import and export over HTTP.

use axum::{
    body::Body,
    http::{Request, header},
};
use server::on_db;
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
    let places = answer.texts(".import-details b");
    places
        .into_iter()
        .zip(answer.texts(".import-details small"))
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
            + "=1+1;bijlage;Vaals;;;;;;;;;;;\r\n";
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
        let file = format!("{PLANS}Proefplan;bijlage;Vaals;\" ; ;\";;;;;;;;;;\r\n");
        let address = preview(&coordinator, "/plans/import", &file).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [1, 0, 0, 0], "{:?}", faults(&page));
        confirm(&coordinator, &address).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 1, 0], "{:?}", faults(&page));
    }
);

on_both!(
    a_changed_row_says_what_changes_and_an_empty_cell_leaves_what_is_there,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let new = "Proefplan;bijlage;Vaals;;;;Eerste tekst;1;1-2-2024;College;;;;";
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
                "Versie'1' wordt '2'",
                "Vastgesteld op1 februari 2024 wordt 1 februari 2026",
                "Laatste beoordelingleeg wordt 1 maart 2026",
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
    what_is_wrong_is_said_by_row_and_cell_and_the_good_rows_can_go_on,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let rows = [
            "Goed plan;bijlage;Vaals;;;;;;;;;;;",
            ";bijlage;Vaals;;;;;;;;;;;",
            "A;folder;Vaals;;;;;;;;;;;",
            "B;bijlage;Atlantis;;;;;;;;;;;",
            "C;bijlage;Vaals;Vaals,Mordor;;;;;;;;;;",
            "D;bijlage;Vaals;;Geen regel;;;;;;;;;",
            "E;bijlage;Vaals;;;niemand@vaals.example;;;;;;;;",
            "F;bijlage;Vaals;;;;;1;30-2-2026;College;;;;",
            "G;bijlage;Vaals;;;;;1;1-1-2031;College;;;;",
            "H;bijlage;Vaals;;;;;;;;;1-6-2025;prima;Noor",
            "GOED PLAN;bijlage;vaals;;;;;;;;;;;",
            "I;;Vaals;;;;;;;;;;;",
            "J;bijlage;Vaals;;;;;;1-1-2025;;;;;",
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
    people_are_added_and_changed_by_their_address,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let before = site.count("people").await;
        let rows = "Lieke Vermeer;Adviseur;Gemeente Vaals;Lieke.Vermeer@vaals.example;'+31 43 555 90 01;06-99887766\r\n\
                    Piet;Adviseur;Meerssen;piet@meerssen.example;;\r\n\
                    Kees;Adviseur;Vaals;geen adres;612345678;\r\n";
        let address = preview(&vaals, "/people/import", format!("{PEOPLE}{rows}")).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [1, 0, 0, 2]);
        let places: Vec<_> = faults(&page).into_iter().map(|(place, _)| place).collect();
        assert_eq!(
            places,
            ["C3, Organisatie", "D4, E-mail", "E4, Telefoon werk"]
        );
        assert_eq!(confirm(&vaals, &address).await.status, 303);
        assert_eq!(site.count("people").await, before + 1);
        let list = "E-mail;Naam;Organisatie;Functie\nlieke.vermeer@VAALS.example;Lieke Vermeer;Vaals;Hoofd\n";
        let address = preview(&vaals, "/people/import", list).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [0, 1, 0, 0], "{:?}", faults(&page));
        assert_eq!(
            page.texts(".import-details li"),
            ["Functie'Adviseur' wordt 'Hoofd'"]
        );
        confirm(&vaals, &address).await;
        let link = page.attributes("table.register td a", "href")[0].clone();
        let person = vaals.get(&link).await;
        assert!(person.body.contains("Hoofd") && person.body.contains("06-99887766"));
    }
);

on_both!(
    an_address_of_somebody_elsewhere_is_not_taken_over,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let (email,): (String,) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT pe.email FROM people pe JOIN organisations o ON o.id = pe.organisation_id WHERE o.name = 'Meerssen' ORDER BY pe.id LIMIT 1"
        )
        .fetch_one(c)
        .await)
        .expect("a person");
        let list = format!("{PEOPLE}Iemand;Functie;Vaals;{email};;\r\n");
        let address = preview(&vaals, "/people/import", list).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 0, 1]);
        assert_eq!(faults(&page)[0].0, "D2, E-mail");
        assert!(page.body.contains("Geen enkele rij"));
    }
);

on_both!(an_export_comes_back_without_a_change, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    // One that a spreadsheet would take for a formula.
    let odd = "'=HYPERLINK(\"x\");bijlage;Vaals;;;;'-1;;;;;;;";
    let odd = format!("{PLANS}{}\r\n", odd.replace("\"x\"", "x"));
    let address = preview(&coordinator, "/plans/import", odd).await;
    confirm(&coordinator, &address).await;
    for path in ["/plans.csv", "/plans.xlsx"] {
        let export = coordinator.get(path).await;
        assert_eq!(export.status, 200);
        assert!(
            export
                .header("content-disposition")
                .contains("plannen-2026-11-23.")
        );
        let address = preview(&coordinator, "/plans/import", &export.bytes).await;
        let page = coordinator.get(&address).await;
        let [new, changed, same, wrong] = counts(&page);
        // Plans that belong to partners may not be changed from here.
        let elsewhere = faults(&page)
            .iter()
            .filter(|(_, why)| why.contains("geen plannen beheren"))
            .count();
        assert_eq!(
            [new, changed, wrong],
            [0, 0, i64::try_from(elsewhere).expect("few")],
            "{path} {:?} {:?}",
            faults(&page),
            page.texts(".import-details li")
        );
        assert!(same > 30, "{path}: {same}");
        assert!(page.texts(".notice").is_empty());
    }
    let csv = coordinator.get("/plans.csv").await;
    assert!(csv.bytes.starts_with("\u{feff}Titel;Soort;".as_bytes()));
    assert!(csv.body.contains("\n'=HYPERLINK(x);"));
});

on_both!(
    an_export_tells_of_an_extension_and_of_what_asks_for_attention,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("contactgegevens Vaals").await;
        let extension = [
            ("until", "2027-03-01"),
            ("reason", "Na de verkiezingen"),
            ("decided_by", "College"),
            ("decided_on", "2026-11-02"),
        ];
        let extensions = format!("{plan}/extensions");
        assert_eq!(coordinator.post(&extensions, &extension).await.status, 303);
        let csv = coordinator.get("/plans.csv?q=contactgegevens+Vaals").await;
        let mut lines = csv.body.lines();
        let heads = lines.next().expect("headers");
        assert!(
            heads.ends_with("Verlengd tot en met;Aandacht gevraagd sinds"),
            "{heads}"
        );
        let extended = lines.next().expect("the plan");
        assert!(extended.ends_with(";01-03-2027;"), "{extended}");
        let csv = coordinator.get("/plans.csv?q=Airport").await;
        let airport = csv.body.lines().nth(1).expect("the plan");
        assert!(airport.ends_with(";18-11-2025"), "{airport}");
    }
);

on_both!(
    an_export_has_what_the_filter_shows_and_the_reader_may_see,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let page = vaals.get("/plans?kind=playbook-document").await;
        let shown = page.texts("table.register tbody td:first-child a");
        let links = page.attributes("#results .button-row a", "href");
        assert_eq!(
            links,
            [
                "/plans.xlsx?kind=playbook-document",
                "/plans.csv?kind=playbook-document"
            ]
        );
        let csv = vaals.get(&links[1]).await;
        assert_eq!(csv.body.lines().count(), shown.len() + 1);
        for title in shown {
            assert!(csv.body.contains(&title), "{title}");
        }
    }
);

on_both!(
    a_file_that_can_not_be_read_leaves_the_page_with_the_reason,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let refused = async |file: &[u8], status: u16, words: &str| {
            let answer = send(&coordinator, "/plans/import", file).await;
            assert_eq!(answer.status, status, "{words}");
            let error = answer.texts("#file-error");
            assert!(error[0].contains(words), "{error:?}");
        };
        refused(b"", 422, "leeg").await;
        refused(b"%PDF-1.7", 422, "pdf").await;
        refused(
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
            422,
            "wachtwoord",
        )
        .await;
        refused(PLANS.as_bytes(), 422, "geen gegevens").await;
        refused(b"Soort;Eigenaar\na;b\n", 422, "Titel").await;
        let many = format!("{PLANS}{}", "A;;Vaals\r\n".repeat(10_001));
        refused(many.as_bytes(), 422, "10.000 rijen").await;
        refused(&vec![b'a'; 10 * 1024 * 1024 + 1], 413, "10 MB").await;
        let nothing = coordinator.post("/plans/import", &[]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.texts("#file-error")[0].contains("Kies een bestand"));
    }
);

on_both!(
    a_preview_belongs_to_the_one_who_made_it_for_a_day,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let file = format!("{PLANS}Een plan;bijlage;Vaals;;;;;;;;;;;\r\n");
        let address = preview(&coordinator, "/plans/import", file).await;
        assert_eq!(vaals.get(&address).await.status, 404);
        assert_eq!(vaals.post(&address, &[]).await.status, 404);
        assert_eq!(vaals.get(&format!("{address}/wrong.csv")).await.status, 404);
        let staff = site.sign_in(STAFF).await;
        assert_eq!(staff.get("/plans/import").await.status, 403);
        assert_eq!(
            send(&staff, "/plans/import", PLANS.as_bytes()).await.status,
            403
        );
        let now = site.clock().now();
        let tidy = async |hours| {
            let at = now + chrono::TimeDelta::hours(hours);
            server::imports::store::tidy(site.db(), at)
                .await
                .expect("a tidy table");
        };
        tidy(23).await;
        assert_eq!(coordinator.get(&address).await.status, 200);
        tidy(25).await;
        assert_eq!(coordinator.get(&address).await.status, 404);
    }
);

on_both!(
    what_happens_is_decided_anew_when_it_is_confirmed,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let file = format!("{PLANS}Een plan;bijlage;Vaals;;;;;;;;;;;\r\n");
        let first = preview(&coordinator, "/plans/import", &file).await;
        let second = preview(&coordinator, "/plans/import", &file).await;
        let before = site.count("plans").await;
        confirm(&coordinator, &first).await;
        let answer = confirm(&coordinator, &second).await;
        assert_eq!(answer.status, 303);
        assert_eq!(site.count("plans").await, before + 1);
        let page = coordinator.get(&second).await;
        assert!(page.body.contains("0 nieuw, 0 gewijzigd"));
    }
);

on_both!(
    a_long_preview_shows_what_is_wrong_on_its_first_page,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let rows: String = (0..120)
            .map(|n| format!("Plan {n};bijlage;Vaals;;;;;;;;;;;\r\n"))
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
    a_withdrawn_plan_takes_no_version_by_import,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let new = "Oud plan;bijlage;Vaals;;;;;;;;;;;";
        let address = preview(&coordinator, "/plans/import", format!("{PLANS}{new}\r\n")).await;
        confirm(&coordinator, &address).await;
        let page = coordinator.get(&address).await;
        let link = page.attributes("table.register td a", "href")[0].clone();
        coordinator.post(&format!("{link}/withdrawal"), &[]).await;
        let row = "Oud plan;bijlage;Vaals;;;;;1;1-2-2024;College;;;;";
        let address = preview(&coordinator, "/plans/import", format!("{PLANS}{row}\r\n")).await;
        let page = coordinator.get(&address).await;
        assert_eq!(faults(&page)[0].0, "H2, Versie");
    }
);

on_both!(
    a_template_holds_the_columns_and_is_no_list_yet,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        for kind in ["plans", "people"] {
            for format in ["xlsx", "csv"] {
                let page = format!("/{kind}/import");
                let template = coordinator.get(&format!("{page}/template.{format}")).await;
                assert_eq!(template.status, 200);
                let answer = send(&coordinator, &page, &template.bytes).await;
                assert_eq!(answer.status, 422);
                assert!(answer.texts("#file-error")[0].contains("geen gegevens"));
            }
        }
    }
);

on_both!(
    what_is_confirmed_is_what_the_preview_said,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let new = "Proefplan;bijlage;Vaals;;;;Eerste tekst;;;;;;;\r\n";
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
    line_breaks_in_a_cell_are_the_same_however_they_are_written,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let row = "\"Plan\r\nvan twee regels\";bijlage;Vaals;;;;\"Een\r\ntwee\";\"1\r\na\";1-2-2024;\"College\r\nvan B en W\";;1-3-2025;klopt nog;\"Noor\r\nDassen\"\r\n";
        let file = format!("{PLANS}{row}");
        let others = [file.replace("\r\n", "\n"), file.replace("\r\n", "\r")];
        let address = preview(&coordinator, "/plans/import", &file).await;
        assert_eq!(confirm(&coordinator, &address).await.status, 303);
        for file in others.iter().chain([&file]) {
            let address = preview(&coordinator, "/plans/import", file).await;
            let page = coordinator.get(&address).await;
            assert_eq!(counts(&page), [0, 0, 1, 0], "{:?}", faults(&page));
        }
    }
);

on_both!(
    somebody_who_left_is_not_changed_by_a_file,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let file = format!("{PEOPLE}Lieke Vermeer;Adviseur;Vaals;lieke@vaals.example;;\r\n");
        let address = preview(&vaals, "/people/import", &file).await;
        assert_eq!(confirm(&vaals, &address).await.status, 303);
        let page = vaals.get(&address).await;
        let person = page.attributes("table.register td a", "href")[0].clone();
        let leave = async |day: &str| {
            let answer = vaals
                .post(&format!("{person}/departure"), &[("left_on", day)])
                .await;
            assert_eq!(answer.status, 303);
        };
        let file = file.replace("Adviseur", "Hoofd");
        leave("2026-11-22").await;
        let address = preview(&vaals, "/people/import", &file).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 0, 1]);
        let (place, words) = faults(&page).remove(0);
        assert_eq!(place, "D2, E-mail");
        assert!(words.contains("22 november 2026"), "{words}");
        // Until the last day there is nothing against it.
        leave("2026-11-23").await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [0, 1, 0, 0], "{:?}", faults(&page));
    }
);

on_both!(
    accounts_belong_to_the_people_who_are_imported,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        // Two accounts without a person: one of Vaals, and one that has no access to it.
        for (id, email, organisation) in [
            ("u1", "een@vaals.example", "Vaals"),
            ("u2", "twee@vaals.example", "Meerssen"),
        ] {
            let sql = "INSERT INTO users (id, email, name, password_hash, created_at)
                       SELECT $1, $2, 'Iemand', 'x', MIN(created_at) FROM users";
            on_db!(site.db(), |c| sqlx::query(sql)
                .bind(id)
                .bind(email)
                .execute(c)
                .await
                .map(drop))
            .expect("an account");
            let sql = "INSERT INTO grants (user_id, organisation_id, level)
                       SELECT $1, id, 'staff' FROM organisations WHERE name = $2";
            on_db!(site.db(), |c| sqlx::query(sql)
                .bind(id)
                .bind(organisation)
                .execute(c)
                .await
                .map(drop))
            .expect("a grant");
        }
        let rows = "Een;Adviseur;Vaals;een@vaals.example;;\r\nTwee;Adviseur;Vaals;twee@vaals.example;;\r\n";
        let address = preview(&vaals, "/people/import", format!("{PEOPLE}{rows}")).await;
        assert_eq!(confirm(&vaals, &address).await.status, 303);
        let linked: Vec<(String, String)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT u.id, pe.email FROM users u JOIN people pe ON pe.id = u.person_id WHERE u.id IN ('u1', 'u2')"
        )
        .fetch_all(c)
        .await)
        .expect("the accounts");
        assert_eq!(linked, [("u1".to_owned(), "een@vaals.example".to_owned())]);
        let (told,): (i64,) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT COUNT(*) FROM audit WHERE action = 'link' AND subject = 'user' AND subject_id = 'u1' AND organisation_id IS NOT NULL"
        )
        .fetch_one(c)
        .await)
        .expect("a count");
        assert_eq!(told, 1);
    }
);

on_both!(
    every_organisation_in_reach_may_be_named_however_many_there_are,
    async |site: Site| {
        let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
                   INSERT INTO organisations (id, region_id, kind, name)
                   SELECT 'o' || i, (SELECT id FROM organisations WHERE kind = 'region'), 'municipality', 'Zz ' || i
                   FROM n";
        on_db!(site.db(), |c| sqlx::query(sql).execute(c).await.map(drop))
            .expect("the organisations");
        let coordinator = site.sign_in(COORDINATOR).await;
        let all: Vec<String> = (1..=600).map(|number| format!("Zz {number}")).collect();
        let row = format!(
            "Proefplan;bijlage;Zz 600;\"{}\";;;;;;;;;;\r\n",
            all.join("; ")
        );
        let address = preview(&coordinator, "/plans/import", format!("{PLANS}{row}")).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [1, 0, 0, 0], "{:?}", faults(&page));
        assert_eq!(confirm(&coordinator, &address).await.status, 303);
        let csv = coordinator.get("/plans.csv").await;
        let address = preview(&coordinator, "/plans/import", &csv.bytes).await;
        let page = coordinator.get(&address).await;
        assert_eq!(
            counts(&page)[..2],
            [0, 0],
            "{:?}",
            page.texts(".import-details li")
        );
    }
);
