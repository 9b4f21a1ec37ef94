//! Two versions side by side, and the dossier.

use super::*;

on_both!(
    a_plan_with_one_version_has_nothing_to_compare,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let page = coordinator.get(&format!("{plan}/compare")).await;
        assert_eq!((page.status, page.texts("main table").len()), (200, 0));
        assert!(page.body.contains("nog maar één"));
    }
);

on_both!(
    two_versions_stand_side_by_side_with_what_differs,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("hoog water Meerssen").await;
        let compare = format!("{plan}/compare");
        let first = versions(&coordinator, &plan).await;
        second_version(&coordinator, &plan, "2026-nieuw").await;
        let versions = versions(&coordinator, &plan).await;
        assert_eq!(versions.len(), first.len() + 1);
        add(&coordinator, &versions[0], "plan.pdf", PDF).await;
        add(&coordinator, &versions[1], "plan.pdf", PDF).await;
        add(&coordinator, &versions[0], "bijlage.odt", &odt()).await;
        add(&coordinator, &versions[1], "bijlage.odt", &docx()).await;
        let page = coordinator.get(&compare).await;
        let heads = page.texts("main thead th");
        assert_eq!(heads[2], "Versie 2026-nieuw");
        let rows = page.texts("main tbody tr.differs th");
        assert!(
            rows.iter().all(|row| row.ends_with("Verschilt")),
            "{rows:?}"
        );
        assert!(rows.iter().any(|row| row.starts_with("Vastgesteld op")));
        let files = page.texts("main tbody tr:last-child td").join(" ");
        assert!(files.contains("in beide versies hetzelfde bestand"));
        assert!(files.contains("alleen bij deze versie"));
        assert!(page.body.contains("Nieuwe wegen &lt;en&gt; paden"));
        // The other way round, chosen by hand.
        let id = |address: &String| {
            address
                .rsplit('/')
                .next()
                .map(str::to_owned)
                .expect("an id")
        };
        let query = format!("{compare}?a={}&b={}", id(&versions[0]), id(&versions[1]));
        let turned = coordinator.get(&query).await;
        assert_eq!(turned.texts("main thead th")[1], "Versie 2026-nieuw");
        assert_eq!(
            turned.attributes("select[name=a] option[selected]", "value"),
            [id(&versions[0])]
        );
        let twice = format!("{compare}?a={0}&b={0}", id(&versions[0]));
        let twice = coordinator.get(&twice).await;
        assert!(twice.body.contains("twee keer dezelfde versie"));
        let unknown = coordinator.get(&format!("{compare}?a=nothing&b=")).await;
        assert_eq!(unknown.texts("main thead th"), heads);
        let page = coordinator.get(&plan).await;
        assert_eq!(
            page.attributes("main footer a", "href"),
            std::slice::from_ref(&compare)
        );
        let newest = coordinator.get(&versions[0]).await;
        let links = newest.attributes(".page-actions a", "href");
        assert_eq!(
            links,
            [format!(
                "{compare}?a={}&b={}",
                id(&versions[1]),
                id(&versions[0])
            )]
        );
        assert_eq!(site.sign_in(VAALS).await.get(&compare).await.status, 404);
    }
);

on_both!(the_dossier_holds_the_whole_record, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    let plan = coordinator.plan("Maastricht Aachen Airport").await;
    let version = versions(&coordinator, &plan).await.remove(0);
    add(&coordinator, &version, "Airport.pdf", PDF).await;
    let hash = coordinator.get(&version).await.texts("main code").remove(0);
    let page = coordinator.get(&format!("{plan}/dossier")).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.texts("main h1").len(), 1);
    assert!(page.texts("main h2").len() >= 12);
    assert_eq!(
        page.attributes(
            "section[aria-labelledby=facts] [data-status]",
            "data-status"
        ),
        ["due-soon"]
    );
    let text = page.texts("main").join(" ");
    for words in [
        "Rampbestrijdingsplan",
        "Airport.pdf",
        &hash,
        "1 december 2026",
        "document toegevoegd",
        "Grootte",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let button = coordinator.get(&plan).await;
    let links = button.attributes(".page-actions a", "href");
    assert!(links.contains(&format!("{plan}/dossier")));
    let hidden = coordinator.plan("hoog water Meerssen").await;
    let vaals = site.sign_in(VAALS).await;
    assert_eq!(vaals.get(&format!("{hidden}/dossier")).await.status, 404);
});

on_both!(
    a_dossier_says_who_has_read_the_plan_and_what_its_annexes_are_worth,
    async |site: Site| {
        let coordinator = site.sign_in("coordinator@demo.paraat").await;
        let register = coordinator.get("/plans?q=Maastricht+Aachen").await;
        let plan = register.attributes("table.register tbody td a", "href")[0].clone();
        let dossier = coordinator.get(&format!("{plan}/dossier")).await;
        let part = |id: &str| {
            dossier
                .texts(&format!("section[aria-labelledby={id}]"))
                .concat()
        };
        let readers = part("readers");
        assert!(
            readers.contains("Burgemeester") && readers.contains("1 van 2 gelezen"),
            "{readers}"
        );
        let annexes = part("annexes");
        assert!(
            annexes.contains("Ontbreekt") && annexes.contains("Meerssen"),
            "{annexes}"
        );
    }
);
