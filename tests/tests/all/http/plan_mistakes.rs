//! What was recorded of a plan by mistake, and taken back.

use super::plan_life::{states, status};
use server::on_db;
use tests::{
    on_both,
    site::{Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";

async fn adopt(coordinator: &Visitor, plan: &str, label: &str, on: &str) {
    let form = [
        ("label", label),
        ("adopted_on", on),
        ("adopted_by", "Algemeen bestuur"),
    ];
    let added = coordinator.post(&format!("{plan}/versions"), &form).await;
    assert_eq!(added.status, 303, "{}", added.body);
}

async fn review(coordinator: &Visitor, plan: &str, on: &str) {
    let form = [
        ("reviewed_on", on),
        ("outcome", "still-right"),
        ("reviewer", "Marloes Hendrikx"),
    ];
    let added = coordinator.post(&format!("{plan}/reviews"), &form).await;
    assert_eq!(added.status, 303, "{}", added.body);
}

/// The day until which a plan is good by its rule.
async fn due(visitor: &Visitor, plan: &str) -> Vec<String> {
    let page = visitor.get(plan).await;
    page.attributes("[data-field=next-due]", "datetime")
}

on_both!(
    a_revision_that_is_given_up_takes_its_milestones_with_it,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Maastricht Aachen Airport").await;
        coordinator.post(&format!("{address}/revision"), &[]).await;
        let draft = [("milestone", "draft"), ("done_on", "2026-11-20")];
        let milestones = format!("{address}/milestones");
        assert_eq!(coordinator.post(&milestones, &draft).await.status, 303);
        let stop = format!("{address}/revision/delete");
        assert_eq!(coordinator.post(&stop, &[]).await.status, 303);
        let late = [["tone-late"; 4].as_slice(), &["tone-none"]].concat();
        assert_eq!(states(&coordinator.get(&address).await), late);
        coordinator.post(&format!("{address}/revision"), &[]).await;
        let page = coordinator.get(&address).await;
        assert_eq!(states(&page)[..2], ["tone-ok", "tone-late"]);
    }
);

on_both!(
    a_review_that_was_a_mistake_is_taken_back_with_what_it_settled,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("hoog water Vaals").await;
        let due = async || {
            let page = coordinator.get(&address).await;
            let open = "section[aria-labelledby=signals] li .tone-soon";
            let due = page.attributes("[data-field=next-due]", "datetime");
            (due, page.texts(open).len())
        };
        let (before, _) = due().await;
        let signal = [("cause", "other"), ("reason", "Nieuwe brug")];
        let signals = format!("{address}/signals/new");
        assert_eq!(coordinator.post(&signals, &signal).await.status, 303);
        let review = [
            ("reviewed_on", "2026-11-23"),
            ("outcome", "still-right"),
            ("reviewer", "Marloes Hendrikx"),
        ];
        let reviews = format!("{address}/reviews");
        assert_eq!(coordinator.post(&reviews, &review).await.status, 303);
        assert_eq!(due().await, (vec!["2027-11-23".to_owned()], 0));
        let page = coordinator.get(&address).await;
        let buttons = "form[action*='/reviews/'][action$='/revocation']";
        let revoke = page.attributes(buttons, "action").swap_remove(0);
        let manager = site.sign_in("bestuur@demo.paraat").await;
        assert_eq!(manager.post(&revoke, &[]).await.status, 403);
        assert_eq!(coordinator.post(&revoke, &[]).await.status, 303);
        assert_eq!(coordinator.post(&revoke, &[]).await.status, 404);
        assert_eq!(due().await, (before, 1));
        let page = coordinator.get(&address).await;
        let history = page.texts("section[aria-labelledby=history]").concat();
        assert!(history.contains("beoordeling teruggedraaid"), "{history}");
    }
);

on_both!(
    a_label_is_free_again_and_stays_in_the_record_as_it_was,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Maastricht Aachen Airport").await;
        let labels = async || {
            let page = coordinator.get(&address).await;
            page.texts("section[aria-labelledby=versions] tbody a")
        };
        for day in ["2026-11-10", "2026-11-12"] {
            adopt(&coordinator, &address, "2026", day).await;
            let page = coordinator.get(&address).await;
            let newest = page.attributes("section[aria-labelledby=versions] tbody a", "href");
            let twice = [
                ("label", "2026"),
                ("adopted_on", "2026-11-14"),
                ("adopted_by", "Algemeen bestuur"),
            ];
            let versions = format!("{address}/versions");
            assert_eq!(coordinator.post(&versions, &twice).await.status, 422);
            let revoke = format!("{}/revocation", newest[0]);
            assert_eq!(coordinator.post(&revoke, &[]).await.status, 303);
            assert!(!labels().await.contains(&"2026".to_owned()));
        }
        let kept: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT label FROM plan_versions WHERE revoked_on IS NOT NULL"
        )
        .fetch_all(c)
        .await)
        .expect("the versions");
        assert_eq!(kept, [("2026".to_owned(),), ("2026".to_owned(),)]);
    }
);

on_both!(
    a_milestone_that_was_a_mistake_is_taken_back,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Maastricht Aachen Airport").await;
        for (milestone, day) in [("start", "2026-03-02"), ("board", "2026-11-20")] {
            let form = [("milestone", milestone), ("done_on", day)];
            coordinator
                .post(&format!("{address}/milestones"), &form)
                .await;
        }
        let page = coordinator.get(&address).await;
        assert_eq!(states(&page)[..4], ["tone-ok"; 4]);
        let buttons = "form[action*='/milestones/'][action$='/revocation']";
        let revoke = page.attributes(buttons, "action");
        assert_eq!(revoke.len(), 2);
        let manager = site.sign_in("bestuur@demo.paraat").await;
        let seen = manager.get(&address).await;
        assert!(seen.attributes(buttons, "action").is_empty());
        assert_eq!(manager.post(&revoke[0], &[]).await.status, 403);
        // The newest comes first.
        assert_eq!(coordinator.post(&revoke[0], &[]).await.status, 303);
        assert_eq!(coordinator.post(&revoke[0], &[]).await.status, 404);
        let page = coordinator.get(&address).await;
        assert_eq!(states(&page)[..2], ["tone-ok", "tone-late"]);
        let register = coordinator.get("/plans?q=Airport").await;
        let next = register.texts("table.register").concat();
        assert!(next.contains("Concept gereed"), "{next}");
        let history = page.texts("section[aria-labelledby=history]").concat();
        assert!(history.contains("mijlpaal teruggedraaid"), "{history}");
    }
);

on_both!(
    a_version_that_was_a_mistake_is_taken_back_with_what_it_ended,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let before = due(&coordinator, &plan).await;
        coordinator.post(&format!("{plan}/revision"), &[]).await;
        let signal = [("cause", "other"), ("reason", "Nieuwe startbaan")];
        coordinator
            .post(&format!("{plan}/signals/new"), &signal)
            .await;
        adopt(&coordinator, &plan, "2026", "2026-11-23").await;
        assert_eq!(due(&coordinator, &plan).await, ["2030-11-23"]);
        let page = coordinator.get(&plan).await;
        assert_eq!(status(&page), ["current"]);
        let version = page
            .attributes("section[aria-labelledby=versions] tbody a", "href")
            .swap_remove(0);
        let pdf = (
            "document",
            "plan.pdf",
            &b"%PDF-1.4\nstartxref\n0\n%%EOF"[..],
        );
        coordinator
            .post_file(&format!("{version}/documents"), &[], pdf)
            .await;
        let page = coordinator.get(&version).await;
        let document = page
            .attributes("main a[href^='/documents/']", "href")
            .swap_remove(0);
        let revoke = page.attributes("form[action$='/revocation']", "action");
        let manager = site.sign_in("bestuur@demo.paraat").await;
        let seen = manager.get(&version).await;
        assert_eq!(
            seen.attributes("form[action$='/revocation']", "action")
                .len(),
            0
        );
        assert_eq!(manager.post(&revoke[0], &[]).await.status, 403);
        assert_eq!(coordinator.post(&revoke[0], &[]).await.status, 303);
        assert_eq!(coordinator.post(&revoke[0], &[]).await.status, 404);
        for gone in [&version, &document] {
            assert_eq!(coordinator.get(gone).await.status, 404, "{gone}");
        }
        let page = coordinator.get(&plan).await;
        assert_eq!(due(&coordinator, &plan).await, before);
        assert_eq!(status(&page), ["in-revision"]);
        assert_eq!(states(&page)[0], "tone-ok");
        let open = page.texts("section[aria-labelledby=signals] li:has(.tone-soon)");
        assert!(open.concat().contains("Nieuwe startbaan"), "{open:?}");
        let history = page.texts("section[aria-labelledby=history] li");
        assert!(history[0].contains("versie teruggedraaid"), "{history:?}");
        // The right version has the very same year.
        adopt(&coordinator, &plan, "2026", "2026-11-20").await;
        assert_eq!(due(&coordinator, &plan).await, ["2030-11-20"]);
    }
);

on_both!(
    a_plan_whose_only_version_was_a_mistake_is_a_draft_again,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let plan = vaals.plan("Draaiboek opvang ontheemden Vaals").await;
        let count = "section[aria-labelledby=versions] tbody a";
        while let Some(version) = vaals.get(&plan).await.attributes(count, "href").first() {
            let revoke = format!("{version}/revocation");
            assert_eq!(vaals.post(&revoke, &[]).await.status, 303);
        }
        let page = vaals.get(&plan).await;
        assert!(page.texts("dl.facts").concat().contains("Concept"));
    }
);

on_both!(
    whoever_completes_the_record_with_an_old_version_ends_no_revision,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let before = due(&coordinator, &plan).await;
        coordinator.post(&format!("{plan}/revision"), &[]).await;
        adopt(&coordinator, &plan, "2014", "2014-12-01").await;
        let page = coordinator.get(&plan).await;
        assert_eq!(status(&page), ["in-revision"]);
        assert_eq!(due(&coordinator, &plan).await, before);
        let labels = page.texts("section[aria-labelledby=versions] tbody a");
        let old = labels.iter().position(|label| label == "2014");
        let versions = page.attributes("section[aria-labelledby=versions] tbody a", "href");
        let revoke = format!("{}/revocation", versions[old.expect("the version")]);
        assert_eq!(coordinator.post(&revoke, &[]).await.status, 303);
        assert_eq!(status(&coordinator.get(&plan).await), ["in-revision"]);
    }
);

on_both!(
    a_withdrawal_that_was_a_mistake_leaves_the_revision_as_it_was,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        coordinator.post(&format!("{plan}/revision"), &[]).await;
        let withdrawal = format!("{plan}/withdrawal");
        coordinator.post(&withdrawal, &[("replaced_by", "")]).await;
        assert_eq!(status(&coordinator.get(&plan).await), ["withdrawn"]);
        coordinator.post(&format!("{withdrawal}/delete"), &[]).await;
        let page = coordinator.get(&plan).await;
        assert_eq!(status(&page), ["in-revision"]);
        assert_eq!(states(&page)[..2], ["tone-ok", "tone-late"]);
    }
);

on_both!(
    a_revision_can_begin_on_the_day_of_the_review,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Hoogwater Limburg").await;
        review(&coordinator, &plan, "2026-11-23").await;
        coordinator.post(&format!("{plan}/revision"), &[]).await;
        // What is done on that day is of this revision, too.
        let draft = [("milestone", "draft"), ("done_on", "2026-11-23")];
        let milestones = format!("{plan}/milestones");
        assert_eq!(coordinator.post(&milestones, &draft).await.status, 303);
        let withdrawal = format!("{plan}/withdrawal");
        coordinator.post(&withdrawal, &[("replaced_by", "")]).await;
        coordinator.post(&format!("{withdrawal}/delete"), &[]).await;
        let page = coordinator.get(&plan).await;
        assert_eq!(status(&page), ["in-revision"]);
        assert_eq!(states(&page)[..2], ["tone-ok"; 2]);
        coordinator
            .post(&format!("{plan}/revision/delete"), &[])
            .await;
        assert_ne!(states(&coordinator.get(&plan).await)[0], "tone-ok");
    }
);

on_both!(
    what_a_mistaken_review_settled_asks_again_though_an_older_one_is_of_the_same_day,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("hoog water Vaals").await;
        let open = async || {
            let page = coordinator.get(&plan).await;
            page.texts("section[aria-labelledby=signals] li .tone-soon")
                .len()
        };
        let before = open().await;
        review(&coordinator, &plan, "2026-11-23").await;
        let signal = [("cause", "organisation"), ("reason", "Nieuw team")];
        coordinator
            .post(&format!("{plan}/signals/new"), &signal)
            .await;
        review(&coordinator, &plan, "2026-11-23").await;
        assert_eq!(open().await, before);
        let page = coordinator.get(&plan).await;
        let buttons = "form[action*='/reviews/'][action$='/revocation']";
        let revoke = page.attributes(buttons, "action").swap_remove(0);
        coordinator.post(&revoke, &[]).await;
        assert_eq!(open().await, before + 1);
    }
);

on_both!(
    what_two_mistaken_reviews_settled_asks_again_in_whatever_order_they_go,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("hoog water Vaals").await;
        let signal = [("cause", "other"), ("reason", "Nieuwe brug")];
        coordinator
            .post(&format!("{plan}/signals/new"), &signal)
            .await;
        site.run("UPDATE plan_signals SET raised_on = '2026-10-01' WHERE reason = 'Nieuwe brug'")
            .await;
        review(&coordinator, &plan, "2026-11-05").await;
        review(&coordinator, &plan, "2026-11-03").await;
        let open = "section[aria-labelledby=signals] li:has(.tone-soon)";
        for left in [1, 0] {
            let page = coordinator.get(&plan).await;
            assert!(!page.texts(open).concat().contains("Nieuwe brug"), "{left}");
            // The newest comes first.
            let buttons = "form[action*='/reviews/'][action$='/revocation']";
            let revoke = page.attributes(buttons, "action").swap_remove(0);
            coordinator.post(&revoke, &[]).await;
        }
        let page = coordinator.get(&plan).await;
        assert!(page.texts(open).concat().contains("Nieuwe brug"));
    }
);

on_both!(
    a_review_takes_no_time_from_a_plan_that_was_extended,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("hoog water Vaals").await;
        assert_eq!(due(&coordinator, &plan).await, ["2027-06-26"]);
        let extension = [
            ("until", "2028-06-01"),
            ("decided_on", "2026-11-20"),
            ("decided_by", "College"),
            ("reason", "Wacht op het waterschap"),
        ];
        let extensions = format!("{plan}/extensions");
        assert_eq!(coordinator.post(&extensions, &extension).await.status, 303);
        review(&coordinator, &plan, "2026-11-21").await;
        let page = coordinator.get(&plan).await;
        assert_eq!(due(&coordinator, &plan).await, ["2027-11-21"]);
        let head = page.texts(".page-head").concat();
        assert!(head.contains("Verlengd tot 1 jun 2028"), "{head}");
    }
);
