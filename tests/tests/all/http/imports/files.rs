//! Files that can and that cannot be read, and how long one is kept.

use super::*;

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
        let file = format!("{PLANS}Een plan;deelplan;Vaals;;;;;;;;;;;\r\n");
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
            server::sheets::imports::store::tidy(site.db(), at)
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
    line_breaks_in_a_cell_are_the_same_however_they_are_written,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let row = "\"Plan\r\nvan twee regels\";deelplan;Vaals;;;;\"Een\r\ntwee\";\"1\r\na\";1-2-2024;\"College\r\nvan B en W\";;1-3-2025;klopt nog;\"Noor\r\nDassen\"\r\n";
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
