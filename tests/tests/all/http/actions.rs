//! Improvement actions over HTTP.

use super::exercises::{borrowed, option};
use app::actions::form::ActionInput;
use server::{change::Change, error::Refused, execute, on_writer, trail::Actor};
use tests::{
    on_both,
    site::{Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const MANAGER: &str = "bestuur@demo.paraat";

/// A form that is filled in rightly, for an organisation and a person.
async fn filled(visitor: &Visitor, organisation: &str, owner: &str) -> Vec<(&'static str, String)> {
    let form = visitor.get("/actions/new").await;
    vec![
        ("title", "Sleutels <bijmaken> & ophangen".to_owned()),
        ("organisation", option(&form, "organisation", organisation)),
        ("owner", option(&form, "owner", owner)),
        ("due_on", "2026-11-22".to_owned()),
    ]
}

async fn created(visitor: &Visitor, fields: &[(&'static str, String)]) -> String {
    let answer = visitor.post("/actions/new", &borrowed(fields)).await;
    assert_eq!(answer.status, 303, "{:?}", answer.texts(".error-summary"));
    answer.header("location").to_owned()
}

async fn name(visitor: &Visitor) -> String {
    visitor
        .get("/actions")
        .await
        .texts(".user-menu summary span")[0]
        .clone()
}

async fn state(visitor: &Visitor, path: &str) -> String {
    let page = visitor.get(path).await;
    page.attributes(".page-head [data-status]", "data-status")[0].clone()
}

on_both!(one_does_it_and_another_verifies_it, async |site: Site| {
    let region = site.sign_in(COORDINATOR).await;
    let staff = site.sign_in(STAFF).await;
    let manager = site.sign_in(MANAGER).await;
    let fields = filled(&region, "Meerssen", &name(&staff).await).await;
    let path = created(&region, &fields).await;
    let (complete, verify) = (format!("{path}/completion"), format!("{path}/verification"));
    let reopen = format!("{path}/completion/delete");
    assert_eq!(state(&staff, &path).await, "overdue");

    assert_eq!(
        manager
            .post(&complete, &[("done_on", "2026-11-23")])
            .await
            .status,
        403
    );
    assert_eq!(region.post(&verify, &[]).await.status, 422);
    assert_eq!(region.post(&reopen, &[]).await.status, 422);
    let future = [("done_on", "2026-11-24"), ("done_note", "Morgen klaar")];
    let future = staff.post(&complete, &future).await;
    assert_eq!(future.status, 422);
    assert_eq!(future.attributes("#done_on", "value"), ["2026-11-24"]);
    assert_eq!(future.texts("#done_note"), ["Morgen klaar"]);
    let done = [
        ("done_on", "2026-11-20"),
        ("done_note", "Hangen in de kast"),
    ];
    assert_eq!(staff.post(&complete, &done).await.status, 303);
    assert_eq!(state(&staff, &path).await, "done");
    assert_eq!(staff.post(&complete, &done).await.status, 422);

    assert_eq!(staff.post(&verify, &[]).await.status, 403);
    assert_eq!(manager.post(&reopen, &[]).await.status, 303);
    assert_eq!(state(&manager, &path).await, "overdue");
    assert_eq!(staff.post(&complete, &done).await.status, 303);
    assert_eq!(manager.post(&verify, &[]).await.status, 303);
    assert_eq!(state(&staff, &path).await, "verified");
    assert_eq!(region.post(&verify, &[]).await.status, 422);
    assert_eq!(region.get(&format!("{path}/edit")).await.status, 409);
    let history = staff.get(&path).await.texts("ol.timeline p");
    assert_eq!(history.len(), 6, "{history:?}");
});

on_both!(
    who_reported_it_as_done_may_not_verify_it,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let path = created(
            &region,
            &filled(&region, "Meerssen", &name(&staff).await).await,
        )
        .await;
        let verify = format!("{path}/verification");
        let done = [("done_on", "2026-11-23")];
        assert_eq!(
            region
                .post(&format!("{path}/completion"), &done)
                .await
                .status,
            303
        );
        let same = region.post(&verify, &[]).await;
        assert_eq!(same.status, 422);
        assert!(same.texts(".error-summary")[0].contains("iemand anders"));
        assert_eq!(state(&region, &path).await, "done");
    }
);

on_both!(
    who_owned_it_when_it_was_done_does_not_verify_it_under_another_owner,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let manager = site.sign_in(MANAGER).await;
        let own = name(&region).await;
        let mut form = filled(&region, "Meerssen", &own).await;
        let path = created(&region, &form).await;
        let (edit, verify) = (format!("{path}/edit"), format!("{path}/verification"));
        // Somebody else of the region reports it: here by other hands.
        let id = path.replace("/actions/", "");
        let by = user(&site, VAALS).await;
        on_writer!(site.db(), |c| sqlx::query(
            "UPDATE actions SET done_on = '2026-11-20', done_by = $1, version = version + 1 WHERE id = $2"
        )
        .bind(by.as_str())
        .bind(&id)
        .execute(c)
        .await
        .map(drop))
        .expect("a report");
        assert_eq!(region.post(&verify, &[]).await.status, 422);
        form[2].1 = filled(&region, "Meerssen", &name(&staff).await).await[2]
            .1
            .clone();
        form.push(("version", "2".to_owned()));
        let given_away = region.post(&edit, &borrowed(&form)).await;
        assert_eq!(given_away.status, 422);
        assert_eq!(
            given_away.attributes(".error-summary a", "href"),
            ["#owner"]
        );
        assert_eq!(region.post(&verify, &[]).await.status, 422);
        assert_eq!(state(&region, &path).await, "done");
        // Its other facts may still be put right.
        form[2].1 = option(&region.get("/actions/new").await, "owner", &own);
        assert_eq!(region.post(&edit, &borrowed(&form)).await.status, 303);
        assert_eq!(manager.post(&verify, &[]).await.status, 303);
        // What is verified stays, also for a form that says the version it has now.
        form[4].1 = "4".to_owned();
        assert_eq!(region.post(&edit, &borrowed(&form)).await.status, 409);
    }
);

on_both!(
    who_owns_an_action_at_the_last_moment_does_not_verify_it,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let fields = filled(&region, "Meerssen", &name(&staff).await).await;
        let path = created(&region, &fields).await;
        let done = [("done_on", "2026-11-23")];
        let complete = format!("{path}/completion");
        assert_eq!(staff.post(&complete, &done).await.status, 303);
        let id = path.replace("/actions/", "");
        let by = user(&site, COORDINATOR).await;
        // By hands that know of no version.
        let mut tx = site.db().begin().await.expect("a transaction");
        let own = "UPDATE actions SET owner_id = (SELECT person_id FROM users WHERE id = $2) WHERE id = $1";
        execute!(&mut tx, own, &id, by.as_str()).expect("another owner");
        let verify = async { region.post(&format!("{path}/verification"), &[]).await };
        let commit = async {
            site.until_somebody_waits().await;
            tx.commit().await.expect("the change");
        };
        let (verified, ()) = tokio::join!(verify, commit);
        assert_eq!(verified.status, 422);
        assert_eq!(state(&region, &path).await, "done");
    }
);

on_both!(
    what_is_verified_stays_as_it_is_at_the_last_moment,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let fields = filled(&region, "Meerssen", &name(&staff).await).await;
        let path = created(&region, &fields).await;
        let done = [("done_on", "2026-11-23")];
        let complete = format!("{path}/completion");
        assert_eq!(staff.post(&complete, &done).await.status, 303);
        let id = path.replace("/actions/", "").into();
        let by = user(&site, COORDINATOR).await;
        // Somebody looks at it, and another verifies it before the change is made.
        let found = server::actions::store::find(site.db(), &by, &id).await;
        let action = found.expect("an answer").expect("the action").action;
        let manager = site.sign_in(MANAGER).await;
        let verify = format!("{path}/verification");
        assert_eq!(manager.post(&verify, &[]).await.status, 303);
        let input = ActionInput {
            title: "Iets anders".to_owned(),
            organisation: action.organisation.id.clone(),
            owner: action.owner.id.clone(),
            due_on: action.due_on,
            // The form names the version that was still to come.
            version: action.version + 1,
        };
        let (by, today) = (Actor::program(site.clock().now()), site.clock().today());
        let begun = Change::begin(site.db(), by, today).await;
        let mut change = begun.expect("a change");
        let edited = server::actions::commands::update(&mut change, &action, &input).await;
        assert!(matches!(edited, Err(Refused::Stale)), "{edited:?}");
    }
);

on_both!(
    what_is_wrong_with_an_action_is_told_and_what_is_elsewhere_is_not_found,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let staff = site.sign_in(STAFF).await;
        let person = name(&vaals).await;
        let form = filled(&vaals, "Vaals", &person).await;
        let meerssen = filled(&region, "Meerssen", &name(&staff).await).await;
        let theirs = created(&region, &meerssen).await;
        for (field, value) in [
            ("title", ""),
            ("organisation", meerssen[1].1.as_str()),
            ("owner", meerssen[2].1.as_str()),
            ("due_on", "2026-02-30"),
            ("due_on", ""),
        ] {
            let tried: Vec<_> = form
                .iter()
                .map(|(k, v)| (*k, if *k == field { value } else { v.as_str() }))
                .collect();
            let answer = vaals.post("/actions/new", &tried).await;
            assert_eq!(answer.status, 422, "{field}={value}");
            assert_eq!(
                answer.attributes(".error-summary a", "href"),
                [format!("#{field}")]
            );
        }
        assert_eq!(vaals.get(&theirs).await.status, 404);
        let done = [("done_on", "2026-11-23")];
        assert_eq!(
            vaals
                .post(&format!("{theirs}/completion"), &done)
                .await
                .status,
            404
        );
        assert_eq!(staff.get("/actions/new").await.status, 403);
        assert_eq!(staff.get(&format!("{theirs}/edit")).await.status, 403);
        let mine = staff.get("/actions?mine=yes").await;
        let mine = mine.attributes("table.register a", "href");
        assert!(mine.contains(&theirs));
    }
);

on_both!(
    two_who_edit_one_action_see_both_texts,
    async |site: Site| {
        let visitor = site.sign_in(VAALS).await;
        let person = name(&visitor).await;
        let mut form = filled(&visitor, "Vaals", &person).await;
        let path = created(&visitor, &form).await;
        let edit = format!("{path}/edit");
        form.push(("version", "1".to_owned()));
        form[0].1 = "Eerste tekst".to_owned();
        assert_eq!(visitor.post(&edit, &borrowed(&form)).await.status, 303);
        form[0].1 = "Tweede tekst".to_owned();
        let answer = visitor.post(&edit, &borrowed(&form)).await;
        assert_eq!(answer.status, 409);
        assert_eq!(
            answer.texts(".error-summary td"),
            ["Eerste tekst", "Tweede tekst"]
        );
    }
);

on_both!(
    the_register_and_the_rule_agree_on_every_state,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        let all = visitor.get("/actions").await;
        let rows = all.attributes("table.register [data-status]", "data-status");
        let mut found = 0;
        for code in ["overdue", "open", "done", "verified"] {
            let list = visitor.get(&format!("/actions?state={code}")).await;
            // The filter is SQL, the chip is the rule.
            let chips = list.attributes("table.register [data-status]", "data-status");
            assert!(!chips.is_empty(), "{code}");
            assert!(chips.iter().all(|chip| chip == code), "{code}");
            found += chips.len();
        }
        assert_eq!(found, rows.len());
        let order = |code: &String| {
            ["overdue", "open", "done", "verified"]
                .iter()
                .position(|c| c == code)
        };
        assert!(rows.is_sorted_by_key(order));
        let overdue = server::actions::store::overdue(
            site.db(),
            &user(&site, COORDINATOR).await,
            site.clock().today(),
            2,
            false,
        )
        .await
        .expect("read");
        assert_eq!(overdue.0.len(), 2);
        assert_eq!(
            overdue.1,
            rows.iter().filter(|code| *code == "overdue").count() as i64
        );
    }
);

async fn user(site: &Site, email: &str) -> app::id::UserId {
    let id: String = server::on_db!(site.db(), |c| sqlx::query_scalar(
        "SELECT id FROM users WHERE email = $1"
    )
    .bind(email)
    .fetch_one(c)
    .await)
    .expect("the account");
    id.into()
}
