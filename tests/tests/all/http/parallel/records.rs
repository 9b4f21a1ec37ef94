//! Edits of one version, and names that only one may have.

use super::{
    ADMIN, COORDINATOR, Fields, MANY, VAALS, assert_one, fields, filled, number, one_of_same,
    option, send, with,
};
use axum::http::Method;
use tests::{
    on_both,
    records::{self, RULE},
    site::{Site, Visitor},
};
use tokio::task::JoinSet;

/// Every form that carries the version of what it changes, with a field to change in it.
const EDITS: [(&str, &str); 11] = [
    ("/actions/{id}/edit", "title"),
    ("/exercises/{id}/edit", "place"),
    ("/organisations/{id}/edit", "note"),
    ("/people/{id}/edit", "function"),
    ("/plans/rules/duties/{duty}/edit", "source"),
    ("/plans/rules/{rule}/edit", "source"),
    ("/plans/{id}/annexes/{organisation}/edit", "contacts"),
    ("/plans/{id}/edit", "summary"),
    ("/playbooks/{id}/edit", "title"),
    ("/playbooks/{id}/phases/{phase}/edit", "name"),
    ("/roles/{id}/edit", "source"),
];

on_both!(
    of_many_edits_of_one_version_one_is_stored,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let routes = records::routes(&coordinator).await;
        let edits = routes
            .iter()
            .filter(|route| route.method == Method::GET && route.path.ends_with("/edit"));
        let mut paths: Vec<_> = edits.clone().map(|route| route.path).collect();
        paths.sort_unstable();
        assert_eq!(paths, EDITS.map(|(path, _)| path), "every form is tried");
        for route in edits {
            let (_, field) = EDITS[paths.binary_search(&route.path).expect("a form")];
            let form = filled(&coordinator.get(&route.address).await);
            let version = |form: &Fields| form.iter().any(|(name, _)| name == "version");
            assert!(version(&form), "{}: {form:?}", route.path);
            let forms = (0..MANY).map(|number| {
                let form = with(&form, field, &format!("Tegelijk, nummer {number}"));
                (route.address.clone(), form)
            });
            let statuses = send(&coordinator, forms.collect()).await;
            assert_one(&statuses, &[409], route.path);
        }
    }
);

on_both!(
    of_many_task_cards_for_one_version_one_is_stored,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let role = coordinator.get("/roles").await;
        let role = role
            .attributes("table.register tbody td a", "href")
            .remove(0);
        let page = coordinator.get(&format!("{role}/edit")).await;
        let version = page.attributes("input[name=version]", "value").remove(0);
        let files = (0..MANY).map(|number| format!("# Kaart {number}").into_bytes());
        let path = format!("{role}/task-card");
        let form = [("version", version.as_str())];
        let file = ("file", "kaart.md");
        let statuses = upload(&coordinator, &path, &form, file, files.collect()).await;
        assert_one(&statuses, &[409, 422], "a task card");
    }
);

on_both!(of_the_same_documents_one_is_added, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    let plan = coordinator.plan("Maastricht Aachen Airport").await;
    let page = coordinator.get(&plan).await;
    let links = format!("main a[href^='{plan}/versions/']");
    let version = page.attributes(&links, "href").remove(0);
    let pdf = b"%PDF-1.4\nstartxref\n0\n%%EOF".to_vec();
    let (path, file) = (format!("{version}/documents"), ("document", "plan.pdf"));
    let statuses = upload(&coordinator, &path, &[], file, vec![pdf; MANY]).await;
    assert_one(&statuses, &[422], "a document");
    assert_eq!(site.count("plan_documents").await, 1);
});

/// Sends these files at once.
async fn upload(
    visitor: &Visitor,
    path: &str,
    form: &[(&str, &str)],
    (field, name): (&'static str, &'static str),
    files: Vec<Vec<u8>>,
) -> Vec<u16> {
    let mut tasks = JoinSet::new();
    for file in files {
        let (visitor, path, form) = (visitor.clone(), path.to_owned(), fields(form));
        tasks.spawn(async move {
            let form: Vec<_> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            let answer = visitor.post_file(&path, &form, (field, name, &file)).await;
            answer.status
        });
    }
    tasks.join_all().await
}

on_both!(of_many_with_one_name_one_is_added, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    one_of_same(&coordinator, "/plans/rules/new", &RULE, &[422]).await;

    let page = coordinator.get("/people/new").await;
    let person = [
        ("name", "Lieke Vermeer"),
        ("function", "Adviseur"),
        ("organisation", &option(&page, "organisation", "Vaals")),
        ("email", "lieke.vermeer@vaals.example"),
    ];
    one_of_same(&coordinator, "/people/new", &person, &[422]).await;

    let admin = site.sign_in(ADMIN).await;
    let page = admin.get("/organisations/new").await;
    let region = page.attributes("select[name=region] option[selected]", "value");
    let partner = [
        ("kind", "partner"),
        ("region", region[0].as_str()),
        ("name", "Reddingsbrigade"),
    ];
    one_of_same(&admin, "/organisations/new", &partner, &[422]).await;
});

on_both!(
    duties_and_phases_get_places_of_their_own,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let routes = records::routes(&coordinator).await;
        let address = |path: &str| {
            let route = routes.iter().find(|route| route.path == path);
            route.expect(path).address.clone()
        };
        let duty = fields(&[
            ("interval_months", "12"),
            ("lead_months", "3"),
            ("kinds", "table-top"),
            ("source", "Werkafspraak"),
            ("label", "advice"),
            ("as_of", "2026-11-01"),
            ("checked", "no"),
        ]);
        let new = address("/plans/rules/{rule}/duties/new");
        let duties = (0..MANY).map(|n| (new.clone(), with(&duty, "name", &format!("Plicht {n}"))));
        assert_eq!(send(&coordinator, duties.collect()).await, [303; MANY]);
        let twice = "SELECT COUNT(*) - COUNT(DISTINCT rule_id || ' ' || position) FROM rule_duties";
        assert_eq!(number(&site, twice).await, 0);

        let new = address("/playbooks/{id}/phases/new");
        let page = coordinator.get(&new).await;
        let phase = [
            ("measure", "Rookmelding"),
            ("step_1_role", &option(&page, "step_1_role", "Burgemeester")),
            ("step_1_instruction", "Beslis over de afsluiting."),
        ]
        .iter()
        .fold(filled(&page), |form, (name, value)| {
            with(&form, name, value)
        });
        let phases = (0..MANY).map(|n| (new.clone(), with(&phase, "name", &format!("Fase {n}"))));
        assert_eq!(send(&coordinator, phases.collect()).await, [303; MANY]);
        let twice =
            "SELECT COUNT(*) - COUNT(DISTINCT playbook_id || ' ' || position) FROM playbook_phases";
        assert_eq!(number(&site, twice).await, 0);

        let edit = coordinator.get(&address("/playbooks/{id}/edit")).await;
        let moves = edit.attributes("form[action$='/up'], form[action$='/down']", "action");
        assert!(moves.len() > MANY);
        let moves = moves.into_iter().take(MANY).map(|path| (path, Vec::new()));
        let statuses = send(&coordinator, moves.collect()).await;
        assert_eq!(statuses, [303; MANY]);
        assert_eq!(number(&site, twice).await, 0);
        let gaps =
            "SELECT COUNT(*) FROM (SELECT playbook_id FROM playbook_phases GROUP BY playbook_id
                HAVING MIN(position) <> 1 OR MAX(position) <> COUNT(*)) AS gaps";
        assert_eq!(number(&site, gaps).await, 0);

        let version = edit.attributes("input[name=version]", "value").remove(0);
        let remove = edit.attributes("form[action$='/up']", "action").remove(0);
        let remove = remove.replace("/up", "/delete");
        let page = coordinator.get(&address("/playbooks/{id}/edit")).await;
        let now = page.attributes("input[name=version]", "value").remove(0);
        assert_ne!(version, now);
        one_of_same(&coordinator, &remove, &[("version", &now)], &[404, 409]).await;
    }
);

on_both!(nobody_gets_more_feeds_than_the_limit, async |site: Site| {
    let visitor = site.sign_in(ADMIN).await;
    let feed = fields(&[("name", "Agenda"), ("selection", "scope")]);
    let mut made = 0;
    for _ in 0..3 {
        let feeds = vec![("/me/calendar".to_owned(), feed.clone()); MANY];
        let statuses = send(&visitor, feeds).await;
        assert!(statuses.iter().all(|status| [201, 422].contains(status)));
        made += statuses.iter().filter(|status| **status == 201).count();
    }
    assert_eq!((made, site.count("calendar_feeds").await), (20, 20));
});

on_both!(an_import_is_confirmed_once, async |site: Site| {
    let vaals = site.sign_in(VAALS).await;
    let list = "Titel;Soort;Eigenaar\r\nDraaiboek stroomuitval;Draaiboek;Vaals\r\n";
    let file = ("file", "plannen.csv", list.as_bytes());
    let preview = vaals.post_file("/plans/import", &[], file).await;
    let address = preview.header("location").to_owned();
    let seen = vaals
        .get(&address)
        .await
        .attributes("[name=confirm]", "value");
    let before = site.count("plans").await;
    let forms = vec![(address.clone(), fields(&[("confirm", &seen[0])])); MANY];
    let statuses = send(&vaals, forms).await;
    assert!(
        statuses
            .iter()
            .all(|status| [200, 303, 409].contains(status)),
        "{statuses:?}"
    );
    assert_eq!(site.count("plans").await, before + 1);
});
