//! What happens to a plan between its reviews, over HTTP.

use tests::{
    on_both,
    site::{Answer, Site},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";

pub fn status(page: &Answer) -> Vec<String> {
    page.attributes(".page-head [data-status]", "data-status")
}

pub fn states(page: &Answer) -> Vec<String> {
    page.attributes("ol.marks > li", "class")
}

on_both!(
    the_airport_plan_shows_its_missed_milestones_and_two_duties,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Maastricht Aachen Airport").await;
        let page = coordinator.get(&address).await;
        assert_eq!(
            page.attributes("ol.marks time", "datetime"),
            [
                "2026-03-01",
                "2026-06-01",
                "2026-08-01",
                "2026-10-01",
                "2026-12-01"
            ]
        );
        assert_eq!(
            states(&page),
            [
                "tone-late",
                "tone-late",
                "tone-late",
                "tone-late",
                "tone-none"
            ]
        );
        assert_eq!(page.attributes("[data-duty]", "data-duty"), ["met", "met"]);
        let met_by = page.texts("section[aria-labelledby=duties] tbody tr td:nth-child(2)");
        assert!(met_by[0].contains("Stafoefening RBP MAA"), "{met_by:?}");
        assert!(
            met_by[1].contains("Veldoefening vliegtuigongeval"),
            "{met_by:?}"
        );
    }
);

on_both!(a_status_does_not_depend_on_who_reads, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    let vaals = site.sign_in(VAALS).await;
    let manager = site.sign_in("bestuur@demo.paraat").await;
    let addresses = vaals.get("/plans").await;
    let addresses = addresses.attributes("table.register tbody td a", "href");
    assert!(addresses.len() > 5);
    for address in addresses {
        let pages = [
            coordinator.get(&address).await,
            vaals.get(&address).await,
            manager.get(&address).await,
        ];
        let said = pages.each_ref().map(|page| {
            let duties = page.attributes("[data-duty]", "data-duty");
            (status(page), states(page), duties)
        });
        assert_eq!(said[0], said[1], "{address}");
        assert_eq!(said[0], said[2], "{address}");
    }
});

on_both!(
    a_milestone_that_is_reached_takes_the_earlier_ones_with_it,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Maastricht Aachen Airport").await;
        let reach = async |milestone: &str, day: &str| {
            let form = [
                ("milestone", milestone),
                ("done_on", day),
                ("milestone_note", "Zaal 3"),
            ];
            coordinator
                .post(&format!("{address}/milestones"), &form)
                .await
        };
        for (milestone, day) in [
            ("inspection", "2027-01-01"),
            ("inspection", "2022-12-01"),
            ("inspection", "morgen"),
            ("no-such", "2026-11-01"),
        ] {
            let refused = reach(milestone, day).await;
            assert_eq!(refused.status, 422, "{milestone} {day}");
            assert_eq!(refused.texts("textarea#milestone_note"), ["Zaal 3"]);
        }
        assert_eq!(reach("inspection", "2026-11-02").await.status, 303);
        let page = coordinator.get(&address).await;
        assert_eq!(
            states(&page),
            ["tone-ok", "tone-ok", "tone-ok", "tone-late", "tone-none"]
        );
        let history = page.texts("section[aria-labelledby=history]").concat();
        assert!(history.contains("mijlpaal bereikt"), "{history}");
    }
);

on_both!(
    beginning_a_revision_reaches_the_first_milestone,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Maastricht Aachen Airport").await;
        coordinator.post(&format!("{address}/revision"), &[]).await;
        let page = coordinator.get(&address).await;
        assert_eq!(status(&page), ["in-revision"]);
        assert_eq!(states(&page)[0], "tone-ok");
    }
);

on_both!(
    an_extension_is_a_decision_that_stays_in_sight,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Bijlage contactgegevens Vaals").await;
        assert_eq!(status(&coordinator.get(&address).await), ["overdue"]);
        let extend = async |until: &str, reason: &str| {
            let form = [
                ("until", until),
                ("reason", reason),
                ("decided_by", "College van Vaals"),
                ("decided_on", "2026-11-20"),
            ];
            coordinator
                .post(&format!("{address}/extensions"), &form)
                .await
        };
        for (until, reason) in [
            ("2026-10-01", "Te vroeg"),
            ("2031-01-01", "Te lang"),
            ("2027-01-15", ""),
            ("31-02-2027", "Geen dag"),
        ] {
            let refused = extend(until, reason).await;
            assert_eq!(refused.status, 422, "{until}");
            assert_eq!(refused.attributes("input#until", "value"), [until]);
            assert_eq!(refused.attributes("details[open] #until", "id").len(), 1);
        }
        assert_eq!(extend("2027-01-15", "Nieuw netnummer").await.status, 303);
        let page = coordinator.get(&address).await;
        assert_eq!(status(&page), ["due-soon"]);
        assert!(
            page.texts(".page-head")
                .concat()
                .contains("Verlengd tot 15 jan 2027")
        );
        assert_eq!(
            page.attributes("time[data-field=next-due]", "datetime"),
            ["2026-10-17"],
            "the date of the rule stands"
        );
        // On its way it is extended, not late, wherever that stands.
        assert!(states(&page).ends_with(&["tone-soon".to_owned(), "tone-none".to_owned()]));
        let due = page.texts("ol.marks > li:nth-last-child(2) .mark-state");
        assert_eq!(due, ["Verlengd"]);
        let dossier = coordinator.get(&format!("{address}/dossier")).await;
        let rows = dossier.texts("section[aria-labelledby=milestones] tbody tr");
        let due = rows.iter().find(|row| row.contains("17 oktober 2026"));
        assert!(due.is_some_and(|row| row.contains("Verlengd")), "{rows:?}");
        let year = coordinator.get("/plans/planning").await;
        let row = "tr:has(td[data-mark=due]):has(time[datetime='2026-10-17']) .chip";
        assert_eq!(year.attributes(row, "data-status"), ["extended"]);
        let register = coordinator.get("/plans?q=contactgegevens+Vaals").await;
        assert!(
            register
                .texts("table.register")
                .concat()
                .contains("Verlengd tot 15 jan 2027")
        );
        let revoke = page.attributes("form[action$='/revocation']", "action");
        assert_eq!(coordinator.post(&revoke[0], &[]).await.status, 303);
        assert_eq!(coordinator.post(&revoke[0], &[]).await.status, 404);
        assert_eq!(status(&coordinator.get(&address).await), ["overdue"]);
    }
);

on_both!(
    an_extension_ends_with_the_version_for_which_it_was_decided,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Bijlage contactgegevens Vaals").await;
        let extend = async |decided_on: &str, until: &str| {
            let form = [
                ("until", until),
                ("reason", "Nieuw netnummer"),
                ("decided_by", "College van Vaals"),
                ("decided_on", decided_on),
            ];
            coordinator
                .post(&format!("{address}/extensions"), &form)
                .await
        };
        // The plan was due on 17 October 2026.
        assert_eq!(extend("2026-09-20", "2027-10-16").await.status, 303);
        assert_eq!(status(&coordinator.get(&address).await), ["due-soon"]);
        let version = [
            ("label", "Najaar"),
            ("adopted_on", "2026-10-01"),
            ("in_force_on", "2026-10-01"),
            ("adopted_by", "College van Vaals"),
        ];
        let versions = format!("{address}/versions");
        assert_eq!(coordinator.post(&versions, &version).await.status, 303);
        let page = coordinator.get(&address).await;
        assert_eq!(status(&page), ["current"]);
        let head = page.texts(".page-head").concat();
        assert!(!head.contains("Verlengd"), "{head}");
        assert!(
            page.attributes("form[action$='/revocation']", "action")
                .is_empty()
        );
        let before = extend("2026-09-20", "2028-01-01").await;
        assert_eq!(before.status, 422);
        assert!(!before.attributes("#decided_on-error", "id").is_empty());
        assert_eq!(extend("2026-10-01", "2028-01-01").await.status, 303);
        let page = coordinator.get(&address).await;
        let head = page.texts(".page-head").concat();
        assert!(head.contains("Verlengd tot 1 jan 2028"), "{head}");
    }
);

on_both!(
    a_significant_change_asks_for_a_review_and_the_review_settles_it,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = vaals.plan("Regionaal Crisisplan").await;
        assert_eq!(status(&vaals.get(&address).await), ["current"]);
        // The exercise page leads there with itself filled in.
        let form = format!("{address}/signals/new");
        let page = coordinator.get(&form).await;
        let exercise = page.attributes("select[name=exercise] option", "value")[1].clone();
        let exercise_page = coordinator.get(&format!("/exercises/{exercise}")).await;
        let link = format!("a[href^='{form}?cause=exercise']");
        let link = exercise_page.attributes(&link, "href")[0].clone();
        let filled = coordinator.get(&link).await;
        assert_eq!(
            filled.attributes("select[name=exercise] option[selected]", "value"),
            [exercise]
        );

        let refused = vaals
            .post(
                &form,
                &[("cause", "deployment"), ("reason", " "), ("exercise", "x")],
            )
            .await;
        assert_eq!(refused.status, 422);
        let elsewhere = vaals
            .post(
                &form,
                &[("cause", "exercise"), ("reason", "Zo"), ("exercise", "x")],
            )
            .await;
        assert_eq!(elsewhere.status, 422);
        let raised = vaals
            .post(
                &form,
                &[
                    ("cause", "deployment"),
                    ("reason", "Bij GRIP 2 in mei <kwam> niemand"),
                ],
            )
            .await;
        assert_eq!(raised.status, 303, "a coordinator whom it concerns may ask");
        let page = coordinator.get(&address).await;
        assert_eq!(status(&page), ["due-soon"]);
        let signals = page.texts("section[aria-labelledby=signals]").concat();
        assert!(
            signals.contains("Bij GRIP 2 in mei <kwam> niemand"),
            "{signals}"
        );

        let owner = vaals
            .plan("Draaiboek grensoverschrijdende samenwerking")
            .await;
        let page = vaals.get(&owner).await;
        assert_eq!(status(&page), ["due-soon"]);
        let review = [
            ("reviewed_on", "2026-11-23"),
            ("outcome", "small-change"),
            ("reviewer", "Marja"),
        ];
        vaals.post(&format!("{owner}/reviews"), &review).await;
        let page = vaals.get(&owner).await;
        assert_eq!(status(&page), ["current"]);
        let signals = page.texts("section[aria-labelledby=signals]").concat();
        assert!(
            signals.contains("Afgehandeld op 23 november 2026"),
            "{signals}"
        );
    }
);

on_both!(
    a_signal_that_was_no_reason_is_settled_with_a_note,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let address = vaals
            .plan("Draaiboek grensoverschrijdende samenwerking")
            .await;
        let page = vaals.get(&address).await;
        let settle = page.attributes("section[aria-labelledby=signals] a", "href")[0].clone();
        assert_eq!(vaals.get(&settle).await.status, 200);
        assert_eq!(vaals.post(&settle, &[("note", "")]).await.status, 422);
        let settled = vaals
            .post(&settle, &[("note", "De oude meldkamer blijft")])
            .await;
        assert_eq!(settled.status, 303);
        assert_eq!(vaals.get(&settle).await.status, 303);
        let page = vaals.get(&address).await;
        assert!(page.body.contains("De oude meldkamer blijft"));
    }
);

on_both!(
    a_review_that_asks_for_a_revision_asks_for_attention_until_one_begins,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let address = vaals.plan("Draaiboek hoog water Vaals").await;
        assert_eq!(status(&vaals.get(&address).await), ["current"]);
        let review = [
            ("reviewed_on", "2026-11-20"),
            ("outcome", "revise"),
            ("reviewer", "Marja"),
        ];
        vaals.post(&format!("{address}/reviews"), &review).await;
        assert_eq!(status(&vaals.get(&address).await), ["due-soon"]);
        vaals.post(&format!("{address}/revision"), &[]).await;
        assert_eq!(status(&vaals.get(&address).await), ["in-revision"]);
    }
);

on_both!(
    a_plan_is_replaced_by_another_of_its_kind,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let address = vaals.plan("Draaiboek opvang ontheemden Vaals").await;
        let page = vaals.get(&format!("{address}/withdrawal")).await;
        let options = page.attributes("select[name=replaced_by] option", "value");
        let titles = page.texts("select[name=replaced_by] option");
        let at = titles
            .iter()
            .position(|title| title.starts_with("Draaiboek grensoverschrijdende"))
            .expect("another playbook document");
        let form = |value| [("replaced_by", value)];
        let withdrawal = format!("{address}/withdrawal");
        assert_eq!(vaals.post(&withdrawal, &form("no-such")).await.status, 422);
        assert_eq!(
            vaals.post(&withdrawal, &form(&options[at])).await.status,
            303
        );
        let page = vaals.get(&address).await;
        let successor = format!(".notice a[href='/plans/{}']", options[at]);
        assert_eq!(page.attributes(&successor, "href").len(), 1);
        assert!(page.texts("dl.facts").concat().contains("Vervangen"));
        vaals.post(&format!("{withdrawal}/delete"), &[]).await;
        let page = vaals.get(&address).await;
        assert_eq!(page.attributes(&successor, "href").len(), 0);
        let history = page.texts("section[aria-labelledby=history] li");
        assert!(history[0].contains("Vervangen door"), "{history:?}");
    }
);

on_both!(
    a_successor_is_a_link_for_those_who_may_open_it,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let plan = coordinator.plan("Hoogwater Limburg").await;
        let successor = coordinator.plan("Maastricht Aachen Airport").await;
        assert_eq!(vaals.get(&successor).await.status, 404);
        let form = [("replaced_by", successor.trim_start_matches("/plans/"))];
        let withdrawal = format!("{plan}/withdrawal");
        assert_eq!(coordinator.post(&withdrawal, &form).await.status, 303);
        for (page, found) in [("", ".notice"), ("/dossier", "dl.facts")] {
            let address = format!("{plan}{page}");
            let links = format!("{found} a[href='{successor}']");
            let seen = coordinator.get(&address).await;
            assert_eq!(seen.attributes(&links, "href").len(), 1, "{page}");
            let seen = vaals.get(&address).await;
            assert_eq!(seen.attributes(&links, "href").len(), 0, "{page}");
            let words = seen.texts(found).concat();
            assert!(words.contains("Maastricht Aachen Airport"), "{words}");
        }
    }
);

on_both!(
    a_withdrawn_plan_takes_no_milestone_extension_or_signal,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Maastricht Aachen Airport").await;
        coordinator
            .post(&format!("{address}/withdrawal"), &[])
            .await;
        let milestone = [
            ("milestone", "draft"),
            ("done_on", "2026-11-02"),
            ("milestone_note", "Typed before the withdrawal."),
        ];
        let extension = [
            ("until", "2027-03-01"),
            ("reason", "Typed before the withdrawal."),
            ("decided_by", "x"),
            ("decided_on", "2026-11-02"),
        ];
        let signal = [
            ("cause", "other"),
            ("reason", "Typed before the withdrawal."),
        ];
        for (path, form) in [
            ("milestones", &milestone[..]),
            ("extensions", &extension[..]),
            ("signals/new", &signal[..]),
        ] {
            let refused = coordinator.post(&format!("{address}/{path}"), form).await;
            assert_eq!(refused.status, 422, "{path}");
            let typed = refused.texts("form textarea");
            assert!(
                typed
                    .iter()
                    .any(|text| text == "Typed before the withdrawal."),
                "{path}: {typed:?}"
            );
            let said = refused.texts("[role=alert], .notice.tone-late").join(" ");
            assert!(!said.contains("Beoordeling vastleggen"), "{path}: {said}");
            assert!(said.contains("ngetrokken"), "{path}: {said}");
        }
    }
);

on_both!(
    a_review_that_asks_for_a_revision_says_so_until_it_is_answered,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Maastricht Aachen Airport").await;
        let reasons = async |path: String| {
            let page = coordinator.get(&path).await;
            page.texts("section[aria-labelledby=signals]").join(" ")
        };
        let page = reasons(address.clone()).await;
        assert!(page.contains("Herzien nodig"), "{page}");
        assert!(page.contains("18 november 2025"), "{page}");
        let dossier = reasons(format!("{address}/dossier")).await;
        assert!(dossier.contains("Herzien nodig"), "{dossier}");

        let review = [
            ("reviewed_on", "2026-11-20"),
            ("outcome", "still-right"),
            ("reviewer", "Marloes Hendrikx"),
        ];
        let reviews = format!("{address}/reviews");
        assert_eq!(coordinator.post(&reviews, &review).await.status, 303);
        assert_eq!(reasons(address.clone()).await, "");
        let dossier = reasons(format!("{address}/dossier")).await;
        assert!(!dossier.contains("Herzien nodig"), "{dossier}");
    }
);

on_both!(
    the_version_that_applies_is_told_from_the_one_that_does_not_yet,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("hoog water Vaals").await;
        let version = [
            ("label", "v9"),
            ("adopted_on", "2026-11-02"),
            ("in_force_on", "2026-11-24"),
            ("adopted_by", "College"),
        ];
        let versions = format!("{address}/versions");
        assert_eq!(coordinator.post(&versions, &version).await.status, 303);
        let versions = async || {
            let coordinator = site.sign_in(COORDINATOR).await;
            let page = coordinator.get(&address).await;
            page.texts("section[aria-labelledby=versions] tbody td:first-child")
        };
        assert_eq!(versions().await, ["v9 geldt nog niet", "v2 geldt nu", "v1"]);
        let the_next_day = "2026-11-24T10:00:00Z".parse().expect("a moment");
        site.clock().set(the_next_day);
        assert_eq!(versions().await, ["v9 geldt nu", "v2", "v1"]);
    }
);

on_both!(
    the_history_says_who_changed_what_from_what_to_what,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("hoog water Vaals").await;
        let edit = format!("{address}/edit");
        let page = coordinator.get(&edit).await;
        let version = &page.attributes("[name=version]", "value")[0];
        let organisations = page.attributes("[name=organisations][checked]", "value");
        let chosen = |name: &str| {
            let selector = format!("[name={name}] option[selected]");
            page.attributes(&selector, "value")[0].clone()
        };
        let (kind, owner, rule) = (chosen("kind"), chosen("owner"), chosen("rule"));
        let form = [
            ("title", "Draaiboek hoog water Vaals"),
            ("kind", &kind),
            ("owner", &owner),
            ("organisations", &organisations[0]),
            ("rule", &rule),
            ("summary", "Kort en nieuw."),
            ("version", version),
        ];
        assert_eq!(coordinator.post(&edit, &form).await.status, 303);
        let page = coordinator.get(&address).await;
        let newest = &page.texts("section[aria-labelledby=history] li")[0];
        for words in [
            "Marloes Hendrikx",
            "Kort en nieuw.",
            "Draaiboek voor snel stijgend",
        ] {
            assert!(newest.contains(words), "{words}: {newest}");
        }
    }
);
