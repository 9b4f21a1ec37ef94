//! The audit trail over HTTP.

use app::trail::Subject;
use server::{
    change::Change,
    identity::commands::{NewUser, add},
    on_db,
    trail::{Actor, store},
};
use tests::{
    on_both,
    site::{Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";

/// Changes the note of an organisation, so that there is something to read.
async fn change(visitor: &Visitor, name: &str) {
    let page = visitor.get("/organisations").await;
    let links = "table.register tbody td:first-child a";
    let at = page
        .texts(links)
        .iter()
        .position(|text| text == name)
        .expect(name);
    let edit = format!("{}/edit", page.attributes(links, "href")[at]);
    let form = visitor.get(&edit).await;
    let version = form.attributes("input[name=version]", "value").remove(0);
    let fields = [
        ("name", name),
        ("note", "Aan de grens"),
        ("version", version.as_str()),
    ];
    assert_eq!(visitor.post(&edit, &fields).await.status, 303);
}

on_both!(
    the_trail_tells_who_did_what_in_plain_words,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        change(&region, "Vaals").await;
        let page = region.get("/audit").await;
        let first = page.texts("table.register tbody tr:first-child td");
        assert!(
            first[0].starts_with("Vaals") && first[0].ends_with("Organisatie: gewijzigd"),
            "{first:?}"
        );
        assert_eq!(first[2], "ma 23 nov 2026 09:30");
        assert!(
            first[3].contains("ToelichtingAan de grenswas: Heuvellandgemeente."),
            "{first:?}"
        );
        assert!(
            page.attributes("table.register tbody tr:first-child a", "href")[0]
                .starts_with("/organisations/")
        );
        assert!(!page.body.contains("{&quot;") && !page.body.contains("{\""));
        let english = [("language", "en"), ("next", "/audit")];
        region.post("/me/language", &english).await;
        assert!(
            region
                .get("/audit")
                .await
                .texts("table.register tbody tr:first-child td")[0]
                .ends_with("Organisation: changed")
        );
    }
);

on_both!(the_trail_is_filtered_and_scoped, async |site: Site| {
    let region = site.sign_in(COORDINATOR).await;
    let vaals = site.sign_in(VAALS).await;
    change(&region, "Meerssen").await;
    change(&vaals, "Vaals").await;
    let names = async |visitor: &Visitor, query: &str| {
        let page = visitor.get(&format!("/audit{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        page.texts("table.register tbody td:first-child a")
    };
    let of_vaals = names(&vaals, "").await;
    assert_eq!(of_vaals[0], "Vaals", "the newest comes first");
    let elsewhere = ["Meerssen", "Valkenburg", "Gulpen", "Margraten"];
    let told = of_vaals.concat();
    assert!(elsewhere.iter().all(|name| !told.contains(name)), "{told}");
    assert!(names(&region, "").await.contains(&"Meerssen".to_owned()));
    assert!(names(&region, "?subject=calendar-feed").await.is_empty());
    assert!(names(&region, "?subject=organisation").await.len() >= 2);
    assert!(names(&region, "?actor=nobody%25").await.is_empty());
    assert!(names(&region, "?actor=%00&subject=%00&page=-1").await.len() >= 2);
    for email in ["medewerker.meerssen@demo.paraat", "bestuur@demo.paraat"] {
        assert_eq!(site.sign_in(email).await.get("/audit").await.status, 403);
    }
    assert_eq!(
        site.sign_in("admin@demo.paraat")
            .await
            .get("/audit")
            .await
            .status,
        200
    );
});

on_both!(
    what_only_a_newer_program_knows_is_told_all_the_same,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        change(&region, "Vaals").await;
        site.run("UPDATE audit SET subject = 'ship', action = 'launch' WHERE subject = 'organisation' AND action = 'edit'")
            .await;
        let page = region.get("/audit").await;
        assert_eq!(page.status, 200);
        let first = page.texts("table.register tbody tr:first-child td");
        assert_eq!(first[0], "Bestaat niet meerGegevens: gewijzigd");
        assert!(
            first[3].contains("ToelichtingAan de grenswas: Heuvellandgemeente."),
            "{first:?}"
        );
    }
);

on_both!(
    a_new_account_belongs_to_the_person_with_the_same_address,
    async |site: Site| {
        let row: (String, String, String) = on_db!(site.db(), |c| sqlx::query_as(
        "SELECT id, email, organisation_id FROM people
         WHERE id NOT IN (SELECT person_id FROM users WHERE person_id IS NOT NULL) ORDER BY id LIMIT 1"
    )
    .fetch_one(c)
    .await)
    .expect("somebody without an account");
        let (person, email, organisation) = row;
        let new = NewUser {
            email: email.to_uppercase(),
            name: "Nieuw".to_owned(),
            password_hash: "none".to_owned(),
            person: None,
            grants: vec![(organisation.into(), server::identity::user::Level::Staff)],
        };
        let by = Actor::program(site.clock().now());
        let begun = Change::begin(site.db(), by, site.clock().today()).await;
        let mut change = begun.expect("a change");
        let user = add(&mut change, &new).await.expect("an account");
        change.commit().await.expect("it is stored");
        let (linked,): (Option<String>,) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT person_id FROM users WHERE id = $1"
        )
        .bind(user.as_str())
        .fetch_one(c)
        .await)
        .expect("the account");
        assert_eq!(linked, Some(person));
        let history = store::history(site.app(), &user, Subject::User, user.as_str())
            .await
            .expect("a history");
        assert_eq!(history.len(), 1);
        let grants = history[0]
            .changes
            .iter()
            .find(|change| change.field == "grants")
            .expect("grants");
        assert!(grants.after[0].ends_with(" · staff"), "{grants:?}");
    }
);

on_both!(
    the_trail_shows_feeds_and_sessions_that_end,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let feed = [("name", "Mijn telefoon"), ("selection", "scope")];
        assert_eq!(vaals.post("/me/calendar", &feed).await.status, 201);
        site.sign_in(VAALS).await;
        let end = vaals
            .get("/me/account")
            .await
            .attributes("form[action^='/me/account/sessions/']", "action")
            .remove(0);
        assert_eq!(vaals.post(&end, &[]).await.status, 303);
        assert_eq!(vaals.post(&end, &[]).await.status, 404);
        let seen = async |email: &str| {
            let page = site.sign_in(email).await.get("/audit").await;
            assert_eq!(page.status, 200);
            ["Mijn telefoon", "op een ander apparaat uitgelogd"]
                .map(|words| page.body.contains(words))
        };
        assert_eq!(seen(VAALS).await, [true, true], "one's own");
        assert_eq!(seen("admin@demo.paraat").await, [true, true]);
        assert_eq!(seen(COORDINATOR).await, [false, false], "of others");
    }
);

/// What Vaals reads in the history of a plan, on its page, in its dossier and in the trail.
async fn told_to_vaals(site: &Site, plan: &str) -> String {
    let vaals = site.sign_in(VAALS).await;
    let mut told = String::new();
    for (address, part) in [
        (plan.to_owned(), "section[aria-labelledby=history]"),
        (
            format!("{plan}/dossier"),
            "section[aria-labelledby=history]",
        ),
        ("/audit".to_owned(), "table.register"),
    ] {
        let page = vaals.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        told += &page.texts(part).concat();
    }
    told
}

/// The choice of a form whose words begin so.
async fn choice(visitor: &Visitor, form: &str, field: &str, words: &str) -> String {
    let page = visitor.get(form).await;
    let options = format!("select[name={field}] option");
    let titles = page.texts(&options);
    let at = titles.iter().position(|title| title.starts_with(words));
    page.attributes(&options, "value")
        .remove(at.unwrap_or_else(|| panic!("{words}: {titles:?}")))
}

on_both!(
    a_history_names_only_what_the_reader_may_see,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let shared = region.plan("Rampbestrijdingsplan Hoogwater").await;
        let form = format!("{shared}/signals/new");
        let title = "Table-top hoog water Eijsden-Margraten";
        let words = "Zonder afspraken met ondernemers";
        let exercise = choice(&region, &form, "exercise", title).await;
        let lesson = choice(&region, &form, "lesson", words).await;
        let signal = [
            ("cause", "exercise"),
            ("reason", "Campings staan er niet in"),
            ("exercise", &exercise),
            ("lesson", &lesson),
        ];
        assert_eq!(region.post(&form, &signal).await.status, 303);
        let of_region = region.get(&shared).await;
        let of_region = of_region.texts("section[aria-labelledby=history]").concat();
        assert!(of_region.contains(title) && of_region.contains(words));
        let told = told_to_vaals(&site, &shared).await;
        assert!(told.contains("Campings staan er niet in"), "{told}");
        assert!(told.contains("buiten uw organisaties"), "{told}");
        assert!(!told.contains(title) && !told.contains(words), "{told}");

        let shared = region.plan("Draaiboek langdurige stroomuitval").await;
        let form = format!("{shared}/withdrawal");
        let title = "Draaiboek opvang ontheemden Meerssen";
        let successor = choice(&region, &form, "replaced_by", title).await;
        let withdrawal = [("replaced_by", successor.as_str())];
        assert_eq!(region.post(&form, &withdrawal).await.status, 303);
        let told = told_to_vaals(&site, &shared).await;
        assert!(told.contains("Vervangen door"), "{told}");
        assert!(!told.contains(title), "{told}");
    }
);

on_both!(
    a_long_history_says_that_there_is_more_and_where,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let plan = vaals.plan("Draaiboek hoog water Vaals").await;
        let more = format!("section[aria-labelledby=history] a[href='{plan}/dossier']");
        let page = vaals.get(&plan).await;
        assert!(page.attributes(&more, "href").is_empty());
        for number in 0..31 {
            let reason = format!("Reden {number}.");
            let signal = [("cause", "other"), ("reason", reason.as_str())];
            let raised = vaals.post(&format!("{plan}/signals/new"), &signal).await;
            assert_eq!(raised.status, 303);
        }
        let page = vaals.get(&plan).await;
        let history = page.texts("section[aria-labelledby=history]").concat();
        assert!(history.contains("de nieuwste 30 wijzigingen"), "{history}");
        assert!(!history.contains("Reden 0."), "{history}");
        assert_eq!(page.attributes(&more, "href").len(), 1);
        let dossier = vaals.get(&format!("{plan}/dossier")).await;
        let history = dossier.texts("section[aria-labelledby=history]").concat();
        assert!(history.contains("Reden 0."), "{history}");
    }
);

on_both!(
    each_plan_of_the_demonstration_has_the_history_that_its_page_shows,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let register = region.get("/plans?sort=title").await;
        let plans = register.attributes("table.register tbody td:first-child a", "href");
        assert!(plans.len() > 30, "{}", plans.len());
        for plan in plans {
            let page = region.get(&plan).await;
            let history = page.texts("section[aria-labelledby=history] ol.timeline > li");
            let last = history.last().expect(&plan);
            assert!(last.contains(": toegevoegd"), "{plan}: {history:?}");
            let count = |words: &str| history.iter().filter(|one| one.contains(words)).count();
            for (words, shown) in [
                (
                    "versie vastgesteld",
                    page.texts("section[aria-labelledby=versions] tbody tr")
                        .len(),
                ),
                (
                    ": beoordeeld",
                    page.texts("section[aria-labelledby=reviews] li").len(),
                ),
                (": verlengd", page.texts("ul.extensions li").len()),
            ] {
                assert_eq!(count(words), shown, "{plan} {words}: {history:?}");
            }
            let days = page.attributes(
                "section[aria-labelledby=history] ol.timeline > li > time",
                "datetime",
            );
            assert!(
                days.is_sorted_by(|later, earlier| later >= earlier),
                "{days:?}"
            );
        }
        let annexes = region.get("/audit?subject=annex").await;
        assert!(annexes.texts("table.register tbody tr").len() > 5);
        let newest = region.get("/audit").await;
        let newest = newest.texts("table.register tbody tr:first-child").concat();
        assert!(newest.contains("demonstratie geladen"), "{newest}");
    }
);
