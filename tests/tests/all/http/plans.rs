//! Plans over HTTP.

use app::{
    id::{PlanId, UserId},
    plans::{Plan, ReviewOutcome, Stage, form::ReviewInput, rules::Step},
};
use server::{
    change::Change,
    error::Refused,
    on_db, on_writer,
    plans::{
        commands::{Steps, change_stage, steps},
        life, store,
    },
    trail::Actor,
};
use tests::{
    on_both,
    site::{Answer, Site, Visitor, today},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";

/// A form that is filled in rightly, with what its lists offer.
pub(crate) async fn filled(visitor: &Visitor, owner: &str) -> Vec<(&'static str, String)> {
    let form = visitor.get("/plans/new").await;
    let named = |select: &str, words: &str| {
        let options = format!("select[name={select}] option");
        let texts = form.texts(&options);
        let at = texts
            .iter()
            .position(|text| text.contains(words))
            .expect(words);
        form.attributes(&options, "value")[at].clone()
    };
    vec![
        ("title", "Draaiboek natuurbrand".to_owned()),
        ("kind", "playbook-document".to_owned()),
        ("owner", named("owner", owner)),
        ("organisations", named("owner", owner)),
        ("rule", named("rule", "Gemeentelijk draaiboek")),
        ("steward", String::new()),
        ("summary", "Brand op de <heide> & in het bos".to_owned()),
    ]
}

fn with<'a>(
    form: &'a [(&'static str, String)],
    name: &str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    form.iter()
        .map(|(field, typed)| {
            (
                *field,
                if *field == name {
                    value
                } else {
                    typed.as_str()
                },
            )
        })
        .collect()
}

on_both!(
    the_airport_plan_is_due_in_december_2026_and_soon,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("Maastricht Aachen Airport").await;
        let page = coordinator.get(&address).await;
        assert_eq!(page.status, 200);
        assert_eq!(
            page.attributes("time[data-field=next-due]", "datetime"),
            ["2026-12-01"]
        );
        assert_eq!(
            page.attributes(".page-head [data-status]", "data-status"),
            ["due-soon"]
        );
    }
);

on_both!(
    the_register_says_the_same_of_each_plan_as_its_page,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let register = coordinator.get("/plans").await;
        let statuses = register.attributes("table.register [data-status]", "data-status");
        let addresses = register.attributes("table.register td a", "href");
        assert!(addresses.len() > 30 && addresses.len() == statuses.len());
        for (address, status) in addresses.iter().zip(statuses) {
            let page = coordinator.get(address).await;
            assert_eq!(
                page.attributes(".page-head [data-status]", "data-status"),
                [status],
                "{address}"
            );
        }
    }
);

on_both!(
    filters_narrow_the_register_and_stay_in_the_form,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let late = coordinator.get("/plans?status=overdue&sort=title").await;
        let statuses = late.attributes("table.register [data-status]", "data-status");
        assert!(!statuses.is_empty() && statuses.iter().all(|status| status == "overdue"));
        assert_eq!(
            late.attributes("select[name=status] option[selected]", "value"),
            ["overdue"]
        );
        let none = coordinator.get("/plans?q=bestaat+niet+100%25").await;
        assert_eq!(none.status, 200);
        assert_eq!(none.texts(".empty").len(), 1);
        let nonsense = coordinator
            .get("/plans?status=nonsense&page=-3&kind=%00")
            .await;
        assert_eq!(nonsense.status, 200);
    }
);

on_both!(
    a_plan_is_made_adopted_reviewed_and_withdrawn,
    async |site: Site| {
        let coordinator = site.sign_in(VAALS).await;
        let form = filled(&coordinator, "Vaals").await;
        let made = coordinator.post("/plans/new", &with(&form, "", "")).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let address = made.header("location").to_owned();
        let status = async |visitor: &Visitor| {
            visitor
                .get(&address)
                .await
                .attributes(".page-head [data-status]", "data-status")
        };
        assert_eq!(status(&coordinator).await, ["never-reviewed"]);

        let adopted = [
            ("label", "1"),
            ("adopted_on", "2025-10-01"),
            ("adopted_by", "College"),
        ];
        assert_eq!(
            coordinator
                .post(&format!("{address}/versions"), &adopted)
                .await
                .status,
            303
        );
        assert_eq!(status(&coordinator).await, ["overdue"]);
        let again = coordinator
            .post(&format!("{address}/versions"), &adopted)
            .await;
        assert_eq!(again.status, 422);
        assert_eq!(again.texts(".error-summary li").len(), 1);

        let reviewed = [
            ("reviewed_on", "2026-11-20"),
            ("outcome", "still-right"),
            ("reviewer", "AOV"),
        ];
        assert_eq!(
            coordinator
                .post(&format!("{address}/reviews"), &reviewed)
                .await
                .status,
            303
        );
        let page = coordinator.get(&address).await;
        assert_eq!(
            page.attributes("time[data-field=next-due]", "datetime"),
            ["2027-11-20"]
        );
        assert_eq!(status(&coordinator).await, ["current"]);

        assert_eq!(
            coordinator
                .post(&format!("{address}/revision"), &[])
                .await
                .status,
            303
        );
        assert_eq!(status(&coordinator).await, ["in-revision"]);
        assert_eq!(
            coordinator
                .post(&format!("{address}/withdrawal"), &[])
                .await
                .status,
            303
        );
        assert_eq!(status(&coordinator).await, ["withdrawn"]);

        let id = address.trim_start_matches("/plans/").to_owned();
        let actions: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT action FROM audit WHERE subject = 'plan' AND subject_id = $1 ORDER BY id"
        )
        .bind(&id)
        .fetch_all(c)
        .await)
        .expect("entries");
        let actions: Vec<_> = actions.iter().map(|(action,)| action.as_str()).collect();
        assert_eq!(actions, ["create", "adopt", "review", "stage", "stage"]);
    }
);

on_both!(
    bad_input_is_explained_and_nothing_typed_is_lost,
    async |site: Site| {
        let coordinator = site.sign_in(VAALS).await;
        let form = filled(&coordinator, "Vaals").await;
        let before = (site.count("plans").await, site.count("audit").await);
        let long = "x".repeat(300);
        let bad = [
            ("title", ""),
            ("title", long.as_str()),
            ("kind", "nonsense"),
            ("owner", ""),
            ("organisations", "unknown"),
            ("rule", "unknown"),
            ("steward", "unknown"),
        ];
        for (field, value) in bad {
            let answer = coordinator
                .post("/plans/new", &with(&form, field, value))
                .await;
            assert_eq!(answer.status, 422, "{field}={value}");
            assert_eq!(
                answer.attributes(".error-summary a", "href"),
                [format!("#{field}")]
            );
            assert_eq!(
                answer.texts("textarea[name=summary]"),
                ["Brand op de <heide> & in het bos"]
            );
            if field == "title" {
                assert_eq!(answer.attributes("input[name=title]", "value"), [value]);
            }
        }
        assert_eq!(
            (site.count("plans").await, site.count("audit").await),
            before
        );

        let address = coordinator.plan("hoog water Vaals").await;
        let impossible = [
            ("reviewed_on", "31-02-2026"),
            ("outcome", "still-right"),
            ("reviewer", "AOV"),
        ];
        let answer = coordinator
            .post(&format!("{address}/reviews"), &impossible)
            .await;
        assert_eq!(answer.status, 422);
        assert_eq!(
            answer.attributes("input[name=reviewed_on]", "value"),
            ["31-02-2026"]
        );
        let future = [
            ("label", "9"),
            ("adopted_on", "2027-01-01"),
            ("adopted_by", "College"),
            ("in_force_on", "2026-01-01"),
        ];
        let answer = coordinator
            .post(&format!("{address}/versions"), &future)
            .await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.texts(".error-summary li").len(), 2);
    }
);

on_both!(
    another_municipality_s_plan_is_not_found_and_its_name_can_t_be_used,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let address = region.plan("hoog water Meerssen").await;
        for path in [address.clone(), format!("{address}/edit")] {
            assert_eq!(vaals.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(
            vaals
                .post(&format!("{address}/withdrawal"), &[])
                .await
                .status,
            404
        );
        let theirs = filled(&region, "Meerssen").await;
        let answer = vaals.post("/plans/new", &with(&theirs, "", "")).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer
                .attributes(".error-summary a", "href")
                .contains(&"#owner".to_owned())
        );
        for unknown in ["/plans/unknown", "/plans/%00", "/plans/%FF"] {
            assert_eq!(vaals.get(unknown).await.status, 404, "{unknown}");
        }
    }
);

on_both!(
    staff_and_managers_read_but_do_not_edit,
    async |site: Site| {
        for email in ["medewerker.meerssen@demo.paraat", "bestuur@demo.paraat"] {
            let visitor = site.sign_in(email).await;
            let address = visitor.plan("hoog water Meerssen").await;
            assert_eq!(visitor.get(&address).await.status, 200);
            assert_eq!(visitor.get(&format!("{address}/edit")).await.status, 403);
            assert_eq!(visitor.get("/plans/new").await.status, 403);
            assert_eq!(
                visitor
                    .post(&format!("{address}/withdrawal"), &[])
                    .await
                    .status,
                403
            );
        }
    }
);

on_both!(
    two_people_who_edit_one_plan_both_keep_their_text,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("hoog water Vaals").await;
        let form = coordinator.get(&format!("{address}/edit")).await;
        let version = form.attributes("input[name=version]", "value").remove(0);
        let mut fields = filled(&coordinator, "Vaals").await;
        fields.push(("version", version));
        let edit = format!("{address}/edit");
        assert_eq!(
            coordinator
                .post(&edit, &with(&fields, "title", "Van de een"))
                .await
                .status,
            303
        );
        let late = coordinator
            .post(&edit, &with(&fields, "title", "Van de ander"))
            .await;
        assert_eq!(late.status, 409);
        assert!(
            late.texts(".error-summary td")
                .iter()
                .any(|text| text == "Van de een")
        );
        assert_eq!(
            late.attributes("input[name=title]", "value"),
            ["Van de ander"]
        );
        let version = late.attributes("input[name=version]", "value").remove(0);
        let knowingly: Vec<_> = with(&fields, "title", "Van de ander")
            .into_iter()
            .filter(|(name, _)| *name != "version")
            .chain([("version", version.as_str())])
            .collect();
        assert_eq!(coordinator.post(&edit, &knowingly).await.status, 303);
    }
);

on_both!(
    what_somebody_else_chose_meanwhile_is_told_by_name,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let edit = format!("{}/edit", region.plan("hoog water Vaals").await);
        let page = region.get(&edit).await;
        let own = vaals.get(&edit).await;
        let chosen = |page: &Answer| page.attributes("select[name=steward] option", "value");
        let known = chosen(&own);
        let stewards = chosen(&page);
        let other = stewards.iter().position(|id| !known.contains(id));
        let other = other.expect("a steward out of the reach of Vaals");
        let name = &page.texts("select[name=steward] option")[other];
        let typed = |page: &Answer, steward: Option<&String>| {
            let mut fields = page.fields();
            for (field, value) in &mut fields {
                if let Some(steward) = steward.filter(|_| field == "steward") {
                    value.clone_from(steward);
                }
            }
            fields
        };
        let send = async |visitor: &Visitor, fields: Vec<(String, String)>| {
            let fields: Vec<_> = fields
                .iter()
                .map(|(field, value)| (field.as_str(), value.as_str()))
                .collect();
            visitor.post(&edit, &fields).await
        };
        let stored = send(&region, typed(&page, Some(&stewards[other]))).await;
        assert_eq!(stored.status, 303, "{}", stored.body);
        let late = send(&vaals, typed(&own, None)).await;
        assert_eq!(late.status, 409);
        let told = late.texts(".error-summary td").concat();
        let person = name.split(" (").next().unwrap_or_default();
        assert!(told.contains(person), "{person}: {told}");
    }
);

on_both!(
    what_a_coordinator_could_not_choose_stays_when_the_title_changes,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let edit = format!("{}/edit", region.plan("hoog water Vaals").await);
        let save = async |visitor: &Visitor, title: &str, extra: Option<String>| {
            let page = visitor.get(&edit).await;
            let typed = |field: &str| {
                page.attributes(&format!("[name={field}]"), "value")
                    .remove(0)
            };
            let chosen = |list: &str| {
                let option = format!("select[name={list}] option[selected]");
                page.attributes(&option, "value").pop().unwrap_or_default()
            };
            let boxes = page.attributes("input[name=organisations][checked]", "value");
            let mut fields = vec![("title", title.to_owned()), ("version", typed("version"))];
            for list in ["kind", "owner", "rule", "steward"] {
                fields.push((list, chosen(list)));
            }
            let boxes = boxes.into_iter().chain(extra);
            fields.extend(boxes.map(|organisation| ("organisations", organisation)));
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, typed)| (*name, typed.as_str()))
                .collect();
            assert_eq!(visitor.post(&edit, &fields).await.status, 303);
        };
        let page = region.get(&edit).await;
        let unchecked = page.attributes("input[name=organisations]:not([checked])", "value");
        let other = unchecked.first().expect("another organisation").clone();
        save(&region, "Met een buur", Some(other.clone())).await;
        save(&vaals, "Nog steeds met een buur", None).await;
        let page = region.get(&edit).await;
        assert!(
            page.attributes("input[name=organisations][checked]", "value")
                .contains(&other)
        );
        assert_eq!(
            page.attributes("#title", "value"),
            ["Nog steeds met een buur"]
        );
    }
);

/// The answer to a step that the plan's stage does not allow, which must leave no trace.
async fn refused(
    site: &Site,
    visitor: &Visitor,
    address: &str,
    step: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let traces = async || {
        (
            site.count("audit").await,
            site.count("plan_versions").await,
            site.count("plan_reviews").await,
            visitor
                .get(address)
                .await
                .attributes(".page-head [data-status]", "data-status"),
        )
    };
    let before = traces().await;
    let answer = visitor.post(&format!("{address}/{step}"), fields).await;
    assert_eq!(answer.status, 422, "{address}/{step}");
    assert_eq!(answer.texts("main .notice").len(), 1, "{address}/{step}");
    assert_eq!(traces().await, before, "{address}/{step}");
    answer
}

const ADOPTED: [(&str, &str); 3] = [
    ("label", "77"),
    ("adopted_on", "2026-10-01"),
    ("adopted_by", "College"),
];

const REVIEWED: [(&str, &str); 3] = [
    ("reviewed_on", "2026-11-20"),
    ("outcome", "still-right"),
    ("reviewer", "Werkgroep"),
];

on_both!(
    a_draft_comes_in_force_by_adoption_alone,
    async |site: Site| {
        let coordinator = site.sign_in(VAALS).await;
        let form = filled(&coordinator, "Vaals").await;
        let made = coordinator.post("/plans/new", &with(&form, "", "")).await;
        let address = made.header("location").to_owned();
        for step in ["revision", "revision/delete", "withdrawal/delete"] {
            refused(&site, &coordinator, &address, step, &[]).await;
        }
        let withdrawal = format!("{address}/withdrawal");
        assert_eq!(coordinator.post(&withdrawal, &[]).await.status, 303);
        refused(&site, &coordinator, &address, "withdrawal", &[]).await;
        let undo = format!("{withdrawal}/delete");
        assert_eq!(coordinator.post(&undo, &[]).await.status, 303);
        let page = coordinator.get(&address).await;
        assert_eq!(
            page.attributes(".page-head [data-status]", "data-status"),
            ["never-reviewed"]
        );
    }
);

on_both!(
    a_withdrawn_plan_takes_nothing_but_the_undoing_of_it,
    async |site: Site| {
        let coordinator = site.sign_in(VAALS).await;
        let address = coordinator.plan("hoog water Vaals").await;
        let withdrawal = format!("{address}/withdrawal");
        assert_eq!(coordinator.post(&withdrawal, &[]).await.status, 303);
        for step in ["revision", "revision/delete", "withdrawal"] {
            refused(&site, &coordinator, &address, step, &[]).await;
        }
        let version = refused(&site, &coordinator, &address, "versions", &ADOPTED).await;
        assert_eq!(version.attributes("input[name=label]", "value"), ["77"]);
        let review = refused(&site, &coordinator, &address, "reviews", &REVIEWED).await;
        assert_eq!(
            review.attributes("input[name=reviewer]", "value"),
            ["Werkgroep"]
        );
        assert_eq!(
            coordinator
                .post(&format!("{withdrawal}/delete"), &[])
                .await
                .status,
            303
        );
        assert_eq!(
            coordinator
                .post(&format!("{address}/versions"), &ADOPTED)
                .await
                .status,
            303
        );
    }
);

/// The plan at an address as the coordinator's account reads it, and who that is.
async fn stored(site: &Site, address: &str) -> (Plan, Actor) {
    let (user,): (String,) = on_db!(site.db(), |c| sqlx::query_as(
        "SELECT id FROM users WHERE email = $1"
    )
    .bind(COORDINATOR)
    .fetch_one(c)
    .await)
    .expect("the account");
    let user: UserId = user.into();
    let id: PlanId = address.trim_start_matches("/plans/").to_owned().into();
    let plan = store::find(site.db(), &user, &id)
        .await
        .expect("a database")
        .expect("the plan");
    let actor = Actor {
        user: Some(user),
        name: "Coordinator".to_owned(),
        at: site.clock().now(),
    };
    (plan, actor)
}

async fn change(site: &Site, actor: &Actor) -> Change {
    let change = Change::begin(site.db(), actor.clone(), today()).await;
    change.expect("a change")
}

on_both!(
    two_reviews_at_once_both_count_for_the_due_date,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("hoog water Vaals").await;
        // Both requests have read the plan before either stores anything.
        let (read, actor) = stored(&site, &address).await;
        let review = |day: &str| ReviewInput {
            reviewed_on: day.parse().expect("a day"),
            outcome: ReviewOutcome::StillRight,
            reviewer: "AOV".to_owned(),
            note: String::new(),
        };
        for day in ["2026-11-20", "2026-11-02"] {
            let mut change = change(&site, &actor).await;
            let given = review(day);
            let record =
                async |steps: &mut Steps<'_>| steps.record_review((&read).into(), &given).await;
            steps(&mut change, record).await.expect("recorded");
            change.commit().await.expect("stored");
        }
        let (now, _) = stored(&site, &address).await;
        assert_eq!(
            now.standing.due_on().map(|day| day.to_string()).as_deref(),
            Some("2027-11-20")
        );
        assert_eq!(now.version, read.version + 2);
    }
);

on_both!(
    a_step_from_a_page_that_is_out_of_date_is_refused,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("hoog water Vaals").await;
        let (read, actor) = stored(&site, &address).await;
        let mut first = change(&site, &actor).await;
        let withdrawn = life::withdraw(&mut first, (&read).into(), None).await;
        withdrawn.expect("withdrawn");
        first.commit().await.expect("withdrawn");
        let mut second = change(&site, &actor).await;
        let late = change_stage(&mut second, (&read).into(), Step::StartRevision).await;
        drop(second);
        assert!(matches!(late, Err(Refused::Stale)), "{late:?}");
        let (now, _) = stored(&site, &address).await;
        assert_eq!(now.standing.stage, Stage::Withdrawn);
    }
);

on_both!(
    the_trail_keeps_the_plan_as_it_was_though_no_form_would_take_it,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = coordinator.plan("hoog water Vaals").await;
        let id = address.trim_start_matches("/plans/").to_owned();
        let long = "Oud ".repeat(900);
        on_writer!(site.db(), |c| sqlx::query(
            "UPDATE plans SET summary = $1 WHERE id = $2"
        )
        .bind(&long)
        .bind(&id)
        .execute(c)
        .await
        .map(drop))
        .expect("stored");
        let edit = format!("{address}/edit");
        let page = coordinator.get(&edit).await;
        let mut fields = filled(&coordinator, "Vaals").await;
        let version = page.attributes("input[name=version]", "value").remove(0);
        fields.push(("version", version));
        assert_eq!(
            coordinator.post(&edit, &with(&fields, "", "")).await.status,
            303
        );
        let (before,): (Option<String>,) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT before FROM audit WHERE subject_id = $1 AND action = 'edit'"
        )
        .bind(&id)
        .fetch_one(c)
        .await)
        .expect("an entry");
        assert!(before.is_some_and(|before| before.contains(long.trim())));
    }
);

on_both!(
    a_steward_from_elsewhere_has_a_name_but_no_link,
    async |site: Site| {
        let title = "langdurige stroomuitval";
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let address = region.plan(title).await;
        let steward = "dl.facts a[href^='/people/']";
        let links = region.get(&address).await.attributes(steward, "href");
        assert_eq!(links.len(), 1);
        assert_eq!(region.get(&links[0]).await.status, 200);
        assert_eq!(vaals.get(&links[0]).await.status, 404);
        let page = vaals.get(&address).await;
        assert_eq!(page.attributes(steward, "href"), Vec::<String>::new());
        assert!(
            page.texts("dl.facts dd")
                .iter()
                .any(|text| text == "Judith Bemelmans")
        );
    }
);

on_both!(
    a_rule_for_another_kind_of_plan_is_explained,
    async |site: Site| {
        let coordinator = site.sign_in(VAALS).await;
        let form = filled(&coordinator, "Vaals").await;
        let before = site.count("plans").await;
        let answer = coordinator
            .post("/plans/new", &with(&form, "kind", "annex"))
            .await;
        assert_eq!(answer.status, 422);
        assert_eq!(
            answer.attributes(".error-summary a", "href"),
            ["#rule"],
            "{}",
            answer.body
        );
        assert_eq!(
            answer.attributes("select[name=kind] option[selected]", "value"),
            ["annex"]
        );
        assert_eq!(site.count("plans").await, before);
    }
);

on_both!(
    every_plan_of_the_demonstration_has_a_rule_for_its_kind,
    async |site: Site| {
        let (odd,): (i64,) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT COUNT(*) FROM plans p JOIN review_rules r ON r.id = p.rule_id WHERE r.plan_kind <> p.kind"
        )
        .fetch_one(c)
        .await)
        .expect("a count");
        assert_eq!(odd, 0);
    }
);

on_both!(
    the_summary_of_what_is_wrong_names_each_field,
    async |site: Site| {
        let coordinator = site.sign_in(VAALS).await;
        let answer = coordinator.post("/plans/new", &[]).await;
        let words = answer.texts(".error-summary li");
        // In the order of the form.
        assert_eq!(
            words,
            [
                "Titel: Vul dit in.",
                "Soort: Kies een van de mogelijkheden.",
                "Eigenaar: Kies een van de mogelijkheden.",
                "Geldt voor: Kies een van de mogelijkheden.",
                "Beoordelingsregel: Kies een van de mogelijkheden.",
            ]
        );
    }
);
