//! Playbooks over HTTP.

use server::on_db;
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";

type Fields = Vec<(String, String)>;

/// The address of the playbook with these words in its title.
async fn playbook(visitor: &Visitor, words: &str) -> String {
    let page = visitor
        .get(&format!("/playbooks?q={}", words.replace(' ', "+")))
        .await;
    page.attributes("table.register tbody td a", "href")
        .first()
        .expect(words)
        .clone()
}

/// What a form holds, as a browser would send it without pressing a further button.
fn fields(page: &Answer) -> Fields {
    let form = "form.form[method=post]";
    let mut fields = Vec::new();
    for kind in ["[type=text]", "[type=hidden]", "[checked]"] {
        let inputs = format!("{form} input{kind}");
        let names = page.attributes(&inputs, "name");
        fields.extend(names.into_iter().zip(page.attributes(&inputs, "value")));
    }
    for name in page.attributes(&format!("{form} textarea"), "name") {
        let text = page.texts(&format!("textarea[name={name}]")).concat();
        fields.push((name, text));
    }
    for name in page.attributes(&format!("{form} select"), "name") {
        let chosen = page.attributes(&format!("select[name={name}] option[selected]"), "value");
        fields.push((name, chosen.concat()));
    }
    fields
}

fn set(fields: &Fields, changes: &[(&str, &str)]) -> Fields {
    let mut fields = fields.clone();
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

async fn send(visitor: &Visitor, path: &str, fields: &Fields) -> Answer {
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visitor.post(path, &pairs).await
}

/// The value of the choice with these words.
fn choice(page: &Answer, select: &str, words: &str) -> String {
    let options = format!("select[name={select}] option");
    let texts = page.texts(&options);
    let at = texts.iter().position(|text| text.contains(words));
    page.attributes(&options, "value")[at.expect(words)].clone()
}

/// A new playbook of an organisation, and its address.
async fn made(visitor: &Visitor, owner: &str) -> String {
    let page = visitor.get("/playbooks/new").await;
    let owner = choice(&page, "owner", owner);
    let fields = [
        ("title", "Natuurbrand"),
        ("scenario", "Brand op de heide"),
        ("owner", &owner),
        ("organisations", &owner),
        ("summary", "Eerst <mensen>, dan & daarna de hei"),
    ];
    let answer = visitor.post("/playbooks/new", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location").to_owned()
}

/// The fields of a phase with one step of a role and one of somebody else.
async fn phase(visitor: &Visitor, address: &str, name: &str) -> Fields {
    let page = visitor.get(&format!("{address}/phases/new")).await;
    let mayor = choice(&page, "step_1_role", "Burgemeester");
    let changes = [
        ("name", name),
        ("measure", "Rookmelding"),
        ("step_1_role", &mayor),
        ("step_1_instruction", "Beslis over de afsluiting."),
        ("step_2_actor", "Boswachter"),
        ("step_2_instruction", "Wijs de weg."),
    ];
    set(&fields(&page), &changes)
}

/// The addresses of the edit pages of the phases, in order.
async fn phases(visitor: &Visitor, address: &str) -> Vec<String> {
    let page = visitor.get(&format!("{address}/edit")).await;
    page.attributes(".phase-order a", "href")
}

async fn names(visitor: &Visitor, address: &str) -> Vec<String> {
    let page = visitor.get(address).await;
    page.texts("table.triggers tbody th")
}

async fn count(site: &Site, table: &'static str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    let (count,): (i64,) =
        on_db!(site.db(), |c| sqlx::query_as(sql).fetch_one(c).await).expect("a count");
    count
}

async fn counts(site: &Site) -> [i64; 4] {
    [
        count(site, "playbooks").await,
        count(site, "playbook_phases").await,
        count(site, "playbook_steps").await,
        count(site, "audit").await,
    ]
}

/// What the audit trail has of a playbook: action and what was there before.
async fn trail(site: &Site, address: &str) -> Vec<(String, Option<String>)> {
    let id = address.trim_start_matches("/playbooks/").to_owned();
    on_db!(site.db(), |c| sqlx::query_as(
        "SELECT action, before FROM audit WHERE subject = 'playbook' AND subject_id = $1 ORDER BY id"
    )
    .bind(&id)
    .fetch_all(c)
    .await)
    .expect("entries")
}

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
            ["current"]
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
    on_db!(site.db(), |c| sqlx::query(
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
        for (id, number) in page
            .attributes(".phase", "id")
            .iter()
            .zip(page.attributes("ol.steps > li:first-child", "value"))
        {
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
        assert_eq!(vaals.post(&to(&edits[0], "up"), &[]).await.status, 303);
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
