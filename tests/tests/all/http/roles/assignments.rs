//! Who fills a role.

use super::*;
use tests::on_both;

on_both!(
    a_person_is_assigned_moved_up_and_ends,
    async |site: Site| {
        let coordinator = site.sign_in(VAALS).await;
        let address = role(&coordinator, "Juridisch adviseur").await;
        let state = async || {
            let page = coordinator.get(&address).await;
            page.attributes(".panel header [data-status]", "data-status")
        };
        assert_eq!(state().await, ["vacant"]);
        let new = format!("{address}/assignments/new");
        let form = coordinator.get(&new).await;
        assert_eq!(form.status, 200);
        let vaals = option(&form, "organisation", "Vaals");
        let people = form.attributes("select[name=person] option[value]", "value");
        let (first, second) = (people[1].clone(), people[2].clone());
        let assign = async |person: &str, starts_on: &str| {
            let fields = [
                ("organisation", vaals.as_str()),
                ("person", person),
                ("position", "2"),
                ("decision", "B&W 2026-99"),
                ("decided_on", "2026-11-03"),
                ("starts_on", starts_on),
                ("ends_on", ""),
            ];
            coordinator.post(&new, &fields).await
        };
        assert_eq!(assign(&first, "2026-11-10").await.status, 303);
        assert_eq!(state().await, ["thin"]);
        assert_eq!(assign(&second, "10-11-2026").await.status, 303);
        assert_eq!(state().await, ["filled"]);

        let names = async || {
            coordinator
                .get(&address)
                .await
                .texts("ol.panel-list li > div:not(.row-tools) > a")
        };
        let order = names().await;
        let page = coordinator.get(&address).await;
        let earlier = page.attributes(".row-tools form", "action");
        assert_eq!(earlier.len(), 1);
        let moved = coordinator.post(&earlier[0], &[("position", "1")]).await;
        assert_eq!(moved.status, 303);
        assert_eq!(names().await, [order[1].clone(), order[0].clone()]);

        let assignment = earlier[0].trim_end_matches("/position").to_owned();
        let end = format!("{assignment}/end");
        let too_early = [("ends_on", "2026-11-09"), ("version", "1")];
        let answer = coordinator.post(&end, &too_early).await;
        assert_eq!(answer.status, 422);
        assert_eq!(
            answer.attributes("input[name=ends_on]", "value"),
            ["2026-11-09"]
        );
        for day in ["", "31-02-2027"] {
            let answer = coordinator
                .post(&end, &[("ends_on", day), ("version", "1")])
                .await;
            assert_eq!(answer.status, 422, "{day}");
        }
        let today = [("ends_on", "2026-11-22"), ("version", "1")];
        assert_eq!(coordinator.post(&end, &today).await.status, 303);
        assert_eq!(state().await, ["thin"]);
        let late = [("ends_on", "2026-11-20"), ("version", "1")];
        let answer = coordinator.post(&end, &late).await;
        assert_eq!(answer.status, 409);
        assert!(
            answer
                .texts(".error-summary td")
                .contains(&"2026-11-22".to_owned())
        );
        let page = coordinator.get(&address).await;
        assert!(page.attributes("details a", "href").contains(&assignment));
    }
);

on_both!(
    an_assignment_that_can_t_be_is_not_stored,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let address = role(&region, "Hoofd taakorganisatie Informatie").await;
        let new = format!("{address}/assignments/new");
        let form = region.get(&new).await;
        let vaals = option(&form, "organisation", "Vaals");
        let beek = "unknown".to_owned();
        let person = option(&form, "person", "(Vaals)");
        let filled = [
            ("organisation", vaals.as_str()),
            ("person", person.as_str()),
            ("position", "1"),
            ("decision", "B&W 2026-98"),
            ("decided_on", "2026-11-03"),
            ("starts_on", "2031-01-01"),
            ("ends_on", "2031-12-31"),
        ];
        assert_eq!(region.post(&new, &filled).await.status, 303);
        let before = (
            site.count("role_assignments").await,
            site.count("audit").await,
        );
        let bad = [
            ("ends_on", "2030-12-31", "ends_on"),
            ("ends_on", "", "person"),
            ("starts_on", "2031-06-01", "person"),
            ("starts_on", "", "starts_on"),
            ("starts_on", "31-02-2031", "starts_on"),
            ("decided_on", "2026-11-24", "decided_on"),
            ("position", "nul", "position"),
            ("person", "", "person"),
            ("person", "unknown", "person"),
            ("organisation", "", "organisation"),
            ("organisation", beek.as_str(), "organisation"),
        ];
        for (field, value, wrong) in bad {
            let answer = region.post(&new, &with(&filled, field, value)).await;
            assert_eq!(answer.status, 422, "{field}={value}");
            assert_eq!(
                answer.attributes(".error-summary a", "href"),
                [format!("#{wrong}")],
                "{field}={value}"
            );
            assert_eq!(
                answer.attributes("input[name=decision]", "value"),
                ["B&W 2026-98"]
            );
        }
        let regional = role(&region, "Plotter").await;
        let answer = region
            .post(&format!("{regional}/assignments/new"), &filled)
            .await;
        assert_eq!(answer.status, 422);
        assert_eq!(
            answer.attributes(".error-summary a", "href"),
            ["#organisation"]
        );
        let edit = region.get(&format!("{address}/edit")).await;
        let version = edit.attributes("input[name=version]", "value").remove(0);
        let mut fields = with(&FILLED, "name", "Hoofd taakorganisatie Informatie");
        fields.push(("version", &version));
        let answer = region
            .post(
                &format!("{address}/edit"),
                &with(&fields, "filled_by", "region"),
            )
            .await;
        assert_eq!(answer.status, 422);
        assert_eq!(
            answer.attributes(".error-summary a", "href"),
            ["#filled_by"]
        );
        let after = (
            site.count("role_assignments").await,
            site.count("audit").await,
        );
        assert_eq!(after, before);
    }
);

on_both!(
    who_no_longer_fills_a_role_does_not_fill_it_longer,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let made = coordinator.post("/roles/new", &FILLED).await;
        let address = made.header("location").to_owned();
        let address = address.split('?').next().expect("an address");
        let new = format!("{address}/assignments/new");
        let form = coordinator.get(&new).await;
        let organisation = option(&form, "organisation", "Vaals");
        let person = option(&form, "person", "(Vaals)");
        let fields = [
            ("organisation", organisation.as_str()),
            ("person", person.as_str()),
            ("position", "1"),
            ("starts_on", "2026-11-01"),
            ("ends_on", "2026-11-20"),
        ];
        assert_eq!(coordinator.post(&new, &fields).await.status, 303);
        let page = coordinator.get(address).await;
        let links = page.attributes("main a[href^='/roles/assignments/']", "href");
        let [assignment] = links.as_slice() else {
            panic!("{links:?}");
        };
        let mut role = with(&FILLED, "filled_by", "region");
        role.push(("version", "1"));
        let edit = format!("{address}/edit");
        assert_eq!(coordinator.post(&edit, &role).await.status, 303);

        let page = coordinator.get(assignment).await;
        let version = page.attributes("input[name=version]", "value").remove(0);
        let end = format!("{assignment}/end");
        let longer = [("version", version.as_str()), ("ends_on", "2026-12-31")];
        let refused = coordinator.post(&end, &longer).await;
        assert_eq!(refused.status, 422);
        let errors = refused.attributes(".error-summary a", "href");
        assert_eq!(errors, ["#ends_on"]);
        let typed = refused.attributes("#ends_on", "value");
        assert_eq!(typed, ["2026-12-31"]);
        let shorter = [("version", version.as_str()), ("ends_on", "2026-11-19")];
        assert_eq!(coordinator.post(&end, &shorter).await.status, 303);
    }
);
