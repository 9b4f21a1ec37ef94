//! The register as a file, and how it comes back.

use super::*;
use server::on_writer;

on_both!(an_export_comes_back_without_a_change, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    // One that a spreadsheet would take for a formula.
    let odd = "'=HYPERLINK(\"x\");deelplan;Vaals;;;;'-1;;;;;;;";
    let odd = format!("{PLANS}{}\r\n", odd.replace("\"x\"", "x"));
    let address = preview(&coordinator, "/plans/import", odd).await;
    confirm(&coordinator, &address).await;
    // A plan that was withdrawn, and that had the title of another.
    site.run(
        "INSERT INTO plans (id, owner_id, title, kind, rule_id, stage)
         SELECT 'namesake', owner_id, title, kind, rule_id, 'withdrawn' FROM plans
         WHERE title LIKE '%hoog water Vaals%'",
    )
    .await;
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
        assert!(!shown.is_empty());
        let csv = vaals.get(&links[1]).await;
        assert_eq!(csv.body.lines().count(), shown.len() + 1);
        for title in shown {
            assert!(csv.body.contains(&title), "{title}");
        }
    }
);

on_both!(
    every_organisation_in_reach_may_be_named_however_many_there_are,
    async |site: Site| {
        let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
                   INSERT INTO organisations (id, region_id, kind, name)
                   SELECT 'o' || i, (SELECT id FROM organisations WHERE kind = 'region'), 'municipality', 'Zz ' || i
                   FROM n";
        on_writer!(site.db(), |c| sqlx::query(sql).execute(c).await.map(drop))
            .expect("the organisations");
        let coordinator = site.sign_in(COORDINATOR).await;
        let all: Vec<String> = (1..=600).map(|number| format!("Zz {number}")).collect();
        let row = format!(
            "Proefplan;deelplan;Zz 600;\"{}\";;;;;;;;;;\r\n",
            all.join("; ")
        );
        let address = preview(&coordinator, "/plans/import", format!("{PLANS}{row}")).await;
        let page = coordinator.get(&address).await;
        assert_eq!(counts(&page), [1, 0, 0, 0], "{:?}", faults(&page));
        assert_eq!(confirm(&coordinator, &address).await.status, 303);
        let csv = coordinator.get("/plans.csv").await;
        let address = preview(&coordinator, "/plans/import", &csv.bytes).await;
        let page = coordinator.get(&address).await;
        let [new, changed, same, wrong] = counts(&page);
        let words = page.texts(".import-details li");
        let elsewhere = words
            .iter()
            .filter(|why| why.contains("geen plannen beheren"));
        let elsewhere = i64::try_from(elsewhere.count()).expect("few");
        assert_eq!([new, changed, wrong], [0, 0, elsewhere], "{words:?}");
        assert!(same > 30, "{same}");
    }
);
