//! People, roles, and who fills which.

use super::{
    COORDINATOR, Fields, MANY, VAALS, assert_one, fields, filled, id, number, one_of_same, option,
    overtaken, send, with,
};
use server::{execute, seed};
use std::sync::Arc;
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};
use tokio::{sync::Barrier, task::JoinSet};

/// A role that municipalities fill.
async fn role(visitor: &Visitor) -> String {
    let page = visitor.get("/roles?q=burgemeester").await;
    page.attributes("table.register tbody td a", "href")
        .remove(0)
}

/// The form that assigns somebody in Vaals to a role, without a person, and who can be chosen.
async fn assignment(visitor: &Visitor, role: &str) -> (Fields, Vec<String>) {
    let page = visitor.get(&format!("{role}/assignments/new")).await;
    let organisation = option(&page, "organisation", "Vaals");
    let form = fields(&[
        ("organisation", &organisation),
        ("position", "1"),
        ("decision", "B&W 2026-99"),
        ("decided_on", "2026-11-03"),
        ("starts_on", "2026-11-10"),
        ("ends_on", ""),
    ]);
    let mut people = page.attributes("select[name=person] option", "value");
    people.retain(|person| !person.is_empty());
    (form, people)
}

/// How many assignments share a place in the order of calling.
const SHARED: &str =
    "SELECT COUNT(*) - COUNT(DISTINCT role_id || ' ' || organisation_id || ' ' || position)
    FROM role_assignments WHERE ends_on IS NULL OR ends_on >= '2026-11-23'";

on_both!(
    roles_get_places_and_names_of_their_own,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let role = fields(&[
            ("group", "support"),
            ("filled_by", "municipality"),
            ("grip_levels", "2"),
            ("minimum", "2"),
            ("source", "Continuïteitsplan"),
            ("checked", "no"),
        ]);
        let roles = (0..MANY).map(|n| {
            (
                "/roles/new".to_owned(),
                with(&role, "name", &format!("Rol {n}")),
            )
        });
        assert_eq!(send(&coordinator, roles.collect()).await, [303; MANY]);
        let twice = "SELECT COUNT(*) - COUNT(DISTINCT position) FROM crisis_roles";
        assert_eq!(number(&site, twice).await, 0);
        let same = vec![("/roles/new".to_owned(), with(&role, "name", "Rol")); MANY];
        assert_one(&send(&coordinator, same).await, &[422], "a role");
        let alike = ["Rol van de dag", "ROL VAN DE DAG"].into_iter().cycle();
        let alike = alike.map(|name| ("/roles/new".to_owned(), with(&role, "name", name)));
        let alike = alike.take(MANY).collect();
        assert_one(&send(&coordinator, alike).await, &[422], "a name");
    }
);

on_both!(
    assignments_keep_one_order_and_never_overlap,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let role = role(&coordinator).await;
        let new = format!("{role}/assignments/new");
        let (form, people) = assignment(&coordinator, &role).await;
        assert!(people.len() > MANY);
        let before = number(&site, SHARED).await;
        let twice = vec![(new.clone(), with(&form, "person", &people[0])); MANY];
        assert_one(&send(&coordinator, twice).await, &[422], "one person");
        let others = people[1..=MANY].iter();
        let others = others.map(|person| (new.clone(), with(&form, "person", person)));
        let statuses = send(&coordinator, others.collect()).await;
        let accepted = statuses.iter().filter(|status| **status == 303).count();
        assert!(accepted > MANY / 2, "{statuses:?}");
        assert_eq!(number(&site, SHARED).await, before);

        let organisation = form.iter().find(|(name, _)| name == "organisation");
        let staffed = format!("{role}?organisation={}", organisation.expect("Vaals").1);
        let page = coordinator.get(&staffed).await;
        let links = page.attributes("main a[href^='/roles/assignments/']", "href");
        assert!(links.len() > 4, "{links:?}");
        let moves = links.iter().zip(1..).take(MANY);
        let moves = moves.map(|(link, n): (&String, usize)| {
            let place = (links.len() - n).to_string();
            (format!("{link}/position"), fields(&[("position", &place)]))
        });
        let statuses = send(&coordinator, moves.collect()).await;
        assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
        assert_eq!(number(&site, SHARED).await, before);

        let version = coordinator.get(&links[0]).await;
        let version = version.attributes("input[name=version]", "value").remove(0);
        let edits = (0..MANY).map(|n| {
            let edit = fields(&[
                ("version", &version),
                ("decision", &format!("B&W {n}")),
                ("decided_on", "2026-11-03"),
                ("starts_on", "2026-11-10"),
            ]);
            (links[0].clone(), edit)
        });
        assert_one(&send(&coordinator, edits.collect()).await, &[409], "a term");
        let version = coordinator.get(&links[0]).await;
        let version = version.attributes("input[name=version]", "value").remove(0);
        let end = [("version", version.as_str()), ("ends_on", "2026-12-31")];
        one_of_same(&coordinator, &format!("{}/end", links[0]), &end, &[409]).await;
    }
);

/// A new role that municipalities fill.
async fn new_role(visitor: &Visitor) -> String {
    let role = [
        ("name", "Rol van de dag"),
        ("group", "support"),
        ("filled_by", "municipality"),
        ("grip_levels", "2"),
        ("minimum", "2"),
        ("source", "Continuïteitsplan"),
        ("checked", "no"),
    ];
    let made = visitor.post("/roles/new", &role).await;
    assert_eq!(made.status, 303, "{}", made.body);
    format!("/roles/{}", id(made.header("location")))
}

on_both!(
    a_role_of_the_region_gets_nobody_of_a_municipality,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let role = new_role(&coordinator).await;
        let (form, people) = assignment(&coordinator, &role).await;
        let form = with(&form, "person", &people[0]);
        let form: Vec<_> = form.iter().map(|(k, v)| (&**k, &**v)).collect();
        let moves = format!(
            "UPDATE crisis_roles SET filled_by = 'region', version = version + 1 WHERE id = '{}'",
            id(&role)
        );
        let new = format!("{role}/assignments/new");
        let answer = overtaken(&site, &[moves], coordinator.post(&new, &form)).await;
        assert_eq!(answer.status, 422);
        let errors = answer.attributes(".error-summary a", "href");
        assert_eq!(errors, ["#organisation"]);
        let person = answer.attributes("select[name=person] option[selected]", "value");
        assert_eq!(person, people[..1]);
        assert_eq!(answer.attributes("#decision", "value"), ["B&W 2026-99"]);
    }
);

on_both!(
    a_role_for_which_a_municipality_has_people_stays_theirs,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let role = new_role(&coordinator).await;
        let (form, people) = assignment(&coordinator, &role).await;
        let edit = format!("{role}/edit");
        let organisation = &form[0].1;
        let typed = filled(&coordinator.get(&edit).await);
        let typed = with(
            &with(&typed, "filled_by", "region"),
            "name",
            "Rol van de week",
        );
        let typed: Vec<_> = typed.iter().map(|(k, v)| (&**k, &**v)).collect();
        let (id, person) = (id(&role), &people[0]);
        let assigns = [
            format!("UPDATE crisis_roles SET version = version WHERE id = '{id}'"),
            format!(
                "INSERT INTO role_assignments (id, role_id, person_id, organisation_id, position, decision, starts_on)
                 VALUES ('meanwhile', '{id}', '{person}', '{organisation}', 1, '', '2026-11-10')"
            ),
        ];
        let answer = overtaken(&site, &assigns, coordinator.post(&edit, &typed)).await;
        assert_eq!(answer.status, 422);
        let errors = answer.attributes(".error-summary a", "href");
        assert_eq!(errors, ["#filled_by"]);
        assert_eq!(answer.attributes("#name", "value"), ["Rol van de week"]);
    }
);

on_both!(
    of_many_departures_of_one_person_one_is_stored,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let (_, people) = assignment(&coordinator, &role(&coordinator).await).await;
        let address = format!("/people/{}", people[0]);
        let page = coordinator.get(&address).await;
        let version = "form[action$='/departure'] input[name=version]";
        let version = page.attributes(version, "value").remove(0);
        let departure = format!("{address}/departure");
        let leaves = |day: usize| {
            let day = format!("2026-11-{day}");
            let form = fields(&[("version", &version), ("left_on", &day)]);
            (departure.clone(), form)
        };
        let statuses = send(&coordinator, (10..10 + MANY).map(leaves).collect()).await;
        assert_one(&statuses, &[409], "a departure");
        let told = "SELECT COUNT(*) FROM audit WHERE action = 'departure'";
        assert_eq!(number(&site, told).await, 1);
        // Who comes later sees what was stored, and may store over it.
        let (_, form) = leaves(20);
        let form: Vec<_> = form.iter().map(|(k, v)| (&**k, &**v)).collect();
        let late = coordinator.post(&departure, &form).await;
        assert_eq!(late.status, 409);
        assert_eq!(late.texts(".error-summary td").len(), 2);
        assert_eq!(late.attributes("#left_on", "value"), ["2026-11-20"]);
        let form = late.attributes("form[action$='/departure'] input", "value");
        let form = [("version", form[0].as_str()), ("left_on", "2026-11-20")];
        assert_eq!(coordinator.post(&departure, &form).await.status, 303);
    }
);

on_both!(who_leaves_keeps_no_role, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    let role = role(&coordinator).await;
    let (form, people) = assignment(&coordinator, &role).await;
    assert!(people.len() > 2 * MANY);
    for (round, people) in people.chunks(MANY / 2).take(3).enumerate() {
        let day = ["2026-11-23", "2026-11-22", "2027-01-31"][round];
        let forms = people.iter().flat_map(|person| {
            let leaves = (
                format!("/people/{person}/departure"),
                fields(&[("left_on", day)]),
            );
            let stays = with(&form, "person", person);
            [leaves, (format!("{role}/assignments/new"), stays)]
        });
        let statuses = send(&coordinator, forms.collect()).await;
        let left = statuses.iter().step_by(2).all(|status| *status == 303);
        assert!(left, "{statuses:?}");
    }
    let open = "SELECT COUNT(*) FROM role_assignments a JOIN people p ON p.id = a.person_id
                WHERE p.left_on IS NOT NULL
                  AND (a.ends_on IS NULL
                       OR a.ends_on > CASE WHEN a.starts_on > p.left_on THEN a.starts_on ELSE p.left_on END)";
    assert_eq!(number(&site, open).await, 0);
});

on_both!(a_session_is_ended_once, async |site: Site| {
    let here = site.sign_in(COORDINATOR).await;
    let _elsewhere = site.sign_in(COORDINATOR).await;
    let page = here.get("/me/account").await;
    let end = page.attributes("form[action$='/delete']", "action");
    assert!(!end.is_empty());
    one_of_same(&here, &end[0], &[], &[404]).await;
});

/// A change of the demonstration's password.
fn new_password(new: &str) -> [(&'static str, String); 3] {
    [
        ("current", seed::PASSWORD.to_owned()),
        ("new", new.to_owned()),
        ("again", new.to_owned()),
    ]
}

async fn change_password(visitor: &Visitor, new: &str) -> Answer {
    let form = new_password(new);
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    visitor.post("/me/account/password", &form).await
}

/// Whether a change of password was answered with the account's page, which says that it was made.
fn made(answer: &Answer) -> bool {
    answer.status == 303 && answer.header("location") == "/me/account"
}

on_both!(
    of_several_new_passwords_one_is_stored_and_its_session_goes_on,
    async |site: Site| {
        let mut tasks = JoinSet::new();
        let start = Arc::new(Barrier::new(3));
        for number in 0..3 {
            let visitor = site.sign_in(VAALS).await;
            let start = start.clone();
            tasks.spawn(async move {
                start.wait().await;
                let new = format!("een nieuw wachtwoord {number}");
                let answer = change_password(&visitor, &new).await;
                // Whoever came so late that the session had ended is asked to sign in.
                let told = answer.body.contains("intussen")
                    || answer.header("location").starts_with("/login");
                (visitor, new, made(&answer), told)
            });
        }
        let (won, lost): (Vec<_>, Vec<_>) = tasks
            .join_all()
            .await
            .into_iter()
            .partition(|(_, _, made, _)| *made);
        assert_eq!(won.len(), 1);
        for (visitor, new, _, told) in &lost {
            assert!(told, "{new}");
            assert_eq!(visitor.get("/me/account").await.status, 303);
        }
        let (visitor, new, ..) = &won[0];
        assert_eq!(visitor.get("/me/account").await.status, 200);
        let form = [("email", VAALS), ("password", new.as_str())];
        assert_eq!(site.anonymous().post("/login", &form).await.status, 303);
    }
);

on_both!(
    a_session_that_ends_at_the_last_moment_changes_no_password,
    async |site: Site| {
        let visitor = site.sign_in(VAALS).await;
        let mut tx = site.db().begin().await.expect("a transaction");
        let end = "DELETE FROM sessions WHERE user_id IN (SELECT id FROM users WHERE email = $1)";
        execute!(&mut tx, end, VAALS).expect("an end");
        let change = async { change_password(&visitor, "een nieuw wachtwoord").await };
        let commit = async {
            site.until_somebody_waits().await;
            tx.commit().await.expect("the end");
        };
        let (answer, ()) = tokio::join!(change, commit);
        assert!(!made(&answer));
        site.sign_in(VAALS).await;
    }
);

on_both!(
    a_password_that_changes_at_the_last_moment_begins_no_session,
    async |site: Site| {
        let mut tx = site.db().begin().await.expect("a transaction");
        let change = "UPDATE users SET password_hash = 'another' WHERE email = $1";
        execute!(&mut tx, change, VAALS).expect("another password");
        let visitor = site.anonymous();
        let form = [("email", VAALS), ("password", seed::PASSWORD)];
        let sign_in = async { visitor.post("/login", &form).await };
        let commit = async {
            site.until_somebody_waits().await;
            tx.commit().await.expect("the change");
        };
        let (answer, ()) = tokio::join!(sign_in, commit);
        assert_eq!(answer.status, 422);
        assert_eq!(site.count("sessions").await, 0);
    }
);
