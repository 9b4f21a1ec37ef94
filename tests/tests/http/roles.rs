//! Crisis roles over HTTP: the catalogue, assignments, coverage and one's own role.

use axum::{
    body::Body,
    http::{Request, header},
};
use server::on_db;
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const MANAGER: &str = "bestuur@demo.paraat";
const ADMIN: &str = "admin@demo.paraat";

/// The address of the role with this name.
async fn role(visitor: &Visitor, name: &str) -> String {
    let page = visitor.get("/roles").await;
    let names = page.texts("table.register tbody td a");
    let at = names.iter().position(|text| text == name).expect(name);
    page.attributes("table.register tbody td a", "href")[at].clone()
}

/// The value of the option with these words.
fn option(page: &Answer, select: &str, words: &str) -> String {
    let options = format!("select[name={select}] option");
    let texts = page.texts(&options);
    let at = texts
        .iter()
        .position(|text| text.contains(words))
        .expect(words);
    page.attributes(&options, "value")[at].clone()
}

async fn count(site: &Site, table: &'static str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    let (count,): (i64,) =
        on_db!(site.db(), |c| sqlx::query_as(sql).fetch_one(c).await).expect("a count");
    count
}

/// A form of a role, filled in rightly.
const FILLED: [(&str, &str); 12] = [
    ("name", "Coördinator noodstroom"),
    ("group", "support"),
    ("filled_by", "municipality"),
    ("grip_levels", "3"),
    ("grip_levels", "2"),
    ("minimum", "2"),
    ("present_within_minutes", "90"),
    ("reports_to", "Hoofd Ondersteuning"),
    ("source", "Continuïteitsplan"),
    ("checked", "no"),
    ("first_steps", "1. Bel de <netbeheerder> & de AC."),
    ("task_card", "# Doel\n\nStroom houden."),
];

fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let change =
        |(field, typed): &(&'a str, &'a str)| (*field, if *field == name { value } else { *typed });
    fields.iter().map(change).collect()
}

/// Sends a file as the task card, as a browser does.
async fn upload(visitor: &Visitor, role: &str, version: &str, name: &str, file: &[u8]) -> Answer {
    let mut body = format!(
        "--part\r\nContent-Disposition: form-data; name=\"version\"\r\n\r\n{version}\r\n--part\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--part--\r\n");
    let request = Request::post(format!("{role}/task-card"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=part")
        .body(Body::from(body));
    visitor.send(request.expect("a request")).await
}

on_both!(
    the_catalogue_is_grouped_and_can_be_narrowed,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        let all = staff.get("/roles").await;
        assert_eq!(all.status, 200);
        assert!(all.texts("table.register tbody tr").len() >= 25);
        assert_eq!(all.texts("main h2").len(), 6);
        let board = staff.get("/roles?group=board&grip=3").await;
        assert_eq!(board.texts("table.register tbody tr").len(), 2);
        let none = staff.get("/roles?q=bestaat+niet+100%25").await;
        assert_eq!(none.texts(".empty").len(), 1);
        assert_eq!(staff.get("/roles?grip=9&page=-1").await.status, 200);
    }
);

on_both!(
    a_role_is_made_changed_and_shown_with_its_card,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let made = coordinator.post("/roles/new", &FILLED).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let address = made.header("location").to_owned();
        let page = coordinator.get(&address).await;
        assert_eq!(page.texts(".page-head h1"), ["Coördinator noodstroom"]);
        assert_eq!(page.texts(".prose h3"), ["Doel"]);
        assert_eq!(
            page.texts(".first-steps li"),
            ["Bel de <netbeheerder> & de AC."]
        );
        let coverage = coordinator.get("/roles/coverage?coverage=vacant").await;
        assert!(
            coverage
                .texts("table.matrix th a")
                .contains(&"Coördinator noodstroom".to_owned())
        );
        let again = coordinator.post("/roles/new", &FILLED).await;
        assert_eq!(again.status, 422);
        assert_eq!(again.attributes(".error-summary a", "href"), ["#name"]);
    }
);

on_both!(
    a_role_that_is_filled_in_wrongly_is_not_stored,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let before = (
            count(&site, "crisis_roles").await,
            count(&site, "audit").await,
        );
        let bad = [
            ("name", ""),
            ("group", "nonsense"),
            ("filled_by", ""),
            ("grip_levels", "9"),
            ("minimum", "-1"),
            ("minimum", "veel"),
            ("present_within_minutes", "0"),
            ("checked", ""),
            ("task_card", "<html><body>geen Markdown</body></html>"),
        ];
        for (field, value) in bad {
            let answer = coordinator
                .post("/roles/new", &with(&FILLED, field, value))
                .await;
            assert_eq!(answer.status, 422, "{field}={value}");
            assert_eq!(
                answer.attributes(".error-summary a", "href"),
                [format!("#{field}")]
            );
            assert_eq!(
                answer.texts("textarea[name=first_steps]"),
                ["1. Bel de <netbeheerder> & de AC."]
            );
            if field == "minimum" {
                assert_eq!(answer.attributes("input[name=minimum]", "value"), [value]);
            }
        }
        let after = (
            count(&site, "crisis_roles").await,
            count(&site, "audit").await,
        );
        assert_eq!(after, before);
    }
);

on_both!(
    two_people_who_edit_one_role_both_keep_their_text,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let made = coordinator.post("/roles/new", &FILLED).await;
        let edit = format!("{}/edit", made.header("location"));
        let mut fields = FILLED.to_vec();
        fields.push(("version", "1"));
        let first = coordinator
            .post(&edit, &with(&fields, "source", "Van de een"))
            .await;
        assert_eq!(first.status, 303);
        let late = coordinator
            .post(&edit, &with(&fields, "source", "Van de ander"))
            .await;
        assert_eq!(late.status, 409);
        assert!(
            late.texts(".error-summary td")
                .contains(&"Van de een".to_owned())
        );
        assert_eq!(
            late.attributes("input[name=source]", "value"),
            ["Van de ander"]
        );
        assert_eq!(late.attributes("input[name=version]", "value"), ["2"]);
    }
);

on_both!(
    a_task_card_is_replaced_by_markdown_and_by_nothing_else,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = role(&coordinator, "Plotter").await;
        let version = coordinator
            .get(&address)
            .await
            .attributes("input[name=version]", "value")
            .remove(0);
        let card = coordinator.get(&address).await.texts(".prose");
        let before = count(&site, "audit").await;
        let large = vec![b'a'; 70_000];
        let huge = vec![b'a'; 700_000];
        let bad: [(&str, &[u8]); 8] = [
            ("kaart.md", b"%PDF-1.7 niet leesbaar"),
            ("kaart.md", b"PK\x03\x04\x14\x00\x06\x00"),
            ("kaart.md", b"<!DOCTYPE html><html><p>kaart</p></html>"),
            ("kaart.md", b"\xff\xfetekst"),
            ("kaart.docx", b"# Kaart"),
            ("", b""),
            ("kaart.md", &large),
            ("kaart.md", &huge),
        ];
        for (name, file) in bad {
            let answer = upload(&coordinator, &address, &version, name, file).await;
            assert_eq!(answer.status, 422, "{name} of {} bytes", file.len());
            assert_eq!(answer.attributes(".error-summary a", "href"), ["#file"]);
            assert_eq!(answer.texts(".prose"), card);
        }
        assert_eq!(count(&site, "audit").await, before);

        let text = b"# Doel\r\n\r\nKaarten tekenen.\r\n\r\n- <script>alert(1)</scr1pt>";
        let script = upload(&coordinator, &address, &version, "kaart.md", text).await;
        assert_eq!(script.status, 422);
        let text = b"# Doel\r\n\r\nKaarten *tekenen* <b>snel</b>.";
        let done = upload(&coordinator, &address, &version, "kaart.md", text).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let page = coordinator.get(&address).await;
        assert_eq!(page.texts(".prose h3"), ["Doel"]);
        assert_eq!(page.texts(".prose em"), ["tekenen"]);
        assert!(page.texts(".prose b").is_empty());

        let stale = upload(&coordinator, &address, &version, "kaart.md", b"Anders").await;
        assert_eq!(stale.status, 409);
        assert_eq!(stale.texts("textarea[name=task_card]"), ["Anders"]);
    }
);

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
            count(&site, "role_assignments").await,
            count(&site, "audit").await,
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
            count(&site, "role_assignments").await,
            count(&site, "audit").await,
        );
        assert_eq!(after, before);
    }
);

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
        assert!(me.texts(".my-past li").iter().all(|line| !line.is_empty()));

        let person: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT person_id FROM users WHERE email = $1"
        )
        .bind(STAFF)
        .fetch_all(c)
        .await)
        .expect("the account");
        on_db!(site.db(), |c| sqlx::query(
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
