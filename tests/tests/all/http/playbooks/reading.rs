//! Who reads what of a playbook.

use super::*;
use server::on_writer;
use tests::on_both;

on_both!(
    a_playbook_says_first_when_what_starts_and_marks_what_nobody_knows,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        let page = staff.get(&playbook(&staff, "hoog water").await).await;
        assert_eq!(page.status, 200);
        let overview = page.texts("table.triggers tbody tr");
        let links = page.attributes("table.triggers a", "href");
        assert_eq!(overview.len(), page.texts("section.phase").len());
        assert_eq!(overview.len(), links.len());
        assert!(!links.is_empty());
        for link in &links {
            assert_eq!(page.texts(&format!("section{link} h2")).len(), 1, "{link}");
        }
        assert!(overview.iter().any(|row| row.contains("≥ 1250 m³/s")));
        let unknown: Vec<_> = page
            .texts("p.trigger")
            .into_iter()
            .filter(|trigger| trigger.contains("Waarde onbekend"))
            .collect();
        assert!(
            unknown
                .iter()
                .any(|trigger| trigger.contains("Opvragen bij Waterschap Limburg"))
        );
        assert!(page.texts("p.trigger .unverified").len() > 3);
        assert_eq!(
            page.attributes(".page-head [data-status]", "data-status"),
            ["due-soon"]
        );
        assert!(
            page.texts("ol.steps .actor a")
                .contains(&"Burgemeester".to_owned())
        );
        assert!(page.attributes("ol.steps .actor a", "href")[0].starts_with("/roles/"));
        // Nothing to press for those who only read.
        assert!(
            page.attributes("main form[method=post]", "action")
                .is_empty()
        );
    }
);

on_both!(a_playbook_on_an_overdue_plan_says_so, async |site: Site| {
    on_writer!(site.db(), |c| sqlx::query(
        "UPDATE plans SET due_on = $1, warn_from = $1 WHERE id IN (SELECT plan_id FROM playbooks)"
    )
    .bind(chrono::NaiveDate::from_ymd_opt(2026, 11, 22))
    .execute(c)
    .await
    .map(drop))
    .expect("a change");
    let staff = site.sign_in(STAFF).await;
    let page = staff.get(&playbook(&staff, "luchthaven").await).await;
    assert!(page.texts(".notice.tone-late")[0].contains("22 november 2026"));
    assert_eq!(
        page.attributes(".page-head [data-status]", "data-status"),
        ["overdue"]
    );
    let register = staff.get("/playbooks").await;
    assert_eq!(
        register.attributes("table.register [data-status]", "data-status"),
        ["overdue", "overdue"]
    );
});

on_both!(
    a_member_of_staff_can_read_only_own_steps_under_their_own_numbers,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        let address = playbook(&staff, "hoog water").await;
        let whole = staff.get(&address).await;
        let own = whole.attributes(".reading nav a", "href");
        assert!(!own.is_empty());
        let page = staff.get(&own[0]).await;
        let actors = page.texts("ol.steps .actor");
        assert!(!actors.is_empty() && actors.iter().all(|actor| *actor == actors[0]));
        assert_eq!(
            actors.len(),
            whole
                .texts("ol.steps .actor")
                .iter()
                .filter(|actor| **actor == actors[0])
                .count()
        );
        assert!(page.texts(".notice")[0].contains(&actors[0]));
        // When what starts stays whole; only phases with a step of the role are linked and shown.
        assert_eq!(
            page.texts("table.triggers tbody tr"),
            whole.texts("table.triggers tbody tr")
        );
        assert_eq!(
            page.attributes("table.triggers a", "href").len(),
            page.texts(".phase").len()
        );
        let ids = page.attributes(".phase", "id");
        let numbers = page.attributes("ol.steps > li:first-child", "value");
        assert!(!ids.is_empty() && ids.len() == numbers.len());
        for (id, number) in ids.iter().zip(numbers) {
            let same = format!("#{id} ol.steps > li[value='{number}'] .actor");
            assert_eq!(whole.texts(&same), [actors[0].clone()], "{id}");
        }
        for nonsense in ["unknown", "a&role=b"] {
            let all = staff.get(&format!("{address}?role={nonsense}")).await;
            assert_eq!(all.status, 200);
            assert_eq!(
                all.texts("ol.steps > li").len(),
                whole.texts("ol.steps > li").len()
            );
            assert_eq!(all.texts(".notice").len(), 1, "{nonsense}");
        }
        for nothing in ["role=", "role=%00", "q=%ff"] {
            let all = staff.get(&format!("{address}?{nothing}")).await;
            assert_eq!(
                (all.status, all.texts(".notice").len()),
                (200, 0),
                "{nothing}"
            );
        }
    }
);

on_both!(
    the_register_is_searched_by_words_and_organisation,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let all = coordinator.get("/playbooks").await;
        assert_eq!(all.texts("table.register tbody tr").len(), 2);
        let vaals = choice(&all, "organisation", "Vaals");
        let found = coordinator
            .get(&format!("/playbooks?organisation={vaals}"))
            .await;
        assert_eq!(found.texts("table.register tbody td a"), ["Hoog water"]);
        let found = coordinator.get("/playbooks?q=maastricht").await;
        assert_eq!(
            found.texts("table.register tbody td a"),
            ["Luchthaven (RBP MAA)"]
        );
        let none = coordinator.get("/playbooks?q=100%25&page=-1").await;
        assert_eq!((none.status, none.texts(".empty").len()), (200, 1));
    }
);

on_both!(
    who_may_not_edit_gets_403_and_who_may_not_know_gets_404,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let [water, airport] = [
            playbook(&region, "hoog water").await,
            playbook(&region, "luchthaven").await,
        ];
        let below = |address: &str, phase: &str| {
            let change = |step: &str| phase.replace("/edit", step);
            let gets = [
                format!("{address}/edit"),
                format!("{address}/phases/new"),
                phase.to_owned(),
            ];
            let posts = ["/up", "/down", "/delete", "/edit"].map(change);
            (gets, posts)
        };
        let before = counts(&site).await;
        let check = async |visitor: &Visitor, address: &str, expected: u16| {
            let (gets, posts) = below(address, &phases(&region, address).await[0]);
            for path in &gets {
                assert_eq!(visitor.get(path).await.status, expected, "{path}");
            }
            for path in gets[..2].iter().chain(&posts) {
                assert_eq!(visitor.post(path, &[]).await.status, expected, "{path}");
            }
        };
        for email in [STAFF, "bestuur@demo.paraat", "admin@demo.paraat", VAALS] {
            let visitor = site.sign_in(email).await;
            assert_eq!(visitor.get(&water).await.status, 200, "{email}");
            check(&visitor, &water, 403).await;
        }
        let vaals = site.sign_in(VAALS).await;
        assert_eq!(vaals.get(&airport).await.status, 404);
        check(&vaals, &airport, 404).await;
        check(&site.anonymous(), &airport, 303).await;
        let staff = site.sign_in(STAFF).await;
        assert_eq!(staff.get("/playbooks/new").await.status, 403);
        assert_eq!(staff.post("/playbooks/new", &[]).await.status, 403);

        // A phase of one playbook is none of another, and unknown ones are not found.
        let phase = phases(&region, &water).await.remove(0);
        let elsewhere = phase.replace(&water, &airport);
        assert_eq!(region.get(&elsewhere).await.status, 404);
        for path in ["/playbooks/unknown", "/playbooks/unknown/edit"] {
            assert_eq!(region.get(path).await.status, 404);
        }
        assert_eq!(counts(&site).await, before);
    }
);

on_both!(
    english_readers_find_the_same_page_in_english,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        staff
            .post("/me/language", &[("language", "en"), ("next", "/")])
            .await;
        let page = staff.get(&playbook(&staff, "luchthaven").await).await;
        assert!(
            page.texts("p.trigger")
                .iter()
                .any(|trigger| trigger.contains("Value unknown"))
        );
        assert_eq!(page.texts("#when-what"), ["When does what start"]);
    }
);
