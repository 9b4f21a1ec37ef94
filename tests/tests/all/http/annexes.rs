//! Local annexes to shared plans, over HTTP.

use chrono::NaiveDate;
use server::{on_db, on_writer};
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";

/// The address of the annex of an organisation.
async fn annex(visitor: &Visitor, plan: &str, organisation: &str) -> String {
    let page = visitor.get(&format!("{plan}/annexes")).await;
    let links = "table.register td:first-child a";
    let names = page.texts(links);
    let at = names.iter().position(|name| name.contains(organisation));
    page.attributes(links, "href")[at.expect(organisation)].clone()
}

fn status(page: &Answer) -> Vec<String> {
    page.attributes(".page-head [data-status]", "data-status")
}

/// What was done to annexes since the demonstration was loaded.
async fn recorded(site: &Site) -> Vec<String> {
    let sql = "SELECT action FROM audit WHERE subject = 'annex' AND at >= $1 ORDER BY id";
    let rows: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(sql)
        .bind(site.clock().now())
        .fetch_all(c)
        .await)
    .expect("entries");
    rows.into_iter().map(|(action,)| action).collect()
}

on_both!(
    the_list_tells_what_is_current_late_and_missing,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Hoogwater Limburg").await;
        let page = coordinator.get(&format!("{plan}/annexes")).await;
        let names = page.texts("table.register td:first-child");
        let found = page.attributes("table.register [data-status]", "data-status");
        let of = |words: &str| {
            let at = names.iter().position(|name| name.contains(words));
            found[at.expect(words)].as_str()
        };
        assert_eq!(of("Meerssen"), "current");
        assert_eq!(of("Vaals"), "current");
        assert_eq!(of("Eijsden"), "overdue");
        assert_eq!(of("Valkenburg"), "never-reviewed");
        assert_eq!(of("Gulpen"), "missing");
        // Each page says the same of itself.
        let links = page.attributes("table.register td:first-child a", "href");
        assert!(links.len() > 4 && links.len() == found.len(), "{links:?}");
        for (link, expected) in links.iter().zip(&found) {
            assert_eq!(&status(&coordinator.get(link).await).concat(), expected);
        }
        let panel = coordinator.get(&plan).await;
        let panel = panel.texts("section[aria-labelledby=annexes] li > a");
        assert_eq!(panel.len(), 5);
        assert!(panel[0].contains("Gulpen"), "{panel:?}");
    }
);

on_both!(
    an_annex_is_made_checked_and_changed_by_its_own_organisation,
    async |site: Site| {
        // Made by the municipality, changed by the region that coordinates it too.
        let vaals = site.sign_in(VAALS).await;
        let region = site.sign_in(COORDINATOR).await;
        let plan = vaals.plan("grensoverschrijdende").await;
        let address = annex(&vaals, &plan, "Vaals").await;
        let to_edit = format!("{address}/edit");
        let checks = format!("{address}/checks");
        let early = vaals.post(&checks, &[("checked_on", "2026-11-01")]).await;
        assert_eq!(early.status, 404);
        let form = vaals.get(&to_edit).await;
        let rule = form.attributes("select[name=rule] option[selected]", "value");
        assert_eq!(rule.len(), 1);
        let contacts = "Piket: 043-5550711\r\n<b>Buren</b> & co";
        let fields = |contacts: &'static str, version: &'static str| {
            vec![
                ("contacts", contacts.to_owned()),
                ("places", String::new()),
                ("rule", rule[0].clone()),
                ("version", version.to_owned()),
            ]
        };
        let send = async |who: &Visitor, fields: Vec<(&'static str, String)>| {
            let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            who.post(&to_edit, &fields).await
        };
        assert_eq!(send(&vaals, fields(contacts, "0")).await.status, 303);
        let page = vaals.get(&address).await;
        assert_eq!(status(&page), ["never-reviewed"]);
        assert_eq!(page.attributes(".annex-text a", "href"), ["tel:0435550711"]);
        assert!(page.body.contains("&lt;b&gt;Buren&lt;/b&gt; &amp; co"));
        for (on, by, wanted) in [
            ("", "Bas", 422),
            ("2026-11-24", "Bas", 422),
            ("31-2-2026", "Bas", 422),
            ("2026-11-20", "", 422),
            ("2026-11-20", "Bas Vliegen", 303),
        ] {
            let check = [("checked_on", on), ("checked_by", by), ("check_note", "")];
            let answer = vaals.post(&checks, &check).await;
            assert_eq!(answer.status, wanted, "{on} {by}");
            assert!(wanted == 303 || answer.texts(".error-summary").len() == 1);
        }
        let page = vaals.get(&address).await;
        assert_eq!(status(&page), ["current"]);
        assert!(
            page.texts("[aria-labelledby=facts] dl")
                .concat()
                .contains("20 november 2027")
        );
        // Somebody changes it while another has the form open: both texts stand side by side.
        assert_eq!(send(&region, fields("Van de regio", "1")).await.status, 303);
        let late = send(&vaals, fields("Van Vaals", "1")).await;
        assert_eq!(late.status, 409);
        let shown = late.texts(".error-summary table").concat();
        assert!(shown.contains("Van de regio") && shown.contains("Van Vaals"));
        assert!(late.texts("textarea[name=contacts]").concat() == "Van Vaals");
        let second = send(&vaals, fields("Van Vaals", "0")).await;
        assert_eq!(second.status, 409);
        let empty = send(&vaals, fields(" ", "2")).await;
        assert_eq!(empty.status, 422);
        let mut wrong = fields("x", "2");
        wrong[2].1 = "nonsense".to_owned();
        assert_eq!(send(&vaals, wrong).await.status, 422);
        assert_eq!(recorded(&site).await, ["create", "check", "edit"]);
        let trail = vaals.get("/audit?subject=annex").await;
        let links = trail.attributes("main a", "href");
        assert!(links.contains(&address), "{links:?}");
        assert_eq!(vaals.get(&address).await.status, 200);
    }
);

on_both!(
    contacts_are_for_those_in_reach_of_the_organisation,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let staff = site.sign_in(STAFF).await;
        let high_water = region.plan("Hoogwater Limburg").await;
        let meerssen = annex(&region, &high_water, "Meerssen").await;
        for visitor in [&region, &staff] {
            let page = visitor.get(&meerssen).await;
            assert!(page.body.contains("043-5550706"));
        }
        let page = vaals.get(&meerssen).await;
        assert_eq!(
            (page.status, status(&page)),
            (200, vec!["current".to_owned()])
        );
        assert!(!page.body.contains("043-5550706") && !page.body.contains("nagebeld"));
        // Nor who checked it, neither here nor where all annexes stand.
        let shown = ["annexes", "dossier"].map(|part| format!("{high_water}/{part}"));
        for address in [&shown[..], std::slice::from_ref(&meerssen)].concat() {
            let part = "table, [aria-labelledby=checks]";
            let of_region = region.get(&address).await.texts(part).concat();
            let of_vaals = vaals.get(&address).await.texts(part).concat();
            assert!(of_region.contains("Chantal Ummels"), "{address}");
            assert!(!of_vaals.contains("Chantal Ummels"), "{address}");
            assert!(of_vaals.contains("24 september 2026"), "{address}");
        }
        assert!(page.texts("[aria-labelledby=history]").is_empty());
        for address in [format!("{meerssen}/edit"), format!("{meerssen}/checks")] {
            assert_eq!(vaals.post(&address, &[]).await.status, 403);
            assert_eq!(staff.post(&address, &[]).await.status, 403);
        }
        assert_eq!(vaals.get(&format!("{meerssen}/edit")).await.status, 403);
        // An organisation to which the plan does not apply has no annex to it.
        let airport = region.plan("Maastricht Aachen").await;
        let of_vaals = annex(&region, &high_water, "Vaals").await;
        let of_vaals = of_vaals.rsplit('/').next().unwrap_or_default();
        let none = region.get(&format!("{airport}/annexes/{of_vaals}")).await;
        assert_eq!(none.status, 404);
        assert_eq!(staff.get("/plans/x/annexes").await.status, 404);
    }
);

on_both!(
    an_annex_to_a_withdrawn_plan_stays_as_it_is,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let plan = region.plan("Hoogwater Limburg").await;
        let made = annex(&region, &plan, "Meerssen").await;
        let missing = annex(&region, &plan, "Gulpen").await;
        let form = region.get(&format!("{made}/edit")).await;
        let rule = form.attributes("select[name=rule] option[selected]", "value");
        let withdrawn = region.post(&format!("{plan}/withdrawal"), &[]).await;
        assert_eq!(withdrawn.status, 303);
        let page = region.get(&made).await;
        assert!(page.texts("form[action$='/checks']").is_empty());
        assert!(page.attributes("a[href$='/edit']", "href").is_empty());
        let why = |answer: &Answer| {
            let said = answer.texts(".error-summary").concat();
            answer.status == 422 && said.contains("Dit plan is ingetrokken")
        };
        let check = [
            ("checked_on", "2026-11-20"),
            ("checked_by", "Bas Vliegen"),
            ("check_note", "Alles gebeld"),
        ];
        let answer = region.post(&format!("{made}/checks"), &check).await;
        assert!(why(&answer), "{}", answer.body);
        assert_eq!(answer.texts("[name=check_note]"), ["Alles gebeld"]);
        for (address, version) in [(&made, "1"), (&missing, "0")] {
            let fields = [
                ("contacts", "Piket: 043-5550799"),
                ("places", ""),
                ("rule", &rule[0]),
                ("version", version),
            ];
            let answer = region.post(&format!("{address}/edit"), &fields).await;
            assert!(why(&answer), "{}", answer.body);
            assert_eq!(answer.texts("[name=contacts]"), ["Piket: 043-5550799"]);
        }
        assert!(recorded(&site).await.is_empty());
    }
);

on_both!(
    the_overview_tells_coordinators_which_annexes_to_check,
    async |site: Site| {
        let listed = async |account| {
            let home = site.sign_in(account).await.get("/").await;
            home.texts("[aria-labelledby=todo] li:has(a[href*='/annexes/'])")
        };
        let of_region = listed(COORDINATOR).await;
        let wanted = [
            ("bijlage Eijsden", "Verlopen"),
            ("bijlage Valkenburg", "Nog niet gecontr"),
            ("bijlage Gulpen", "Ontbreekt"),
            ("bijlage Maastricht", "Binnenkort"),
        ];
        assert_eq!(of_region.len(), wanted.len(), "{of_region:?}");
        for (line, (annex, status)) in of_region.iter().zip(wanted) {
            assert!(line.contains(annex) && line.contains(status), "{line}");
        }
        for account in [VAALS, STAFF, "bestuur@demo.paraat"] {
            assert!(listed(account).await.is_empty(), "{account}");
        }
        // What is still to come stands after all that is late.
        let home = site.sign_in(COORDINATOR).await.get("/").await;
        let all = home.texts("[aria-labelledby=todo] li");
        let last = all.last().expect("something to do");
        assert!(last.contains("bijlage Maastricht"), "{all:?}");
        // Three months before its day an annex is to check soon, for its own coordinator, too.
        let july: NaiveDate = "2027-07-01".parse().expect("a day");
        let morning = july.and_hms_opt(8, 0, 0).expect("a time").and_utc();
        site.clock().set(morning);
        let soon = listed(VAALS).await;
        assert!(
            soon.len() == 1 && soon[0].contains("bijlage Vaals"),
            "{soon:?}"
        );
        assert!(soon[0].contains("Binnenkort"), "{soon:?}");
    }
);

on_both!(
    an_annex_is_missing_where_others_keep_one_and_the_plan_is_in_force,
    async |site: Site| {
        let listed = async || {
            let home = site.sign_in(VAALS).await.get("/").await;
            home.texts("[aria-labelledby=todo] li:has(a[href*='/annexes/'])")
        };
        assert!(listed().await.is_empty());
        site.run("DELETE FROM plan_annex_checks WHERE annex_id IN (SELECT id FROM plan_annexes WHERE organisation_id =
                  (SELECT id FROM organisations WHERE name = 'Vaals'))").await;
        site.run("DELETE FROM plan_annexes WHERE organisation_id = (SELECT id FROM organisations WHERE name = 'Vaals')").await;
        let found = listed().await;
        assert!(
            found.len() == 1 && found[0].contains("Ontbreekt"),
            "{found:?}"
        );
        site.run("UPDATE plans SET stage = 'draft' WHERE title LIKE '%Hoogwater Limburg%'")
            .await;
        assert!(listed().await.is_empty());
    }
);

on_both!(
    a_plan_of_one_organisation_keeps_the_annex_that_was_made,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let plan = region.plan("Hoogwater Limburg").await;
        let sql = "DELETE FROM plan_organisations WHERE plan_id = $1
                   AND organisation_id <> (SELECT id FROM organisations WHERE name = 'Meerssen')";
        let id = plan.trim_start_matches("/plans/");
        let done = on_writer!(site.db(), |c| sqlx::query(sql)
            .bind(id)
            .execute(c)
            .await
            .map(drop));
        done.expect("a change");
        for address in [plan.clone(), format!("{plan}/dossier")] {
            let page = region.get(&address).await;
            let annexes = page.texts("section[aria-labelledby=annexes]").concat();
            assert!(annexes.contains("Meerssen"), "{address}");
        }
    }
);

on_both!(
    a_check_that_was_recorded_by_mistake_is_taken_back,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let plan = region.plan("Hoogwater Limburg").await;
        let address = annex(&region, &plan, "Eijsden").await;
        let before = region
            .get(&address)
            .await
            .texts("[aria-labelledby=facts] dl")
            .concat();
        let check = [
            ("checked_on", "2026-11-20"),
            ("checked_by", "Bas Vliegen"),
            ("check_note", "Verkeerde bijlage"),
        ];
        assert_eq!(
            region
                .post(&format!("{address}/checks"), &check)
                .await
                .status,
            303
        );
        let page = region.get(&address).await;
        assert_eq!(status(&page), ["current"]);
        let forms = "form[action$='/revocation']";
        let undo = page.attributes(forms, "action");
        assert_eq!(undo.len(), page.texts("[aria-labelledby=checks] li").len());
        assert_eq!(
            page.attributes(&format!("{forms} button"), "aria-label")[0],
            "Controle terugdraaien: 20 november 2026"
        );
        let staff = site.sign_in(STAFF).await;
        assert!(staff.get(&address).await.texts(forms).is_empty());
        assert_eq!(staff.post(&undo[0], &[]).await.status, 403);
        assert_eq!(region.post(&undo[0], &[]).await.status, 303);
        assert_eq!(region.post(&undo[0], &[]).await.status, 404);
        // The dates are those of the check before, here and where all annexes stand; it stays in the trail.
        let page = region.get(&address).await;
        assert_eq!(
            (
                status(&page),
                page.texts("[aria-labelledby=facts] dl").concat()
            ),
            (vec!["overdue".to_owned()], before)
        );
        assert!(
            !page
                .texts("[aria-labelledby=checks]")
                .concat()
                .contains("Verkeerde")
        );
        let history = page.texts("[aria-labelledby=history]").concat();
        assert!(
            history.contains("controle teruggedraaid") && history.contains("Verkeerde bijlage"),
            "{history}"
        );
        let list = region
            .get(&format!("{plan}/annexes"))
            .await
            .texts("table.register")
            .concat();
        assert!(!list.contains("20 november 2026"));
        assert_eq!(recorded(&site).await, ["check", "check-revoke"]);
        // Without any check it was never checked; of a withdrawn plan nothing is taken back.
        let undo = page.attributes(forms, "action");
        assert_eq!(region.post(&undo[0], &[]).await.status, 303);
        assert_eq!(status(&region.get(&address).await), ["never-reviewed"]);
        let made = annex(&region, &plan, "Meerssen").await;
        let undo = region.get(&made).await.attributes(forms, "action");
        assert_eq!(
            region.post(&format!("{plan}/withdrawal"), &[]).await.status,
            303
        );
        assert!(region.get(&made).await.texts(forms).is_empty());
        let answer = region.post(&undo[0], &[]).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer
                .texts(".error-summary")
                .concat()
                .contains("Dit plan is ingetrokken")
        );
    }
);

on_both!(
    an_annex_to_a_plan_that_no_longer_applies_stays_readable_and_counts_nowhere,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let plan = vaals.plan("Hoogwater Limburg").await;
        let address = annex(&vaals, &plan, "Vaals").await;
        let contacts = vaals.get(&address).await.texts(".annex-text").concat();
        let edit = vaals.get(&format!("{address}/edit")).await;
        let rule = edit
            .attributes("select[name=rule] option[selected]", "value")
            .concat();
        let counted = async || {
            let page = vaals.get("/plans/rules").await;
            page.texts(&format!("tr:has(a[href='/plans/rules/{rule}'])"))
                .concat()
        };
        let before = counted().await;
        site.run("DELETE FROM plan_organisations WHERE organisation_id = (SELECT id FROM organisations WHERE name = 'Vaals')
                  AND plan_id = (SELECT id FROM plans WHERE title LIKE '%Hoogwater Limburg%')").await;
        assert_eq!(vaals.get(&plan).await.status, 404);
        for visitor in [&vaals, &region] {
            let page = visitor.get(&address).await;
            assert_eq!(
                (page.status, page.texts(".annex-text").concat()),
                (200, contacts.clone())
            );
            assert!(
                page.texts(".notice")
                    .concat()
                    .contains("geldt niet meer voor Vaals")
            );
            assert!(status(&page).is_empty());
            assert!(page.texts("main form").is_empty());
            assert!(page.attributes("main a[href$='/edit']", "href").is_empty());
            for part in ["edit", "checks"] {
                assert_eq!(
                    visitor.post(&format!("{address}/{part}"), &[]).await.status,
                    404
                );
            }
        }
        let links = vaals.get(&address).await.attributes("main a", "href");
        assert!(!links.contains(&plan), "{links:?}");
        assert_eq!(site.sign_in(STAFF).await.get(&address).await.status, 404);
        assert_ne!(counted().await, before);
    }
);
