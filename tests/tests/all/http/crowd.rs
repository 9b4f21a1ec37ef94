//! Forms that choose a person where there are more people than a list can show.

use super::exercises::option;
use server::on_db;
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";

/// More than one list shows.
const CROWD: usize = 2_500;

/// Fills one organisation with so many people that they would fill every list, and gives one of the
/// last of them.
async fn crowd(site: &Site) -> &'static str {
    site.run(
        "INSERT INTO people (id, organisation_id, name, email, sort_key, search_key)
         WITH RECURSIVE numbers (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3499)
         SELECT 'crowd-' || CAST(n AS TEXT), o.id, 'Aaf ' || CAST(n AS TEXT), 'aaf' || CAST(n AS TEXT) || '@example.nl',
                'aaf ' || CAST(n AS TEXT), 'aaf ' || CAST(n AS TEXT)
         FROM numbers JOIN organisations o ON o.name = 'Meerssen'",
    )
    .await;
    assert!(site.count("people").await > CROWD as i64);
    "crowd-3499"
}

/// The identifiers in a list.
fn list(page: &Answer, select: &str) -> Vec<String> {
    page.attributes(&format!("select[name={select}] option"), "value")
}

/// Everybody of the other municipalities is on the list, and the page says who is not.
async fn is_cut(site: &Site, page: &Answer, select: &str) {
    let listed = list(page, select);
    assert!(listed.len() < CROWD, "{select}");
    let others: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(
        "SELECT pe.id FROM people pe JOIN organisations o ON o.id = pe.organisation_id
         WHERE o.name IN ('Vaals', 'Valkenburg aan de Geul') AND pe.left_on IS NULL"
    )
    .fetch_all(c)
    .await)
    .expect("people");
    assert!(!others.is_empty());
    for (id,) in others {
        assert!(listed.contains(&id), "{select} {id}");
    }
    assert_eq!(page.texts(".cut").len(), 1, "{select}");
    assert_eq!(page.texts(".people-of p").len(), 1, "{select}");
}

/// Asks for the people of Meerssen in a form that is partly filled in.
async fn show(visitor: &Visitor, page: &Answer, path: &str, form: &[(&str, &str)]) -> Answer {
    let meerssen = option(page, "people_of", "Meerssen");
    let ask = [("people_of", meerssen.as_str()), ("show_people", "yes")];
    let answer = visitor.post(path, &[form, &ask[..]].concat()).await;
    assert_eq!(answer.status, 200, "{path}");
    answer
}

on_both!(anybody_can_own_an_action, async |site: Site| {
    let region = site.sign_in(COORDINATOR).await;
    let before = region.get("/actions/new").await;
    assert_eq!(before.texts(".cut, .people-of").len(), 0);
    let last = crowd(&site).await;
    let page = region.get("/actions/new").await;
    is_cut(&site, &page, "owner").await;
    assert!(!list(&page, "owner").contains(&last.to_owned()));
    let typed = [("title", "Sleutels bijmaken")];
    let all = show(&region, &page, "/actions/new", &typed).await;
    assert!(list(&all, "owner").len() > CROWD);
    assert_eq!(all.attributes("#title", "value"), ["Sleutels bijmaken"]);
    assert_eq!(all.texts(".error-summary").len(), 0);
    let vaals = option(&page, "organisation", "Vaals");
    let action = [
        ("title", "Sleutels bijmaken"),
        ("organisation", vaals.as_str()),
        ("owner", last),
        ("due_on", "2026-12-22"),
    ];
    let made = region.post("/actions/new", &action).await;
    assert_eq!(made.status, 303, "{:?}", made.texts(".error-summary"));
    let edit = format!("{}/edit", made.header("location"));
    let page = region.get(&edit).await;
    let chosen = page.attributes("select[name=owner] option[selected]", "value");
    assert_eq!(chosen, [last]);
    is_cut(&site, &page, "owner").await;
    // Everybody of the organisation that has the action, and others besides.
    let meerssen = option(&page, "organisation", "Meerssen");
    let form = [
        &action[..1],
        &[("organisation", meerssen.as_str())],
        &action[2..],
    ]
    .concat();
    let made = region.post("/actions/new", &form).await;
    let page = region
        .get(&format!("{}/edit", made.header("location")))
        .await;
    let vaals = option(&page, "owner", "Vaals");
    let listed = list(&page, "owner");
    assert!(listed.len() > CROWD && listed.contains(&vaals));
    // Nobody can be chosen who is not there.
    let nobody = [&action[..2], &[("owner", "niemand")], &action[3..]].concat();
    let refused = region.post("/actions/new", &nobody).await;
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#owner"]);
    // The action of a lesson is the same form.
    let lessons = region.get("/lessons").await;
    let lesson = lessons.attributes("table.register td:first-child a", "href")[0].clone();
    let add = format!("{lesson}/actions");
    let all = show(&region, &region.get(&lesson).await, &add, &typed).await;
    assert!(list(&all, "owner").len() > CROWD);
    assert_eq!(all.attributes("details#add-action[open]", "id").len(), 1);
    assert_eq!(region.post(&add, &action).await.status, 303);
});

on_both!(anybody_can_take_part_in_an_exercise, async |site: Site| {
    let region = site.sign_in(COORDINATOR).await;
    let last = crowd(&site).await;
    let exercises = region.get("/exercises?status=planned").await;
    let mut exercise = String::new();
    for path in exercises.attributes("table.register tbody td a", "href") {
        if region.get(&path).await.body.contains("new-participant") {
            exercise = path;
            break;
        }
    }
    let page = region.get(&exercise).await;
    is_cut(&site, &page, "person").await;
    assert!(!list(&page, "person").contains(&last.to_owned()));
    let add = format!("{exercise}/participants");
    let all = show(&region, &page, &add, &[("part", "observer")]).await;
    assert!(list(&all, "person").contains(&last.to_owned()));
    let part = all.attributes("select[name=part] option[selected]", "value");
    assert_eq!(part, ["observer"]);
    let form = [("person", last), ("part", "observer")];
    assert_eq!(region.post(&add, &form).await.status, 303);
});

on_both!(
    anybody_can_look_after_a_plan_or_fill_a_role,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let last = crowd(&site).await;
        let page = region.get("/plans/new").await;
        is_cut(&site, &page, "steward").await;
        let all = show(&region, &page, "/plans/new", &[("title", "Nieuw")]).await;
        assert!(list(&all, "steward").contains(&last.to_owned()));
        let form = [("title", ""), ("steward", last)];
        let refused = region.post("/plans/new", &form).await;
        assert_eq!(refused.status, 422);
        let wrong = refused.attributes(".error-summary a", "href");
        assert!(!wrong.contains(&"#steward".to_owned()), "{wrong:?}");

        let roles = region.get("/roles?q=burgemeester").await;
        let role = roles
            .attributes("table.register tbody td a", "href")
            .remove(0);
        let assign = format!("{role}/assignments/new");
        let page = region.get(&assign).await;
        is_cut(&site, &page, "person").await;
        let all = show(&region, &page, &assign, &[("position", "3")]).await;
        assert!(list(&all, "person").contains(&last.to_owned()));
        let vaals = option(&page, "organisation", "Vaals");
        let form = [
            ("organisation", vaals.as_str()),
            ("person", last),
            ("position", "1"),
            ("decision", "B&W 2026-99"),
            ("decided_on", "2026-11-03"),
            ("starts_on", "2026-11-10"),
            ("ends_on", ""),
        ];
        let made = region.post(&assign, &form).await;
        assert_eq!(made.status, 303, "{:?}", made.texts(".error-summary"));
    }
);
