//! What changed between the moment that the program looked at it and the moment that it changes it.

use super::{COORDINATOR, MANY, VAALS, assert_one, fields, id, number, option, overtaken, send};
use crate::http::exercises::{created, filled};
use tests::{on_both, site::Site};

on_both!(
    a_version_that_was_taken_back_gets_no_document,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let page = coordinator.get(&plan).await;
        let links = format!("main a[href^='{plan}/versions/']");
        let version = page.attributes(&links, "href").remove(0);
        let taken_back = [
            format!(
                "UPDATE plans SET version = version + 1 WHERE id = '{}'",
                id(&plan)
            ),
            format!(
                "UPDATE plan_versions SET revoked_on = '2026-11-23' WHERE id = '{}'",
                id(&version)
            ),
        ];
        let path = format!("{version}/documents");
        let file = (
            "document",
            "plan.pdf",
            &b"%PDF-1.4\nstartxref\n0\n%%EOF"[..],
        );
        let added = coordinator.post_file(&path, &[], file);
        let answer = overtaken(&site, &taken_back, added).await;
        assert_eq!(answer.status, 404);
        assert_eq!(site.count("plan_documents").await, 0);
    }
);

on_both!(
    a_version_older_than_the_newest_ends_no_revision,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let begun = coordinator.post(&format!("{plan}/revision"), &[]).await;
        assert_eq!(begun.status, 303);
        let adopted = [
            format!(
                "UPDATE plans SET version = version + 1 WHERE id = '{}'",
                id(&plan)
            ),
            format!(
                "INSERT INTO plan_versions (id, plan_id, label, adopted_on, adopted_by, in_force_on)
                 VALUES ('meanwhile', '{}', '2026-b', '2026-11-21', 'College', '2026-11-21')",
                id(&plan)
            ),
        ];
        let older = [
            ("label", "2026-a"),
            ("adopted_on", "2026-11-20"),
            ("adopted_by", "College"),
        ];
        let path = format!("{plan}/versions");
        let answer = overtaken(&site, &adopted, coordinator.post(&path, &older)).await;
        // Refused, or known to be older by now.
        assert!([303, 422].contains(&answer.status), "{}", answer.status);
        let revising = "SELECT COUNT(*) FROM plans WHERE title LIKE '%Aachen Airport%' AND stage = 'in-revision'";
        assert_eq!(number(&site, revising).await, 1);
    }
);

on_both!(
    an_exercise_that_is_put_off_was_not_held,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let exercise = created(&vaals, &filled(&vaals).await).await;
        let planned = vaals.post(&format!("{exercise}/planning"), &[]).await;
        assert_eq!(planned.status, 303);
        let put_off = [format!(
            "UPDATE exercises SET starts_at = '2026-12-18 14:00:00', ends_at = '2026-12-18 16:30:00',
                    version = version + 1 WHERE id = '{}'",
            id(&exercise)
        )];
        let holding = format!("{exercise}/holding");
        let answer = overtaken(&site, &put_off, vaals.post(&holding, &[])).await;
        assert_eq!(answer.status, 422);
        let status = answer.attributes(".page-head [data-status]", "data-status");
        assert_eq!(status, ["planned"]);
    }
);

on_both!(
    a_playbook_gets_no_more_phases_than_it_can_have,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let page = coordinator.get("/playbooks/new").await;
        let owner = option(&page, "owner", "Vaals");
        let playbook = [
            ("title", "Natuurbrand"),
            ("scenario", "Brand op de heide"),
            ("owner", &owner),
            ("organisations", &owner),
        ];
        let made = coordinator.post("/playbooks/new", &playbook).await;
        let address = format!("/playbooks/{}", id(made.header("location")));
        site.run(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 39)
             INSERT INTO playbook_phases (id, playbook_id, position, name, measure, threshold, unit, source, checked, note)
             SELECT 'phase-' || CAST(n.i AS TEXT), p.id, n.i, 'Fase', 'Rook', '', '', '', 'no', ''
             FROM n CROSS JOIN playbooks p WHERE p.title = 'Natuurbrand'",
        )
        .await;
        let phase = fields(&[
            ("name", "Nog een"),
            ("measure", "Rookmelding"),
            ("checked", "no"),
            ("after", "39"),
        ]);
        let phases = vec![(format!("{address}/phases/new"), phase); MANY];
        assert_one(&send(&coordinator, phases).await, &[422], "a phase");
        let phases =
            "SELECT COUNT(*) FROM playbook_phases f JOIN playbooks p ON p.id = f.playbook_id
                      WHERE p.title = 'Natuurbrand'";
        assert_eq!(number(&site, phases).await, 40);
    }
);
