//! How playbooks are kept.

use super::*;
use tests::on_both;

on_both!(
    a_playbook_is_made_and_its_phases_and_steps_are_kept,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let address = made(&vaals, "Vaals").await;
        let first = phase(&vaals, &address, "Waakzaam").await;
        let added = send(&vaals, &format!("{address}/phases/new"), &first).await;
        assert_eq!(added.status, 303, "{}", added.body);
        let known = set(
            &first,
            &[
                ("name", "Uitbreiding"),
                ("measure", "Brandfront"),
                ("threshold", "500"),
                ("unit", "m"),
                ("source", "Brandweer"),
                ("checked", "yes"),
                ("after", "0"),
            ],
        );
        assert_eq!(
            send(&vaals, &format!("{address}/phases/new"), &known)
                .await
                .status,
            303
        );
        assert_eq!(names(&vaals, &address).await, ["Uitbreiding", "Waakzaam"]);
        let page = vaals.get(&address).await;
        assert!(page.texts("#phase-1 .trigger")[0].contains("≥ 500 m"));
        assert!(page.texts("#phase-1 .trigger .verified").len() == 1);
        assert!(page.texts("#phase-2 .trigger")[0].contains("Waarde onbekend"));
        assert_eq!(
            page.texts("#phase-1 .actor"),
            ["Burgemeester", "Boswachter"]
        );
        assert_eq!(page.attributes(".lede time", "datetime"), ["2026-11-23"]);
        assert!(
            page.body
                .contains("Eerst &lt;mensen&gt;, dan &amp; daarna de hei")
        );

        // Moving up what is first changes nothing, moving it down does.
        let edits = phases(&vaals, &address).await;
        let to = |phase: &str, step: &str| phase.replace("/edit", &format!("/{step}"));
        let before = fields(&vaals.get(&edits[0]).await);
        assert_eq!(vaals.post(&to(&edits[0], "up"), &[]).await.status, 303);
        assert_eq!(fields(&vaals.get(&edits[0]).await), before);
        assert_eq!(names(&vaals, &address).await, ["Uitbreiding", "Waakzaam"]);
        assert_eq!(vaals.post(&to(&edits[0], "down"), &[]).await.status, 303);
        assert_eq!(names(&vaals, &address).await, ["Waakzaam", "Uitbreiding"]);

        // A step that stays is the same step; the one that is emptied goes, a new one comes.
        let form = fields(&vaals.get(&edits[0]).await);
        let kept = form
            .iter()
            .find(|(name, _)| name == "step_2_id")
            .expect("a step")
            .1
            .clone();
        let changed = set(
            &form,
            &[
                ("step_1_role", ""),
                ("step_1_instruction", " "),
                ("step_2_instruction", "Wijs de veilige weg."),
                ("step_3_actor", "Politie"),
                ("step_3_instruction", "Zet de weg af."),
            ],
        );
        let saved = send(&vaals, &edits[0], &changed).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        assert_eq!(saved.header("location"), format!("{address}#phase-2"));
        let page = vaals.get(&address).await;
        assert_eq!(page.texts("#phase-2 .actor"), ["Boswachter", "Politie"]);
        let form = fields(&vaals.get(&edits[0]).await);
        assert!(form.contains(&("step_1_id".to_owned(), kept)));

        let version = form
            .iter()
            .find(|(name, _)| name == "version")
            .expect("a version");
        let gone = vaals
            .post(&to(&edits[0], "delete"), &[("version", &version.1)])
            .await;
        assert_eq!(gone.status, 303);
        assert_eq!(names(&vaals, &address).await, ["Waakzaam"]);
        assert_eq!(vaals.get(&edits[0]).await.status, 404);

        let trail = trail(&site, &address).await;
        let actions: Vec<_> = trail.iter().map(|(action, _)| action.as_str()).collect();
        assert_eq!(
            actions,
            [
                "create",
                "add-phase",
                "add-phase",
                "move-phase",
                "edit-phase",
                "remove-phase"
            ]
        );
        let removed = trail[5].1.as_deref().unwrap_or_default();
        for text in [
            "Uitbreiding",
            "500",
            "Wijs de veilige weg.",
            "Zet de weg af.",
        ] {
            assert!(removed.contains(text), "{text} in {removed}");
        }
    }
);

on_both!(
    arranging_steps_keeps_what_was_typed_and_stores_nothing,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let address = made(&vaals, "Vaals").await;
        let new = format!("{address}/phases/new");
        let form = phase(&vaals, &address, "Waak<zaam").await;
        let before = counts(&site).await;
        let arranged = send(&vaals, &new, &set(&form, &[("arrange", "down-1")])).await;
        assert_eq!(arranged.status, 200);
        assert_eq!(counts(&site).await, before);
        assert_eq!(
            arranged.attributes("input[name=name]", "value"),
            ["Waak<zaam"]
        );
        assert_eq!(
            arranged.texts("textarea[name=step_1_instruction]"),
            ["Wijs de weg."]
        );
        assert_eq!(arranged.texts(".notice").len(), 1);
        let longer = send(
            &vaals,
            &new,
            &set(&fields(&arranged), &[("arrange", "add-1")]),
        )
        .await;
        assert_eq!(longer.texts("textarea[name=step_2_instruction]"), [""]);
        let shorter = send(
            &vaals,
            &new,
            &set(&fields(&longer), &[("arrange", "remove-2")]),
        )
        .await;
        assert_eq!(send(&vaals, &new, &fields(&shorter)).await.status, 303);
        let page = vaals.get(&address).await;
        assert_eq!(
            page.texts("#phase-1 .actor"),
            ["Boswachter", "Burgemeester"]
        );
        assert!(page.texts("#phase-1 h2")[0].contains("Waak<zaam"));
    }
);

on_both!(
    bad_input_is_explained_and_nothing_typed_is_lost,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let region = site.sign_in(COORDINATOR).await;
        let address = made(&vaals, "Vaals").await;
        let theirs = choice(&region.get("/playbooks/new").await, "owner", "Meerssen");
        let form = set(
            &fields(&vaals.get("/playbooks/new").await),
            &[
                ("title", "Storm"),
                ("scenario", "Storm en hagel"),
                ("summary", "Blijf <binnen>"),
            ],
        );
        let before = counts(&site).await;
        let long = "x".repeat(300);
        for (field, value) in [
            ("title", ""),
            ("title", long.as_str()),
            ("scenario", "  "),
            ("owner", ""),
            ("owner", theirs.as_str()),
            ("organisations", theirs.as_str()),
            ("organisations", ""),
            ("plan", "unknown"),
        ] {
            for path in ["/playbooks/new", &format!("{address}/edit")] {
                let answer = send(&vaals, path, &set(&form, &[(field, value)])).await;
                assert_eq!(answer.status, 422, "{path} {field}={value}");
                assert_eq!(
                    answer.attributes(".error-summary a", "href"),
                    [format!("#{field}")]
                );
                assert_eq!(answer.texts("textarea[name=summary]"), ["Blijf <binnen>"]);
                assert_eq!(answer.texts(".error").len(), 1, "{field}");
            }
        }
        assert_eq!(counts(&site).await, before);

        let new = format!("{address}/phases/new");
        let form = phase(&vaals, &address, "Waakzaam").await;
        for (field, changes) in [
            ("name", [("name", ""), ("note", "let op")]),
            ("measure", [("measure", " "), ("note", "let op")]),
            ("source", [("threshold", "12"), ("source", "")]),
            ("checked", [("checked", "yes"), ("note", "let op")]),
            ("checked", [("checked", "maybe"), ("note", "let op")]),
            ("step_1_role", [("step_1_role", ""), ("note", "let op")]),
            (
                "step_1_role",
                [("step_1_role", "unknown"), ("note", "let op")],
            ),
            (
                "step_1_role",
                [("step_1_actor", "Politie"), ("note", "let op")],
            ),
            (
                "step_2_instruction",
                [("step_2_instruction", ""), ("note", "let op")],
            ),
            (
                "step_2_actor",
                [("step_2_actor", long.as_str()), ("note", "let op")],
            ),
        ] {
            let answer = send(&vaals, &new, &set(&form, &changes)).await;
            assert_eq!(answer.status, 422, "{changes:?}");
            assert_eq!(
                answer.attributes(".error-summary a", "href"),
                [format!("#{field}")],
                "{changes:?}"
            );
            assert_eq!(answer.texts(&format!("[id='{field}']")).len(), 1, "{field}");
            let typed = fields(&answer);
            for (name, value) in changes.iter().filter(|(name, _)| *name != "checked") {
                let value = if *value == "unknown" {
                    ""
                } else {
                    value.trim()
                };
                assert!(
                    typed.iter().any(|(n, v)| n == name && v.trim() == value),
                    "{name}={value}"
                );
            }
        }
        assert_eq!(counts(&site).await, before);
    }
);

on_both!(
    two_people_who_edit_one_playbook_both_keep_their_text,
    async |site: Site| {
        let first = site.sign_in(VAALS).await;
        let second = site.sign_in(COORDINATOR).await;
        let address = made(&first, "Vaals").await;
        let new = format!("{address}/phases/new");
        send(&first, &new, &phase(&first, &address, "Waakzaam").await).await;
        let edit = format!("{address}/edit");
        let of_phase = phases(&first, &address).await.remove(0);
        let facts = fields(&first.get(&edit).await);
        let steps = fields(&first.get(&of_phase).await);

        let theirs = set(
            &fields(&second.get(&of_phase).await),
            &[
                ("name", "Alarm"),
                ("step_2_instruction", "Wijs de hoge weg."),
            ],
        );
        assert_eq!(send(&second, &of_phase, &theirs).await.status, 303);

        let mine = set(
            &steps,
            &[("name", "Paraat"), ("step_1_instruction", "Beslis nu.")],
        );
        let conflict = send(&first, &of_phase, &mine).await;
        assert_eq!(conflict.status, 409);
        let told = conflict.texts(".error-summary").concat();
        for text in ["Alarm", "Paraat", "Wijs de hoge weg.", "Beslis nu."] {
            assert!(told.contains(text), "{text} in {told}");
        }
        assert_eq!(conflict.attributes("input[name=name]", "value"), ["Paraat"]);
        assert_eq!(names(&first, &address).await, ["Alarm"]);

        let stale = send(&first, &edit, &set(&facts, &[("title", "Heidebrand")])).await;
        assert_eq!(stale.status, 409);
        let told = stale.texts(".error-summary").concat();
        assert!(told.contains("Natuurbrand") && told.contains("Heidebrand"));

        let version = &facts
            .iter()
            .find(|(name, _)| name == "version")
            .expect("a version")
            .1;
        let remove = of_phase.replace("/edit", "/delete");
        for version in [version.as_str(), "", "many"] {
            let kept = first.post(&remove, &[("version", version)]).await;
            assert_eq!(kept.status, 409);
        }
        assert_eq!(names(&first, &address).await, ["Alarm"]);

        // Whoever has seen both texts decides.
        assert_eq!(
            send(&first, &of_phase, &fields(&conflict)).await.status,
            303
        );
        assert_eq!(names(&first, &address).await, ["Paraat"]);
    }
);

on_both!(
    saving_keeps_what_the_coordinator_could_not_have_chosen,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let page = region.get("/playbooks/new").await;
        let [ours, theirs] = ["Vaals", "Meerssen"].map(|name| choice(&page, "owner", name));
        let plan = choice(&page, "plan", "Maastricht Aachen Airport");
        let form = [
            ("title", "Samen"),
            ("scenario", "Samen met de buren"),
            ("owner", &ours),
            ("organisations", &ours),
            ("organisations", &theirs),
            ("plan", &plan),
        ];
        let made = region.post("/playbooks/new", &form).await;
        let address = made.header("location").to_owned();
        // The plan's name and status are part of the playbook, but the plan is not theirs to open.
        let read = vaals.get(&address).await;
        assert!(read.texts(".lede")[0].contains("Maastricht Aachen Airport"));
        assert!(read.attributes(".lede a", "href").is_empty());

        let edit = format!("{address}/edit");
        let form = fields(&vaals.get(&edit).await);
        assert_eq!(send(&vaals, &edit, &form).await.status, 303);
        let page = vaals.get(&address).await;
        assert_eq!(page.texts("dl.facts li").len(), 2);
        assert!(page.texts(".lede")[0].contains("Maastricht Aachen Airport"));
    }
);

on_both!(
    what_was_typed_of_a_phase_that_is_gone_can_be_added_anew,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let address = made(&vaals, "Vaals").await;
        let new = format!("{address}/phases/new");
        send(&vaals, &new, &phase(&vaals, &address, "Waakzaam").await).await;
        let edit = phases(&vaals, &address).await.remove(0);
        let typed = fields(&vaals.get(&edit).await);
        let typed = set(&typed, &[("step_1_instruction", "Beslis <nu>.")]);
        let version = typed.iter().find(|(name, _)| name == "version");
        let version = [("version", version.expect("a version").1.as_str())];
        let removed = vaals
            .post(&edit.replace("/edit", "/delete"), &version)
            .await;
        assert_eq!(removed.status, 303);

        // A button that arranges the steps, and then the one that saves them.
        let arranged = send(&vaals, &edit, &set(&typed, &[("arrange", "down-1")])).await;
        let gone = send(&vaals, &edit, &typed).await;
        for (answer, step) in [(&arranged, 2), (&gone, 1)] {
            assert_eq!(answer.status, 409);
            let notice = answer.texts("main .notice").concat();
            assert!(notice.contains("verwijderd"), "{notice}");
            let instruction = format!("[name=step_{step}_instruction]");
            assert_eq!(answer.texts(&instruction), ["Beslis <nu>."]);
            let action = answer.attributes("form.form", "action");
            assert_eq!(action, std::slice::from_ref(&new));
        }
        assert!(names(&vaals, &address).await.is_empty());
        assert_eq!(send(&vaals, &new, &fields(&gone)).await.status, 303);
        assert_eq!(names(&vaals, &address).await, ["Waakzaam"]);
        assert_eq!(vaals.get(&edit).await.status, 404);
        assert_eq!(vaals.post(&edit, &[]).await.status, 404);
    }
);

on_both!(
    a_role_out_of_reach_stays_with_the_step_that_has_it,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let address = made(&vaals, "Vaals").await;
        let first = phase(&vaals, &address, "Waakzaam").await;
        let new = format!("{address}/phases/new");
        assert_eq!(send(&vaals, &new, &first).await.status, 303);
        site.run(
            "INSERT INTO organisations (id, kind, name, name_key, email, phone, note)
             VALUES ('far', 'region', 'Regio Ver', 'regio ver', '', '', '')",
        )
        .await;
        site.run(
            "INSERT INTO crisis_roles (id, region_id, name, role_group, filled_by, grip_levels, minimum, checked,
                                       position, name_key, search_key)
             VALUES ('far', 'far', 'Verre rol', 'support', 'region', '2', 1, 'no', 99, 'verre rol', 'verre rol')",
        )
        .await;
        site.run(
            "UPDATE playbook_steps SET role_id = 'far' WHERE role_id IS NOT NULL AND phase_id IN
                 (SELECT f.id FROM playbook_phases f JOIN playbooks p ON p.id = f.playbook_id
                  WHERE p.title = 'Natuurbrand')",
        )
        .await;
        let edit = phases(&vaals, &address).await.remove(0);
        let chosen = "select[name=step_1_role] option[selected]";
        let page = vaals.get(&edit).await;
        assert_eq!(page.texts(chosen), ["Verre rol"]);
        let form = set(&fields(&page), &[("name", "Alert")]);
        let arranged = send(&vaals, &edit, &set(&form, &[("arrange", "add-1")])).await;
        assert_eq!(arranged.texts(chosen), ["Verre rol"]);
        assert_eq!(send(&vaals, &edit, &form).await.status, 303);
        let page = vaals.get(&address).await;
        assert_eq!(page.texts("#phase-1 .actor"), ["Verre rol", "Boswachter"]);
        // Nobody can choose it for a step of another phase.
        let far = set(&first, &[("step_1_role", "far")]);
        assert_eq!(send(&vaals, &new, &far).await.status, 422);
    }
);
