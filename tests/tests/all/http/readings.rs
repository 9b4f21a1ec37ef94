//! Proof of reading over HTTP.

use app::{
    id::PersonId,
    plans::readings::form::{ReaderInput, RoleOrPerson},
};
use chrono::NaiveTime;
use server::{
    change::Change, error::Refused, on_db, on_writer, plans::readings::commands, trail::Actor,
};
use tests::{
    on_both,
    site::{Answer, Site, Visitor, today},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const MANAGER: &str = "bestuur@demo.paraat";

/// The value of the choice with these words.
fn choice(page: &Answer, select: &str, words: &str) -> String {
    let options = format!("select[name={select}] option");
    let texts = page.texts(&options);
    let at = texts.iter().position(|text| text.contains(words));
    page.attributes(&options, "value")[at.expect(words)].clone()
}

/// How many are asked, and how many have read, as the page says.
fn progress(page: &Answer) -> (String, String) {
    let one = |name| page.attributes(".reading-progress", name).concat();
    (one("data-asked"), one("data-read"))
}

fn pair(asked: i64, read: i64) -> (String, String) {
    (asked.to_string(), read.to_string())
}

/// How often something was recorded today.
async fn recorded(site: &Site, action: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM audit WHERE subject = 'plan' AND action = $1 AND at >= $2";
    let (count,): (i64,) = on_db!(site.db(), |c| sqlx::query_as(sql)
        .bind(action)
        .bind(today().and_time(NaiveTime::MIN).and_utc())
        .fetch_one(c)
        .await)
    .expect("a count");
    count
}

/// Adopts a version of a plan.
async fn adopt(visitor: &Visitor, plan: &str, label: &str, on: &str) {
    let fields = [
        ("label", label),
        ("adopted_on", on),
        ("adopted_by", "College"),
    ];
    let answer = visitor.post(&format!("{plan}/versions"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

on_both!(
    what_waits_is_read_with_one_press_and_stays_visible,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        let me = staff.get("/me").await;
        assert_eq!(
            me.texts(".to-read li > a"),
            ["Draaiboek hoog water Meerssen"]
        );
        assert!(me.texts(".my-read").concat().contains("Maastricht"));
        let plan = me.attributes(".to-read li > a", "href").concat();
        let version = me.attributes(".to-read input[name=version]", "value");
        let fields = [("version", version[0].as_str()), ("next", "/me")];
        let coordinator = site.sign_in(COORDINATOR).await;
        let before = progress(&coordinator.get(&format!("{plan}/readers")).await);
        for _ in 0..2 {
            let answer = staff.post(&format!("{plan}/reading"), &fields).await;
            assert_eq!((answer.status, answer.header("location")), (303, "/me"));
        }
        assert_eq!(recorded(&site, "read").await, 1);
        let me = staff.get("/me").await;
        assert!(me.texts(".to-read").is_empty());
        assert!(me.texts(".my-read").concat().contains("23 november 2026"));
        let page = staff.get(&plan).await;
        let panel = page.texts("section[aria-labelledby=readers]").concat();
        assert!(panel.contains("Gelezen op 23 november 2026"), "{panel}");
        let after = progress(&coordinator.get(&format!("{plan}/readers")).await);
        // Two roles of one person are one reader: 3 heads, 3 note-takers of whom one is both, 1 mayor.
        assert_eq!((before, after), (pair(6, 2), pair(6, 3)));
    }
);

on_both!(what_waits_stands_on_the_overview_too, async |site: Site| {
    let staff = site.sign_in(STAFF).await;
    let home = staff.get("/").await;
    assert_eq!(
        home.texts(".to-read li > a"),
        ["Draaiboek hoog water Meerssen"]
    );
    let reading = home.attributes(".to-read form", "action").concat();
    let version = home.attributes(".to-read input[name=version]", "value");
    let fields = [("version", version[0].as_str()), ("next", "/")];
    let answer = staff.post(&reading, &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    assert!(staff.get("/").await.texts(".to-read").is_empty());
    let coordinator = site.sign_in(COORDINATOR).await;
    assert!(coordinator.get("/").await.texts(".to-read").is_empty());
});

on_both!(
    somebody_asked_for_two_organisations_is_one_reader_with_both,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("grensoverschrijdende").await;
        let address = format!("{plan}/readers");
        let form = coordinator.get(&address).await;
        let role = choice(&form, "role", "Burgemeester");
        let asked = coordinator.post(&address, &[("role", &role)]).await;
        assert_eq!(asked.status, 303);
        assert_eq!(progress(&coordinator.get(&address).await), pair(5, 0));
        // The mayor of Vaals stands in at Gulpen-Wittem, twice over.
        for id in ["extra-1", "extra-2"] {
            let sql = "INSERT INTO role_assignments (id, role_id, person_id, organisation_id, position, starts_on)
                       SELECT $1, a.role_id, a.person_id, o.id, 9, a.starts_on
                       FROM role_assignments a JOIN people pe ON pe.id = a.person_id CROSS JOIN organisations o
                       WHERE a.role_id = $2 AND pe.name = 'Rianne Kockelkorn' AND a.id NOT LIKE 'extra%'
                         AND o.name = 'Gulpen-Wittem'";
            let done = on_writer!(site.db(), |c| sqlx::query(sql)
                .bind(id)
                .bind(&role)
                .execute(c)
                .await
                .map(|done| done.rows_affected()));
            assert_eq!(done.expect("an assignment"), 1);
        }
        let page = coordinator.get(&address).await;
        assert_eq!(progress(&page), pair(5, 0));
        let header = page.texts(".reader-group header p").concat();
        assert!(header.starts_with("0 van 5 gelezen"), "{header}");
        let rows = page.texts(".reader-group tbody tr");
        assert_eq!(rows.len(), 5, "{rows:?}");
        let hers = rows.iter().find(|row| row.contains("Rianne Kockelkorn"));
        assert!(
            hers.is_some_and(|row| row.contains("Gulpen-Wittem, Vaals")),
            "{rows:?}"
        );
        // The plan's page and its dossier count the same.
        for part in ["", "/dossier"] {
            let page = coordinator.get(&format!("{plan}{part}")).await;
            let readers = page.texts("section[aria-labelledby=readers]").concat();
            assert!(readers.contains("0 van 5 gelezen"), "{readers}");
        }
    }
);

on_both!(
    a_new_version_asks_again_and_the_old_one_can_not_be_confirmed,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = staff.plan("hoog water Meerssen").await;
        let me = staff.get("/me").await;
        let old = me
            .attributes(".to-read input[name=version]", "value")
            .concat();
        adopt(&coordinator, &plan, "v5", "2026-11-20").await;
        let address = format!("{plan}/reading");
        let late = staff.post(&address, &[("version", &old)]).await;
        assert_eq!(late.status, 409);
        assert!(late.texts(".notice").concat().contains("v5"));
        assert_eq!(recorded(&site, "read").await, 0);
        let new = late.attributes("input[name=version]", "value").concat();
        let fields = [("version", new.as_str()), ("next", plan.as_str())];
        let answer = staff.post(&address, &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, &*plan));
        let readers = coordinator.get(&format!("{plan}/readers")).await;
        assert_eq!(progress(&readers), pair(6, 1));
        let elsewhere = [("version", new.as_str()), ("next", "https://example.com/")];
        let answer = staff.post(&address, &elsewhere).await;
        assert_eq!(answer.header("location"), "/me");
    }
);

on_both!(
    roles_and_people_are_asked_once_and_no_longer,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("opvang ontheemden Meerssen").await;
        let address = format!("{plan}/readers");
        let page = coordinator.get(&address).await;
        let role = choice(&page, "role", "OvD");
        let person = choice(&page, "person", "Sophie Jaspers");
        let (by_role, by_person) = ([("role", &*role)], [("person", &*person)]);
        for form in [by_role, by_person] {
            assert_eq!(coordinator.post(&address, &form).await.status, 303);
            let again = coordinator.post(&address, &form).await;
            assert_eq!(again.status, 422);
            assert!(again.texts(".error").concat().contains("al gevraagd"));
        }
        // The five officers of the region and Sophie.
        let page = coordinator.get(&address).await;
        assert_eq!(progress(&page), pair(6, 0));
        assert_eq!(page.texts(".reader-group").len(), 2);
        let ends = page.attributes(".reader-group form", "action");
        assert_eq!(coordinator.post(&ends[0], &[]).await.status, 303);
        assert_eq!(coordinator.post(&ends[0], &[]).await.status, 404);
        let page = coordinator.get(&address).await;
        assert_eq!(progress(&page), pair(1, 0));
        assert!(
            page.texts("[aria-labelledby=ended]")
                .concat()
                .contains("OvD")
        );
        for (action, count) in [("reader-add", 2), ("reader-end", 1)] {
            assert_eq!(recorded(&site, action).await, count, "{action}");
        }
        let both = [("role", &*role), ("person", &*person)];
        for form in [&both[..], &[], &[("role", "nonsense")], &[("person", "x")]] {
            let answer = coordinator.post(&address, form).await;
            assert_eq!(answer.status, 422, "{form:?}");
            assert_eq!(answer.texts(".error-summary").len(), 1);
        }
        let staff = site.sign_in(STAFF).await;
        assert_eq!(staff.post(&address, &by_role).await.status, 403);
        assert_eq!(staff.post(&ends[1], &[]).await.status, 403);
        let vaals = site.sign_in(VAALS).await;
        assert_eq!(vaals.post(&address, &by_role).await.status, 404);
        assert_eq!(vaals.get(&address).await.status, 404);
    }
);

on_both!(a_draft_is_not_asked_to_be_read, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    let plan = coordinator.plan("Continuïteitsplan Eijsden").await;
    let address = format!("{plan}/readers");
    let page = coordinator.get(&address).await;
    assert!(page.texts(".notice").concat().contains("nog geen versie"));
    assert!(page.texts("select[name=role]").is_empty());
    let elsewhere = plan_with_form(&coordinator).await;
    let role = choice(&elsewhere, "role", "Burgemeester");
    let answer = coordinator.post(&address, &[("role", &role)]).await;
    assert_eq!(answer.status, 422);
});

async fn plan_with_form(visitor: &Visitor) -> Answer {
    let plan = visitor.plan("hoog water Meerssen").await;
    visitor.get(&format!("{plan}/readers")).await
}

on_both!(
    names_are_for_those_who_lead_the_organisation,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let meerssen = coordinator.plan("hoog water Meerssen").await;
        let address = format!("{meerssen}/readers");
        for account in [COORDINATOR, MANAGER] {
            let page = site.sign_in(account).await.get(&address).await;
            assert!(page.body.contains("Jos Wetzels"), "{account}");
        }
        let page = site.sign_in(STAFF).await.get(&address).await;
        let names = page.texts(".reader-group td:first-child");
        assert_eq!(names, ["Sophie Jaspers", "Sophie Jaspers"]);
        assert_eq!(progress(&page), pair(6, 2));
        // Nor do they stand in the plan's history.
        let staff = site.sign_in(STAFF).await;
        assert!(!staff.get(&meerssen).await.body.contains("Jos Wetzels"));
        // Beyond the own organisation a coordinator sees numbers: Vaals has a part in this one.
        let shared = coordinator.plan("grensoverschrijdende").await;
        let shared_readers = format!("{shared}/readers");
        let form = coordinator.get(&shared_readers).await;
        let role = choice(&form, "role", "Burgemeester");
        let asked = coordinator.post(&shared_readers, &[("role", &role)]).await;
        assert_eq!(asked.status, 303);
        let page = site.sign_in(VAALS).await.get(&shared_readers).await;
        assert_eq!(progress(&page), pair(5, 0));
        let names = page.texts(".reader-group td:first-child");
        assert_eq!(names, ["Rianne Kockelkorn"]);
        assert!(
            page.texts(".reader-group")
                .concat()
                .contains("nog 4 mensen")
        );
    }
);

on_both!(
    who_is_not_asked_has_nothing_to_confirm,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("hoog water Meerssen").await;
        let address = format!("{plan}/reading");
        assert_eq!(coordinator.post(&address, &[]).await.status, 403);
        let vaals = site.sign_in(VAALS).await;
        assert_eq!(vaals.post(&address, &[]).await.status, 404);
        let staff = site.sign_in(STAFF).await;
        let nonsense = staff.post(&address, &[("version", "x")]).await;
        assert_eq!(nonsense.status, 409);
        let manager = site.sign_in(MANAGER).await;
        assert!(manager.get("/me").await.texts(".to-read").is_empty());
        assert_eq!(coordinator.post("/plans/x/reading", &[]).await.status, 404);
    }
);

on_both!(a_withdrawn_plan_waits_for_nobody, async |site: Site| {
    let coordinator = site.sign_in(COORDINATOR).await;
    let plan = coordinator.plan("hoog water Meerssen").await;
    let id = plan.trim_start_matches("/plans/").to_owned();
    let sql = "UPDATE plans SET stage = 'withdrawn' WHERE id = $1";
    on_writer!(site.db(), |c| sqlx::query(sql)
        .bind(&id)
        .execute(c)
        .await
        .map(drop))
    .expect("a change");
    let staff = site.sign_in(STAFF).await;
    assert!(staff.get("/me").await.texts(".to-read").is_empty());
    let answer = staff.post(&format!("{plan}/reading"), &[]).await;
    assert_eq!(answer.status, 403);
});

on_both!(
    an_organisation_asks_its_own_people_to_read_a_plan_that_it_shares,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let region = site.sign_in(COORDINATOR).await;
        let plan = vaals.plan("Hoogwater Limburg").await;
        let address = format!("{plan}/readers");
        let page = vaals.get(&address).await;
        assert_eq!(page.texts("select[name=organisation] option"), ["Vaals"]);
        let role = choice(&page, "role", "Burgemeester");
        let of_vaals = choice(&page, "organisation", "Vaals");
        let form = [("role", role.as_str()), ("organisation", &of_vaals)];
        assert_eq!(vaals.post(&address, &form).await.status, 303);
        let again = vaals.post(&address, &form).await;
        assert!(again.texts(".error").concat().contains("al gevraagd"));
        let names = |page: &Answer| page.texts(".reader-group td:first-child");
        for who in [&vaals, &region] {
            let page = who.get(&address).await;
            assert!(
                page.texts(".reader-group h2")
                    .contains(&"Burgemeester (alleen Vaals)".to_owned())
            );
            assert!(names(&page).contains(&"Rianne Kockelkorn".to_owned()));
            assert!(
                !names(&page).contains(&"Jos Wetzels".to_owned()),
                "{:?}",
                names(&page)
            );
        }
        // The region's own request is to all, and leaves that of Vaals as it is.
        let to_all = [("role", role.as_str())];
        assert_eq!(region.post(&address, &to_all).await.status, 303);
        let page = region.get(&address).await;
        let headings = page.texts(".reader-group h2");
        assert!(
            headings.iter().any(|name| name == "Burgemeester"),
            "{headings:?}"
        );
        assert!(names(&page).contains(&"Jos Wetzels".to_owned()));
        let ends = |page: &Answer| page.attributes(".reader-group form", "action");
        assert_eq!(ends(&page).len(), headings.len());
        // Vaals can end its own alone; nor can it ask others than its own.
        let own = ends(&vaals.get(&address).await);
        assert_eq!(own.len(), 1);
        let of_all = ends(&page).into_iter().find(|end| *end != own[0]);
        assert_eq!(vaals.post(&of_all.expect("another"), &[]).await.status, 403);
        assert_eq!(vaals.post(&address, &to_all).await.status, 403);
        let other = choice(&region.get(&address).await, "organisation", "Meerssen");
        let of_other = [("role", role.as_str()), ("organisation", &other)];
        assert_eq!(vaals.post(&address, &of_other).await.status, 403);
        let trail = vaals.get("/audit?subject=plan").await;
        let trail = trail.texts("main").concat();
        assert!(trail.contains("gevraagd te lezen") && trail.contains("Burgemeester"));
        assert_eq!(vaals.post(&own[0], &[]).await.status, 303);
        let left = region.get(&address).await.texts(".reader-group h2");
        assert_eq!(left.len() + 1, headings.len());
    }
);

on_both!(
    who_is_asked_by_region_and_municipality_reads_once,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let plan = region.plan("Hoogwater Limburg").await;
        let address = format!("{plan}/readers");
        let page = region.get(&address).await;
        let person = choice(&page, "person", "Sophie Jaspers");
        let meerssen = choice(&page, "organisation", "Meerssen");
        let vaals = choice(&page, "organisation", "Vaals");
        let ask = async |organisation: &str| {
            let form = [("person", person.as_str()), ("organisation", organisation)];
            region.post(&address, &form).await.status
        };
        // She is of Meerssen.
        assert_eq!(ask(&vaals).await, 422);
        assert_eq!(ask(&meerssen).await, 303);
        assert_eq!(ask("").await, 303);
        let staff = site.sign_in(STAFF).await;
        let waits = async || {
            let titles = staff.get("/me").await.texts(".to-read li");
            titles
                .iter()
                .filter(|title| title.contains("Hoogwater Limburg"))
                .count()
        };
        assert_eq!(waits().await, 1);
        // The plan no longer applies to Meerssen: what is asked of all still holds.
        let sql = "DELETE FROM plan_organisations WHERE organisation_id = $1 AND plan_id = $2";
        let id = plan.trim_start_matches("/plans/");
        on_writer!(site.db(), |c| sqlx::query(sql)
            .bind(&meerssen)
            .bind(id)
            .execute(c)
            .await
            .map(drop))
        .expect("a change");
        assert_eq!(waits().await, 1);
        let page = region.get(&address).await;
        let titles = page.texts(".reader-group h2");
        let at = titles.iter().position(|title| title == "Sophie Jaspers");
        let end = &page.attributes(".reader-group form", "action")[at.expect("her")];
        assert_eq!(region.post(end, &[]).await.status, 303);
        assert_eq!(waits().await, 0);
    }
);

on_both!(
    a_plan_that_was_withdrawn_meanwhile_is_neither_asked_nor_read,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let address = region.plan("hoog water Meerssen").await;
        let me = staff.get("/me").await;
        let version = me
            .attributes(".to-read input[name=version]", "value")
            .concat();
        let (user, person): (String, String) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT u.id, p.id FROM users u CROSS JOIN people p
             WHERE u.email = 'coordinator@demo.paraat' AND p.name = 'Sophie Jaspers'"
        )
        .fetch_one(c)
        .await)
        .expect("a user");
        let (db, id) = (site.db(), address.trim_start_matches("/plans/").to_owned());
        let plan = server::plans::store::find(db, &user.into(), &id.into()).await;
        let plan = plan.expect("an answer").expect("the plan");
        let withdrawn = region.post(&format!("{address}/withdrawal"), &[]).await;
        assert_eq!(withdrawn.status, 303);
        let by = Actor::program(site.clock().now());
        let person: PersonId = person.into();
        let input = ReaderInput {
            who: RoleOrPerson::Person(person.clone()),
            organisation: None,
        };
        let begun = Change::begin(db, by, site.clock().today()).await;
        let mut change = begun.expect("a change");
        let asked = commands::ask(&mut change, (&plan.id, &plan.owner.id), &input).await;
        assert!(matches!(asked, Err(Refused::Stale)), "{asked:?}");
        let read = commands::read(&mut change, &plan.id, &version.into(), &person).await;
        assert!(matches!(read, Err(Refused::Stale)), "{read:?}");
    }
);
