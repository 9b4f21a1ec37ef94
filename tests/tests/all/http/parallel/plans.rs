//! Plans: what happens to one happens once.

use super::{
    COORDINATOR, MANY, STAFF, VAALS, answers, assert_one, fields, filled, number, one_of_same,
    option, same, send, with,
};
use crate::http::{exercises::borrowed, plans};
use tests::{
    on_both,
    site::{Site, Visitor},
};

/// The address under which something of a plan is taken back.
async fn revocation(visitor: &Visitor, plan: &str, of: &str) -> String {
    let page = visitor.get(plan).await;
    let buttons = format!("form[action*='/{of}/'][action$='/revocation']");
    page.attributes(&buttons, "action")
        .first()
        .expect(of)
        .clone()
}

on_both!(
    a_version_is_adopted_once_and_taken_back_once,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let version = [
            ("label", "2026"),
            ("adopted_on", "2026-11-20"),
            ("adopted_by", "College"),
        ];
        one_of_same(&coordinator, &format!("{plan}/versions"), &version, &[422]).await;
        let page = coordinator.get(&plan).await;
        let link = page
            .attributes("section[aria-labelledby=versions] tbody a", "href")
            .remove(0);
        let revoke = revocation(&coordinator, &link, "versions").await;
        one_of_same(&coordinator, &revoke, &[], &[404, 422]).await;
    }
);

on_both!(
    a_step_in_the_life_of_a_plan_is_taken_once,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let sub = |name: &str| format!("{plan}/{name}");
        one_of_same(&coordinator, &sub("revision"), &[], &[422]).await;
        let starts = "SELECT COUNT(*) FROM plan_milestones m JOIN plans p ON p.id = m.plan_id
                  WHERE p.title LIKE '%Airport%' AND m.revoked_on IS NULL AND m.done_on > '2026-01-01'";
        assert_eq!(number(&site, starts).await, 1);
        let draft = [("milestone", "draft"), ("done_on", "2026-11-23")];
        one_of_same(&coordinator, &sub("milestones"), &draft, &[422]).await;
        assert_eq!(number(&site, starts).await, 2);
        let revoke = revocation(&coordinator, &plan, "milestones").await;
        one_of_same(&coordinator, &revoke, &[], &[404, 422]).await;
        assert_eq!(number(&site, starts).await, 1);
        // What was taken back can be reached again.
        assert_eq!(
            coordinator.post(&sub("milestones"), &draft).await.status,
            303
        );
        one_of_same(&coordinator, &sub("revision/delete"), &[], &[422]).await;
        assert_eq!(number(&site, starts).await, 0);
        one_of_same(&coordinator, &sub("withdrawal"), &[], &[422]).await;
        one_of_same(&coordinator, &sub("withdrawal/delete"), &[], &[422]).await;
    }
);

on_both!(
    a_milestone_of_the_last_revision_counts_for_that_one,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let reach = async |day: &str| {
            let draft = [("milestone", "draft"), ("done_on", day)];
            coordinator
                .post(&format!("{plan}/milestones"), &draft)
                .await
                .status
        };
        assert_eq!(reach("2026-11-02").await, 303);
        assert_eq!(reach("2026-11-03").await, 422);
        let version = [
            ("label", "2026"),
            ("adopted_on", "2026-11-20"),
            ("adopted_by", "College"),
        ];
        coordinator
            .post(&format!("{plan}/versions"), &version)
            .await;
        assert_eq!(reach("2026-11-23").await, 303);
    }
);

on_both!(
    extensions_reviews_and_signals_end_once,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Bijlage contactgegevens Vaals").await;
        let extension = [
            ("until", "2027-01-15"),
            ("reason", "Nieuw netnummer"),
            ("decided_by", "College van Vaals"),
            ("decided_on", "2026-11-20"),
        ];
        let review = [
            ("reviewed_on", "2026-11-20"),
            ("outcome", "still-right"),
            ("reviewer", "AOV"),
        ];
        for (of, form) in [("extensions", &extension[..]), ("reviews", &review)] {
            let made = coordinator.post(&format!("{plan}/{of}"), form).await;
            assert_eq!(made.status, 303, "{of}");
            let revoke = revocation(&coordinator, &plan, of).await;
            one_of_same(&coordinator, &revoke, &[], &[404, 422]).await;
        }
        let signal = [("cause", "other"), ("reason", "Nieuwe brug")];
        let raised = coordinator
            .post(&format!("{plan}/signals/new"), &signal)
            .await;
        assert_eq!(raised.status, 303);
        let page = coordinator.get(&plan).await;
        let settle = page
            .attributes("section[aria-labelledby=signals] a", "href")
            .remove(0);
        one_of_same(
            &coordinator,
            &settle,
            &[("note", "Geen reden")],
            &[404, 422],
        )
        .await;
    }
);

on_both!(
    two_plans_never_take_each_other_s_place,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let page = coordinator.get("/plans?kind=continuity-plan").await;
        let plans = page.attributes("table.register tbody td a", "href");
        let mut pairs = 0;
        for pair in plans.chunks_exact(2).take(2) {
            let id = |plan: &str| plan.replace("/plans/", "");
            let replaced = |plan: &str, by: &str| {
                let by = fields(&[("replaced_by", &id(by))]);
                (format!("{plan}/withdrawal"), by)
            };
            let forms = [replaced(&pair[0], &pair[1]), replaced(&pair[1], &pair[0])];
            let forms = forms.into_iter().cycle().take(MANY);
            let statuses = send(&coordinator, forms.collect()).await;
            assert_one(&statuses, &[422], "a withdrawal");
            pairs += 1;
        }
        assert!(pairs > 0);
        let gone = "SELECT COUNT(*) FROM plans p JOIN plans s ON s.id = p.replaced_by WHERE s.stage = 'withdrawn'";
        assert_eq!(number(&site, gone).await, 0);
    }
);

on_both!(somebody_is_asked_and_has_read_once, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    let plan = coordinator.plan("grensoverschrijdende").await;
    let readers = format!("{plan}/readers");
    let page = coordinator.get(&readers).await;
    let role = option(&page, "role", "Burgemeester");
    one_of_same(&coordinator, &readers, &[("role", &role)], &[422]).await;
    let page = coordinator.get(&readers).await;
    let end = page
        .attributes("form[action$='/delete']", "action")
        .remove(0);
    one_of_same(&coordinator, &end, &[], &[404]).await;

    let staff = site.sign_in(STAFF).await;
    let me = staff.get("/me").await;
    let plan = me.attributes(".to-read li > a", "href").concat();
    let version = me.attributes(".to-read input[name=version]", "value");
    let before = site.count("plan_readings").await;
    let read = [("version", version[0].as_str()), ("next", "/me")];
    let statuses = same(&staff, &format!("{plan}/reading"), &read).await;
    assert_eq!(statuses, [303; MANY]);
    assert_eq!(site.count("plan_readings").await, before + 1);
});

on_both!(
    an_annex_is_made_once_and_its_check_taken_back_once,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let plan = vaals.plan("grensoverschrijdende").await;
        let page = vaals.get(&format!("{plan}/annexes")).await;
        let links = "table.register td:first-child a";
        let at = page
            .texts(links)
            .iter()
            .position(|name| name.contains("Vaals"));
        let annex = page.attributes(links, "href")[at.expect("Vaals")].clone();
        let edit = format!("{annex}/edit");
        let form = with(&filled(&vaals.get(&edit).await), "contacts", "Meldkamer");
        let statuses = send(&vaals, vec![(edit, form); MANY]).await;
        assert_one(&statuses, &[409], "an annex");
        let check = [("checked_on", "2026-11-20"), ("checked_by", "Bas Vliegen")];
        assert_eq!(
            vaals.post(&format!("{annex}/checks"), &check).await.status,
            303
        );
        let revoke = revocation(&vaals, &annex, "checks").await;
        one_of_same(&vaals, &revoke, &[], &[404, 422]).await;
    }
);

/// Panics unless each request that was refused says that the plan was changed meanwhile, or one of
/// these, and not that its stage is a wrong one.
fn assert_moved(answers: &[(u16, String)], or: &str) {
    for (status, page) in answers.iter().filter(|(status, _)| *status != 303) {
        assert_eq!(*status, 422);
        assert!(!page.contains("de fase van dit plan is"), "{page}");
        let moved = page.contains("is intussen gewijzigd");
        assert!(moved || page.contains(or), "{page}");
    }
}

on_both!(
    what_comes_at_once_is_not_refused_for_a_stage_that_allows_it,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let form = plans::filled(&vaals, "Vaals").await;
        let made = vaals.post("/plans/new", &borrowed(&form)).await;
        let plan = made.header("location").to_owned();
        let versions = format!("{plan}/versions");
        let version = |label: &str, on: &str| {
            fields(&[
                ("label", label),
                ("adopted_on", on),
                ("adopted_by", "College"),
            ])
        };
        let first = (versions.clone(), version("2020", "2020-11-20"));
        let told = answers(&vaals, vec![first; MANY]).await;
        assert_moved(&told, "Deze versie staat er al");
        let later = (2021..2025).map(|year| {
            let label = year.to_string();
            (versions.clone(), version(&label, &format!("{label}-11-20")))
        });
        for one in later {
            assert_eq!(send(&vaals, vec![one]).await, [303]);
        }
        let page = vaals.get(&plan).await;
        let links = page.attributes(
            "section[aria-labelledby=versions] tbody td:first-child a",
            "href",
        );
        assert_eq!(links.len(), 5);
        let mut left: Vec<_> = links
            .iter()
            .map(|link| (format!("{link}/revocation"), Vec::new()))
            .collect();
        let (twice, _) = left.pop().expect("the first one");
        let told = answers(&vaals, vec![(twice, Vec::new()); MANY]).await;
        let late = told.iter().filter(|(status, _)| *status == 422);
        for (_, page) in late {
            assert!(page.contains("al teruggedraaid"), "{page}");
        }
        while !left.is_empty() {
            let told = answers(&vaals, left.clone()).await;
            assert_moved(&told, "is intussen gewijzigd");
            let (before, done) = (left.len(), told.iter().map(|(status, _)| *status == 303));
            let kept: Vec<_> = left
                .into_iter()
                .zip(done)
                .filter(|(_, done)| !done)
                .collect();
            left = kept.into_iter().map(|(form, _)| form).collect();
            assert!(left.len() < before, "one of them is the first");
        }
        let page = vaals.get(&plan).await;
        assert!(
            page.texts("section[aria-labelledby=versions] tbody")
                .is_empty()
        );
    }
);
