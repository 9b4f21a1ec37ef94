//! People over HTTP.

use chrono::NaiveDate;
use server::{on_db, on_writer};
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const MANAGER: &str = "bestuur@demo.paraat";

/// The addresses of the people whom the register shows for these words.
async fn people(visitor: &Visitor, query: &str) -> Vec<String> {
    let page = visitor.get(&format!("/people{query}")).await;
    assert_eq!(page.status, 200);
    page.attributes("table.register tbody td:first-child a", "href")
}

/// The value of an organisation in the filter, by its name.
async fn organisation(visitor: &Visitor, name: &str) -> String {
    let page = visitor.get("/people").await;
    let options = "select[name=organisation] option";
    let texts = page.texts(options);
    let at = texts.iter().position(|text| text == name).expect(name);
    page.attributes(options, "value")[at].clone()
}

/// A person of an organisation with a crisis role today and without an account.
async fn with_role(visitor: &Visitor, organisation: &str) -> String {
    for address in people(visitor, &format!("?organisation={organisation}")).await {
        let page = visitor.get(&address).await;
        let roles = page.texts("section[aria-labelledby=roles] .panel-list a");
        if !roles.is_empty() && page.body.contains("Heeft geen account") {
            return address;
        }
    }
    panic!("nobody has a role");
}

fn form<'a>(organisation: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("name", "Lieke Vermeer"),
        ("function", "Adviseur <crisis> & communicatie"),
        ("organisation", organisation),
        ("email", "Lieke.Vermeer@vaals.example"),
        ("work_phone", "043-555 90 01"),
        ("private_phone", "06-99887766"),
    ];
    for (name, value) in changed {
        match fields.iter_mut().find(|(field, _)| field == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields
}

/// The fields of a form as the page shows them, with some changed.
fn shown<'a>(page: &'a Shown, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fields = page
        .0
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let change = |(name, value)| {
        let changed = changed.iter().find(|(field, _)| *field == name);
        (name, changed.map_or(value, |(_, value)| *value))
    };
    fields.map(change).collect()
}

struct Shown(Vec<(String, String)>);

impl Shown {
    fn of(page: &Answer) -> Self {
        let inputs = "main form.form[method=post] input";
        let names = page.attributes(inputs, "name").into_iter();
        let mut fields: Vec<_> = names.zip(page.attributes(inputs, "value")).collect();
        for value in page.attributes("select[name=organisation] option[selected]", "value") {
            fields.push(("organisation".to_owned(), value));
        }
        Self(fields)
    }
}

/// All that the trail keeps, as one text.
async fn trail(site: &Site) -> String {
    let rows: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(
        "SELECT COALESCE(before, '') || COALESCE(after, '') FROM audit"
    )
    .fetch_all(c)
    .await)
    .expect("the trail");
    rows.into_iter().map(|(text,)| text).collect()
}

on_both!(
    a_register_shows_each_reader_the_own_people,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let all = region.get("/people").await;
        assert_eq!(
            all.attributes("table.register tbody tr td:first-child a", "href")
                .len(),
            50
        );
        assert_eq!(
            all.attributes(".pagination a[rel=next]", "href"),
            ["/people?page=2"]
        );
        assert!(
            all.attributes("table.register a", "href")
                .iter()
                .any(|href| href.starts_with("tel:043"))
        );
        let last = people(&region, "?page=3").await;
        assert!(!last.is_empty() && last.len() < 50);

        let vaals = site.sign_in(VAALS).await;
        let theirs = vaals.get("/people").await;
        let homes = theirs.texts("table.register tbody td:nth-child(2)");
        assert!(!homes.is_empty() && homes.iter().all(|home| home == "Vaals"));

        let found = people(&region, "?q=PLUYMAEKERS").await;
        assert_eq!(found.len(), 1);
        assert_eq!(people(&region, "?q=hubertine.p").await, found);
        assert!(people(&region, "?q=%25").await.is_empty());
        // What means nothing is no filter.
        let nonsense = "?q=%00&organisation=%00&status=nonsense&page=-1";
        assert_eq!(people(&region, nonsense).await.len(), 50);
        assert!(people(&region, "?status=left").await.is_empty());
    }
);

on_both!(a_person_is_added_and_changed, async |site: Site| {
    let vaals = site.sign_in(VAALS).await;
    let home = organisation(&vaals, "Vaals").await;
    let made = vaals.post("/people/new", &form(&home, &[])).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let address = made.header("location").to_owned();
    let page = vaals.get(&address).await;
    assert_eq!(page.texts("h1"), ["Lieke Vermeer"]);
    assert_eq!(
        page.attributes("dl.facts a", "href"),
        [
            "tel:0435559001",
            "tel:0699887766",
            "mailto:lieke.vermeer@vaals.example"
        ]
    );
    assert_eq!(page.texts("ol.timeline > li").len(), 1);

    let edit = format!("{address}/edit");
    let fields = Shown::of(&vaals.get(&edit).await);
    let saved = vaals
        .post(
            &edit,
            &shown(&fields, &[("private_phone", "+31 6 55 66 77 88")]),
        )
        .await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = vaals.get(&address).await;
    assert_eq!(
        page.texts("[data-field=private-phone]"),
        ["+31 6 55 66 77 88"]
    );
    let history = page.texts("ol.timeline > li");
    assert!(
        history[0].contains("Telefoon privé gewijzigd"),
        "{history:?}"
    );
    let kept = trail(&site).await;
    assert!(
        kept.contains("lieke.vermeer") && !kept.contains("99887766") && !kept.contains("55 66 77")
    );
});

on_both!(
    bad_input_is_explained_and_nothing_typed_is_lost,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let home = organisation(&vaals, "Vaals").await;
        let region = site.sign_in(COORDINATOR).await;
        let elsewhere = organisation(&region, "Meerssen").await;
        let taken = region
            .get(&people(&region, "?q=pluymaekers").await[0])
            .await;
        let taken = taken.attributes("dl.facts a[href^=mailto]", "href")[0]
            .replace("mailto:", "")
            .to_uppercase();
        let before = (site.count("people").await, site.count("audit").await);
        let long = "x".repeat(200);
        let bad = [
            ("name", ""),
            ("name", long.as_str()),
            ("function", ""),
            ("organisation", ""),
            ("organisation", "unknown"),
            ("organisation", elsewhere.as_str()),
            ("email", ""),
            ("email", "lieke"),
            ("email", taken.as_str()),
            ("work_phone", "bel de balie"),
            ("private_phone", "06"),
        ];
        for (field, value) in bad {
            let answer = vaals
                .post("/people/new", &form(&home, &[(field, value)]))
                .await;
            assert_eq!(answer.status, 422, "{field}={value}");
            assert_eq!(
                answer.attributes(".error-summary a", "href"),
                [format!("#{field}")]
            );
            assert_eq!(answer.texts(".field.invalid .error").len(), 1);
            let typed = answer.attributes("input[name=function]", "value");
            if field == "function" {
                assert_eq!(typed, [value]);
            } else {
                assert_eq!(typed, ["Adviseur <crisis> & communicatie"]);
            }
        }
        assert_eq!(
            (site.count("people").await, site.count("audit").await),
            before
        );
    }
);

on_both!(
    another_municipality_s_people_are_not_found,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let meerssen = organisation(&region, "Meerssen").await;
        let address = people(&region, &format!("?organisation={meerssen}"))
            .await
            .remove(0);
        let vaals = site.sign_in(VAALS).await;
        for path in [address.clone(), format!("{address}/edit")] {
            assert_eq!(vaals.get(&path).await.status, 404, "{path}");
        }
        let edit = format!("{address}/edit");
        assert_eq!(vaals.post(&edit, &form(&meerssen, &[])).await.status, 404);
        let departure = format!("{address}/departure");
        assert_eq!(
            vaals
                .post(&departure, &[("left_on", "2026-11-30")])
                .await
                .status,
            404
        );
        assert_eq!(vaals.get("/people/unknown").await.status, 404);
        assert!(
            people(&vaals, &format!("?organisation={meerssen}"))
                .await
                .is_empty()
        );
    }
);

on_both!(
    staff_and_managers_read_but_do_not_edit,
    async |site: Site| {
        for email in [STAFF, MANAGER] {
            let visitor = site.sign_in(email).await;
            let own = visitor.get("/me").await.status;
            assert!(own < 500);
            let home = organisation(&visitor, "Meerssen").await;
            let register = visitor.get(&format!("/people?organisation={home}")).await;
            let names = register.texts("table.register tbody td:first-child a");
            let addresses = register.attributes("table.register tbody td:first-child a", "href");
            assert_eq!(visitor.get("/people/new").await.status, 403);
            assert_eq!(
                visitor.post("/people/new", &form(&home, &[])).await.status,
                403
            );
            let me = visitor
                .get("/people")
                .await
                .texts(".user-menu summary span")
                .remove(0);
            let other = addresses
                .iter()
                .zip(&names)
                .find(|(_, name)| **name != me)
                .expect("somebody")
                .0;
            let page = visitor.get(other).await;
            assert_eq!(page.status, 200);
            assert!(page.texts("ol.timeline, details.disclosure").is_empty());
            let edit = format!("{other}/edit");
            assert_eq!(visitor.get(&edit).await.status, 403);
            assert_eq!(visitor.post(&edit, &form(&home, &[])).await.status, 403);
            let departure = format!("{other}/departure");
            assert_eq!(
                visitor
                    .post(&departure, &[("left_on", "2026-11-30")])
                    .await
                    .status,
                403
            );
        }
    }
);

on_both!(
    one_changes_the_own_contact_data_and_nothing_else,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        let me = staff
            .get("/people")
            .await
            .texts(".user-menu summary span")
            .remove(0);
        let address = people(&staff, &format!("?q={}", me.replace(' ', "+")))
            .await
            .remove(0);
        let edit = format!("{address}/edit");
        let page = staff.get(&edit).await;
        assert_eq!(page.status, 200);
        assert!(page.attributes("input[name=name]", "value").is_empty());
        assert_eq!(
            page.attributes("input[name=private_phone]", "autocomplete"),
            ["home tel"]
        );
        let fields = Shown::of(&page);
        let wrong = staff
            .post(&edit, &shown(&fields, &[("work_phone", "geen")]))
            .await;
        assert_eq!(wrong.status, 422);
        assert_eq!(
            wrong.attributes("input[name=work_phone]", "value"),
            ["geen"]
        );
        let mut more = shown(&fields, &[("private_phone", "06-12 34 56 78")]);
        more.push(("name", "Iemand Anders"));
        assert_eq!(staff.post(&edit, &more).await.status, 303);
        let page = staff.get(&address).await;
        assert_eq!(page.texts("h1"), [me]);
        assert_eq!(page.texts("[data-field=private-phone]"), ["06-12 34 56 78"]);
    }
);

on_both!(
    a_private_number_is_for_the_team_the_coordinator_and_the_person,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        let managers = site.sign_in(MANAGER).await;
        let region = site.sign_in(COORDINATOR).await;
        let number = async |visitor: &Visitor, address: &str| {
            let page = visitor.get(address).await;
            page.texts("[data-field=private-phone]").remove(0)
        };
        let meerssen = organisation(&region, "Meerssen").await;
        let mut team = Vec::new();
        for address in people(&staff, "").await {
            let page = staff.get(&address).await;
            let places = page.texts("section[aria-labelledby=roles] .panel-list small");
            if places.iter().any(|place| place.starts_with("Meerssen,")) {
                team.push(address);
            }
        }
        assert!(!team.is_empty());
        for address in &team {
            let number = number(&staff, address).await;
            assert!(
                number.starts_with("06-") || number == "Niet bekend",
                "{address}: {number}"
            );
        }
        // Somebody without a crisis role shares no team.
        let made = region.post("/people/new", &form(&meerssen, &[])).await;
        let stranger = made.header("location").to_owned();
        assert_eq!(number(&staff, &stranger).await, "Niet zichtbaar voor u");
        assert_eq!(number(&managers, &stranger).await, "Niet zichtbaar voor u");
        assert_eq!(number(&region, &stranger).await, "06-99887766");
        // Nor does somebody whose role has ended.
        let former = with_role(&region, &meerssen).await;
        let departure = format!("{former}/departure");
        assert_ne!(number(&staff, &former).await, "Niet zichtbaar voor u");
        region.post(&departure, &[("left_on", "2026-11-22")]).await;
        assert_eq!(number(&staff, &former).await, "Niet zichtbaar voor u");
        for page in [staff.get("/people").await, region.get("/people").await] {
            assert!(!page.body.contains("06-555") && !page.body.contains("99887766"));
        }
    }
);

on_both!(
    who_leaves_ends_the_roles_and_can_not_sign_in_any_more,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let meerssen = organisation(&region, "Meerssen").await;
        let address = with_role(&region, &meerssen).await;
        let departure = format!("{address}/departure");
        let before = site.count("audit").await;
        for wrong in ["", "31-02-2026", "2028-01-01"] {
            let answer = region.post(&departure, &[("left_on", wrong)]).await;
            assert_eq!(answer.status, 422, "{wrong}");
            assert_eq!(answer.attributes("input[name=left_on]", "value"), [wrong]);
            assert_eq!(answer.attributes("details.disclosure", "open").len(), 1);
        }
        assert_eq!(site.count("audit").await, before);

        assert_eq!(
            region
                .post(&departure, &[("left_on", "2026-11-30")])
                .await
                .status,
            303
        );
        let page = region.get(&address).await;
        assert_eq!(
            page.attributes(".page-head [data-status]", "data-status"),
            ["leaving"]
        );
        assert!(
            page.texts("section[aria-labelledby=roles] small")
                .iter()
                .any(|text| text == "tot en met 30 november 2026")
        );
        assert!(
            people(&region, &format!("?organisation={meerssen}"))
                .await
                .contains(&address)
        );

        assert_eq!(
            region
                .post(&departure, &[("left_on", "2026-11-20")])
                .await
                .status,
            303
        );
        let page = region.get(&address).await;
        assert_eq!(
            page.attributes(".page-head [data-status]", "data-status"),
            ["left"]
        );
        assert!(
            page.texts("section[aria-labelledby=roles] .panel-list li")
                .is_empty()
        );
        let register = format!("?organisation={meerssen}");
        assert!(!people(&region, &register).await.contains(&address));
        assert_eq!(
            people(&region, "?status=left").await,
            std::slice::from_ref(&address)
        );
        let id = address.trim_start_matches("/people/").to_owned();
        let (open,): (i64,) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT COUNT(*) FROM role_assignments WHERE person_id = $1 AND ends_on IS NULL"
        )
        .bind(&id)
        .fetch_one(c)
        .await)
        .expect("a count");
        assert_eq!(open, 0);

        let staff = site.sign_in(STAFF).await;
        let me = staff
            .get("/people")
            .await
            .texts(".user-menu summary span")
            .remove(0);
        let own = people(&region, &format!("?q={}", me.replace(' ', "+")))
            .await
            .remove(0);
        assert_eq!(
            region
                .post(&format!("{own}/departure"), &[("left_on", "2026-11-22")])
                .await
                .status,
            303
        );
        assert_eq!(staff.get("/people").await.status, 303);
        let again = [("email", STAFF), ("password", "paraat-demo")];
        assert_eq!(site.anonymous().post("/login", &again).await.status, 422);
    }
);

on_both!(
    a_role_that_begins_after_the_departure_ends_on_its_first_day,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let meerssen = organisation(&region, "Meerssen").await;
        let address = with_role(&region, &meerssen).await;
        let id = address.trim_start_matches("/people/").to_owned();
        for (assignment, ends_on) in [("later", None), ("ending", Some("2027-06-30"))] {
            let ends_on = ends_on.map(|day| day.parse::<NaiveDate>().expect("a day"));
            on_writer!(site.db(), |c| sqlx::query(
                "INSERT INTO role_assignments (id, role_id, person_id, organisation_id, position, starts_on, ends_on)
                 SELECT $1, id, $2, $3, 9, $4, $5 FROM crisis_roles ORDER BY id LIMIT 1"
            )
            .bind(assignment)
            .bind(&id)
            .bind(&meerssen)
            .bind(NaiveDate::from_ymd_opt(2027, 1, 1))
            .bind(ends_on)
            .execute(c)
            .await
            .map(drop))
            .expect("an assignment");
        }
        // The second time there is nothing to end any more.
        for left_on in ["2026-11-30", "2026-11-30"] {
            let departure = [("left_on", left_on)];
            let answer = region
                .post(&format!("{address}/departure"), &departure)
                .await;
            assert_eq!(answer.status, 303);
        }
        let rows: Vec<(NaiveDate, NaiveDate)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT starts_on, ends_on FROM role_assignments WHERE person_id = $1"
        )
        .bind(&id)
        .fetch_all(c)
        .await)
        .expect("rows");
        assert!(rows.len() > 2 && rows.iter().all(|(starts_on, ends_on)| starts_on <= ends_on));
        let trail: Vec<(String, String)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT before, after FROM audit WHERE subject_id IN ('later', 'ending') ORDER BY subject_id"
        )
        .fetch_all(c)
        .await)
        .expect("rows");
        let said: Vec<_> = trail
            .iter()
            .map(|(before, after)| [before, after].map(|text| text.contains("2027-01-01")))
            .collect();
        assert_eq!(said, [[false, true], [false, true]]);
        assert!(trail[0].0.contains("2027-06-30") && trail[1].0.contains("\"ends_on\":null"));
    }
);

on_both!(
    two_who_edit_one_person_both_keep_their_text,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let address = people(&vaals, "").await.remove(0);
        let edit = format!("{address}/edit");
        let fields = Shown::of(&vaals.get(&edit).await);
        let first = shown(&fields, &[("function", "Van de een")]);
        assert_eq!(vaals.post(&edit, &first).await.status, 303);
        let second = shown(&fields, &[("function", "Van de ander")]);
        let late = vaals.post(&edit, &second).await;
        assert_eq!(late.status, 409);
        assert!(
            late.texts(".error-summary td")
                .iter()
                .any(|text| text == "Van de een")
        );
        assert_eq!(
            late.attributes("input[name=function]", "value"),
            ["Van de ander"]
        );
        let knowingly = Shown::of(&late);
        assert_eq!(vaals.post(&edit, &shown(&knowingly, &[])).await.status, 303);
        assert!(vaals.get(&address).await.texts(".lede")[0].contains("Van de ander"));
    }
);
