//! Coverage, one's own role, and who may do what.

use super::*;
use server::on_writer;
use tests::on_both;

on_both!(
    the_region_s_pool_covers_a_vacant_role,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let address = role(&region, "Juridisch adviseur").await;
        let new = format!("{address}/assignments/new");
        let form = region.get(&new).await;
        let organisation = option(&form, "organisation", "Heuvelland");
        let person = option(&form, "person", "(Gulpen-Wittem)");
        let fields = [
            ("organisation", organisation.as_str()),
            ("person", person.as_str()),
            ("position", "1"),
            ("starts_on", "2026-11-01"),
        ];
        assert_eq!(region.post(&new, &fields).await.status, 303);
        let vaals = site.sign_in(VAALS).await;
        let page = vaals.get(&address).await;
        assert_eq!(
            page.attributes(".panel header [data-status]", "data-status"),
            ["pooled"]
        );
        let pooled = vaals.get("/roles/coverage?coverage=pooled").await;
        assert_eq!(pooled.texts("td[data-coverage=pooled]").len(), 1);
    }
);

on_both!(
    coverage_says_the_same_in_its_figures_its_cells_and_on_the_role_s_page,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let page = region.get("/roles/coverage").await;
        assert_eq!(page.status, 200);
        let figures: i64 = page
            .texts(".figure b")
            .iter()
            .map(|text| text.parse::<i64>().expect("a number"))
            .sum();
        let cells = page.attributes("td[data-coverage]", "data-coverage");
        assert_eq!(figures, i64::try_from(cells.len()).expect("few"));
        for code in ["vacant", "under-minimum", "thin", "filled"] {
            assert!(cells.iter().any(|cell| cell == code), "{code}");
            let filtered = region
                .get(&format!("/roles/coverage?coverage={code}"))
                .await;
            let same = filtered.texts(&format!("td[data-coverage={code}]"));
            assert_eq!(
                same.len(),
                cells.iter().filter(|cell| *cell == code).count()
            );
        }
        let links = page.attributes("td[data-coverage] a", "href");
        assert_eq!(links.len(), cells.len());
        for (link, code) in links.iter().zip(&cells).step_by(9) {
            let role = region.get(link).await;
            let states = role.attributes(".panel header [data-status]", "data-status");
            assert_eq!(states, [code.as_str()], "{link}");
        }
        assert!(!page.texts("table.hats tbody tr").is_empty());

        let vaals = site.sign_in(VAALS).await;
        let own = vaals.get("/roles/coverage?grip=3&day=2026-12-31").await;
        assert_eq!(own.texts("table.matrix thead th").len(), 3);
        let impossible = vaals.get("/roles/coverage?day=31-02-2026").await;
        assert_eq!(impossible.status, 422);
        assert_eq!(
            impossible.attributes("input[name=day]", "value"),
            ["31-02-2026"]
        );
    }
);

on_both!(
    each_account_sees_and_changes_what_is_its_own,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let address = role(&region, "Burgemeester").await;
        let page = region.get(&address).await;
        let assignments = page.attributes(".row-tools > a", "href");
        let teams = page.attributes("section.panel[aria-labelledby^=team] h3", "id");
        assert!(assignments.len() > 5 && teams.len() >= 5);

        for email in [VAALS, STAFF, MANAGER, ADMIN] {
            let visitor = site.sign_in(email).await;
            assert_eq!(visitor.get(&address).await.status, 200, "{email}");
            assert_eq!(visitor.get("/roles/coverage").await.status, 200);
            assert_eq!(visitor.get("/roles/new").await.status, 403, "{email}");
            assert_eq!(visitor.get(&format!("{address}/edit")).await.status, 403);
            assert_eq!(visitor.post("/roles/new", &FILLED).await.status, 403);
            let card = upload(&visitor, &address, "1", "kaart.md", b"# Kaart").await;
            assert_eq!(card.status, 403, "{email}");
            let assign = visitor.get(&format!("{address}/assignments/new")).await;
            assert_eq!(assign.status, if email == VAALS { 200 } else { 403 });
        }
        // One municipality's people are not for another one to see.
        for email in [VAALS, STAFF] {
            let visitor = site.sign_in(email).await;
            let page = visitor.get(&address).await;
            let teams = page.texts("section.panel[aria-labelledby^=team] h3");
            assert_eq!(teams.len(), 1, "{email}: {teams:?}");
        }
        let vaals = site.sign_in(VAALS).await;
        let theirs = vaals
            .get(&address)
            .await
            .attributes(".row-tools > a", "href");
        let foreign: Vec<_> = assignments
            .iter()
            .filter(|link| !theirs.contains(link))
            .collect();
        assert!(!theirs.is_empty() && !foreign.is_empty());
        assert_eq!(vaals.get(&theirs[0]).await.status, 200);
        assert_eq!(vaals.get(foreign[0]).await.status, 404);
        let end = format!("{}/end", foreign[0]);
        assert_eq!(vaals.post(&end, &[]).await.status, 404);
        let manager = site.sign_in(MANAGER).await;
        assert_eq!(manager.get(foreign[0]).await.status, 403);
        assert_eq!(vaals.get("/roles/unknown").await.status, 404);
        assert_eq!(vaals.get("/roles/assignments/unknown").await.status, 404);
        let anonymous = site.anonymous();
        for path in ["/roles", "/roles/coverage", "/me", address.as_str()] {
            assert_eq!(anonymous.get(path).await.status, 303, "{path}");
        }
    }
);

on_both!(
    a_member_of_staff_finds_role_first_steps_stand_in_and_exercise,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        let me = staff.get("/me").await;
        assert_eq!(me.status, 200);
        assert!(me.texts(".my-role h2").len() >= 2);
        assert!(me.texts(".my-place")[0].contains("eerste in de rij"));
        assert!(me.texts(".first-steps li").len() >= 3);
        let phones = me.attributes("ol.stand-ins a", "href");
        assert!(phones.iter().all(|phone| phone.starts_with("tel:")));
        assert!(phones.iter().any(|phone| phone.starts_with("tel:06")));
        let forms = me.attributes("form[action$=answer]", "action");
        assert!(!forms.is_empty());
        let past = me.texts(".my-past li");
        assert!(!past.is_empty() && past.iter().all(|line| !line.is_empty()));

        let person: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT person_id FROM users WHERE email = $1"
        )
        .bind(STAFF)
        .fetch_all(c)
        .await)
        .expect("the account");
        on_writer!(site.db(), |c| sqlx::query(
            "DELETE FROM role_assignments WHERE person_id = $1"
        )
        .bind(&person[0].0)
        .execute(c)
        .await
        .map(drop))
        .expect("no roles");
        let me = staff.get("/me").await;
        assert_eq!(me.status, 200);
        assert!(me.texts(".empty p")[0].contains("geen crisisrol"));
        assert!(me.texts(".my-role").is_empty());
    }
);

on_both!(
    people_count_on_their_last_working_day_and_not_after_it,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let address = role(&region, "Burgemeester").await;
        let new = format!("{address}/assignments/new");
        let seen = async || {
            let coverage = region.get("/roles/coverage").await;
            let role = region.get(&address).await;
            let form = region.get(&new).await;
            let me = staff.get("/me").await;
            [
                coverage.texts("td[data-coverage]"),
                coverage.texts("table.hats tbody tr"),
                role.texts("main"),
                form.texts("select[name=person] option"),
                me.texts(".my-role"),
            ]
        };
        let before = seen().await;
        on_writer!(site.db(), |c| sqlx::query(
            "UPDATE people SET left_on = $1 WHERE left_on IS NULL"
        )
        .bind(tests::site::today())
        .execute(c)
        .await
        .map(drop))
        .expect("a departure");
        assert_eq!(seen().await, before);
        let tomorrow = region.get("/roles/coverage?day=2026-11-24").await;
        let cells = tomorrow.attributes("td[data-coverage]", "data-coverage");
        assert!(!cells.is_empty() && cells.iter().all(|cell| cell == "vacant"));
        assert!(tomorrow.texts("table.hats tbody tr").is_empty());
    }
);
