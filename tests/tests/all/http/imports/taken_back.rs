//! What was taken back, and what is there already in another form, does not come back by a file.

use super::*;

const ROW: &str = "Proefplan;deelplan;Vaals;;;;;1;1-2-2025;College;;1-3-2026;klopt nog;Jan";

on_both!(
    a_review_that_was_taken_back_is_not_added_again,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = imported(&coordinator, ROW).await.remove(0);
        let page = coordinator.get(&plan).await;
        let revoke = page.attributes("form[action$='/revocation']", "action");
        let revoke = revoke.iter().find(|address| address.contains("/reviews/"));
        let answer = coordinator.post(revoke.expect("a review"), &[]).await;
        assert_eq!(answer.status, 303);
        let page = seen(&coordinator, ROW).await;
        let (place, words) = faults(&page).remove(0);
        assert_eq!(place, "L2, Laatste beoordeling");
        assert!(
            words.contains("op 23 november 2026 teruggedraaid"),
            "{words}"
        );
        // What should have stood there comes in its place.
        let page = seen(&coordinator, &ROW.replace("klopt nog", "herzien nodig")).await;
        assert_eq!(counts(&page), [0, 1, 0, 0], "{:?}", faults(&page));
    }
);

on_both!(
    a_review_of_the_same_day_is_the_same_review,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        imported(&coordinator, ROW).await;
        let page = seen(&coordinator, ROW).await;
        assert_eq!(counts(&page), [0, 0, 1, 0]);
        for (was, is) in [("Jan", "Jan Jansen"), ("klopt nog", "klein gewijzigd")] {
            let page = seen(&coordinator, &ROW.replace(was, is)).await;
            let (place, words) = faults(&page).remove(0);
            assert_eq!(place, "L2, Laatste beoordeling");
            assert!(words.contains("al een beoordeling van deze dag"), "{words}");
        }
    }
);

on_both!(
    a_version_that_was_taken_back_is_not_added_again,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        imported(&coordinator, ROW).await;
        site.run(
            "UPDATE plan_versions SET revoked_on = '2026-11-20', label = 'taken back'
             WHERE plan_id = (SELECT id FROM plans WHERE title = 'Proefplan')",
        )
        .await;
        let page = seen(&coordinator, ROW).await;
        let (place, words) = faults(&page).remove(0);
        assert_eq!(place, "H2, Versie");
        assert!(
            words.contains("op 20 november 2026 teruggedraaid"),
            "{words}"
        );
        let page = seen(&coordinator, &ROW.replace("College", "Raad")).await;
        assert_eq!(counts(&page), [0, 1, 0, 0], "{:?}", faults(&page));
    }
);

on_both!(
    a_withdrawn_plan_leaves_its_name_to_another,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        imported(&coordinator, ROW).await;
        let namesake = "INSERT INTO plans (id, owner_id, title, title_key, kind, rule_id, stage)
                        SELECT 'namesake', owner_id, title, title_key, kind, rule_id, 'withdrawn' FROM plans WHERE title = 'Proefplan'";
        site.run(namesake).await;
        let page = seen(&coordinator, ROW).await;
        assert_eq!(counts(&page), [0, 0, 1, 0], "{:?}", faults(&page));
        site.run("UPDATE plans SET stage = 'draft' WHERE id = 'namesake'")
            .await;
        let page = seen(&coordinator, ROW).await;
        assert_eq!(faults(&page)[0].0, "A2, Titel");
    }
);
