//! Lessons over HTTP.

use super::exercises::{borrowed, option};
use tests::{on_both, site::Site};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";

on_both!(
    a_lesson_leads_to_its_exercise_and_gets_actions,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let staff = site.sign_in(STAFF).await;
        // The system test is of the safety region; all five municipalities took part.
        let list = vaals.get("/lessons?q=systeemtest").await;
        let lesson = list.attributes("table.register td:first-child a", "href")[0].clone();
        let page = vaals.get(&lesson).await;
        let exercise = page.attributes("dl.facts a", "href")[0].clone();
        let anchor = exercise.split_once('#').expect("an anchor");
        let anchors = vaals.get(anchor.0).await.attributes("li[id]", "id");
        assert!(anchors.contains(&anchor.1.to_owned()));

        let owner = page.attributes("select[name=owner] option", "value")[1].clone();
        let own = option(&page, "organisation", "Vaals");
        let meerssen = option(&region.get(&lesson).await, "organisation", "Meerssen");
        let add = format!("{lesson}/actions");
        let form = |organisation: &str| {
            vec![
                ("title", "Plotters laten oefenen".to_owned()),
                ("organisation", organisation.to_owned()),
                ("owner", owner.clone()),
                ("due_on", "2027-03-01".to_owned()),
            ]
        };
        let other = form(&meerssen);
        let other = vaals.post(&add, &borrowed(&other)).await;
        assert_eq!(other.status, 422);
        assert_eq!(
            other.attributes("#title", "value"),
            ["Plotters laten oefenen"]
        );
        let right = form(&own);
        let right = borrowed(&right);
        assert_eq!(staff.post(&add, &right).await.status, 403);
        assert_eq!(vaals.post(&add, &right).await.status, 303);
        let seen = |page: tests::site::Answer| page.body.contains("Plotters laten oefenen");
        assert!(seen(vaals.get(&lesson).await));
        assert!(seen(vaals.get(anchor.0).await));
        // An action of Vaals is no business of Meerssen.
        assert!(!seen(staff.get(&lesson).await));
    }
);

on_both!(
    the_register_of_lessons_is_scoped_and_filtered,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let rows = async |visitor: &tests::site::Visitor, query: &str| {
            let page = visitor.get(&format!("/lessons{query}")).await;
            page.attributes("table.register td:first-child a", "href")
        };
        let all = rows(&region, "").await;
        let keep = rows(&region, "?kind=keep").await;
        let improve = rows(&region, "?kind=improve").await;
        assert!(!keep.is_empty() && keep.len() + improve.len() == all.len());
        let theirs = rows(&staff, "").await;
        assert!(!theirs.is_empty() && theirs.len() < all.len());
        for link in &all {
            let expected = if theirs.contains(link) { 200 } else { 404 };
            assert_eq!(staff.get(link).await.status, expected, "{link}");
        }
        assert_eq!(staff.get("/lessons/niets").await.status, 404);
    }
);
