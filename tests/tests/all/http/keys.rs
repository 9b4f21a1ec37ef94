//! Texts are found, compared and sorted by their keys, on both databases alike.

use scraper::{ElementRef, Html, Selector};
use server::{db::keys, on_db, on_writer};
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const ADMIN: &str = "admin@demo.paraat";

/// Apart, with a no-break space, two spaces and signs that can't be seen.
const TYPED: &str = "\u{feff}Co\u{ad}o\u{308}rdinatie\u{a0}E\u{301}lise’s  „Łódź“\u{200b} – nr ";
const STORED: &str = "Coördinatie Élise’s „Łódź“ – nr ";

/// A form as a reader fills it in: with what stands in it, something for what is empty, and the
/// first choice where there is none; its first text is `title`.
fn filled(page: &Answer, form: &str, title: &str) -> Vec<(String, String)> {
    let html = Html::parse_document(&page.body);
    let all = |within: ElementRef<'_>, selector: &str| -> Vec<(String, String, String)> {
        let selector = Selector::parse(selector).expect("a selector");
        let of = |element: &ElementRef<'_>, name| element.attr(name).unwrap_or_default().to_owned();
        let found = within.select(&selector);
        found
            .map(|one| (of(&one, "name"), of(&one, "value"), of(&one, "type")))
            .collect()
    };
    let selector = Selector::parse(form).expect("a selector");
    let form = html.select(&selector).next().expect("a form");
    let mut fields: Vec<(String, String)> = Vec::new();
    for (name, value, kind) in all(form, "input:not([type=radio]):not([type=checkbox])") {
        let value = match (name.as_str(), kind.as_str()) {
            ("name" | "title", _) => title.to_owned(),
            ("email", _) if value.is_empty() => "keys@vaals.example".to_owned(),
            ("date" | "due_on", _) if value.is_empty() => "2027-06-01".to_owned(),
            ("as_of", _) if value.is_empty() => "2026-06-01".to_owned(),
            ("start", _) if value.is_empty() => "09:00".to_owned(),
            ("end", _) if value.is_empty() => "12:00".to_owned(),
            ("interval_months", _) if value.is_empty() => "48".to_owned(),
            ("lead_months" | "minimum", _) if value.is_empty() => "2".to_owned(),
            (_, "text") if value.is_empty() => "Één".to_owned(),
            _ => value,
        };
        fields.push((name, value));
    }
    for (name, ..) in all(form, "textarea") {
        fields.push((name, "Regel één\nregel twee".to_owned()));
    }
    for (name, ..) in all(form, "select") {
        let options = |which| all(form, &format!("select[name={name}] option{which}"));
        let chosen = options("[selected]").into_iter().chain(options(""));
        let chosen = chosen
            .map(|(_, value, _)| value)
            .find(|value| !value.is_empty());
        fields.push((name.clone(), chosen.unwrap_or_default()));
    }
    for (name, value, _) in all(form, "input[checked]") {
        fields.push((name, value));
    }
    for (name, value, _) in all(form, "input[type=radio], input[type=checkbox]") {
        if name != "all_day" && fields.iter().all(|(known, _)| *known != name) {
            fields.push((name, value));
        }
    }
    fields
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let fields = fields.iter();
    fields.map(|(name, value)| (&**name, &**value)).collect()
}

/// Fills the form of a page in and sends it; gives where it leads to.
async fn send(visitor: &Visitor, page: &str, title: &str) -> String {
    let shown = visitor.get(page).await;
    assert_eq!(shown.status, 200, "{page}");
    post(visitor, page, &filled(&shown, "main form.form", title)).await
}

async fn post(visitor: &Visitor, page: &str, fields: &[(String, String)]) -> String {
    let fields = borrowed(fields);
    let answer = visitor.post(page, &fields).await;
    let wrong = answer.texts(".error-summary");
    assert_eq!(answer.status, 303, "{page} {fields:?} {wrong:?}");
    answer.header("location").to_owned()
}

/// The texts of the links of a register.
async fn found(visitor: &Visitor, page: &str) -> Vec<String> {
    let page = visitor.get(page).await;
    assert_eq!(page.status, 200);
    page.texts("table.register tbody tr > :first-child a")
}

on_both!(
    every_key_is_that_of_its_text_after_every_kind_of_change,
    async |site: Site| {
        let stale = async || keys::stale(site.db()).await.expect("the keys");
        assert_eq!(stale().await, Vec::<String>::new(), "the demonstration");
        let admin = site.sign_in(ADMIN).await;
        let coordinator = site.sign_in(COORDINATOR).await;
        let mut number = 0;
        for (visitor, new, text) in [
            (&admin, "/organisations/new", "name"),
            (&coordinator, "/people/new", "name"),
            (&coordinator, "/plans/rules/new", "name"),
            (&coordinator, "/roles/new", "name"),
            (&coordinator, "/plans/new", "title"),
            (&coordinator, "/exercises/new", "title"),
            (&coordinator, "/actions/new", "title"),
            (&coordinator, "/playbooks/new", "title"),
        ] {
            number += 1;
            let address = send(visitor, new, &format!("{TYPED}{number}")).await;
            let address = address.split('?').next().unwrap_or_default();
            assert_eq!(stale().await, Vec::<String>::new(), "{new}");
            let page = visitor.get(&format!("{address}/edit")).await;
            let stored = page.attributes(&format!("input[name={text}]"), "value");
            assert_eq!(stored, [format!("{STORED}{number}")], "{new}");
            send(visitor, &format!("{address}/edit"), "Gewijzigd: één").await;
            assert_eq!(stale().await, Vec::<String>::new(), "{address}");
        }
        let role = &visitor_links(&coordinator, "/roles").await[0];
        let version = coordinator.get(&format!("{role}/edit")).await;
        let version = version.attributes("input[name=version]", "value").remove(0);
        let card = ("file", "kaart.md", "# Éérste\n\nstap".as_bytes());
        let sent = coordinator
            .post_file(&format!("{role}/task-card"), &[("version", &version)], card)
            .await;
        assert_eq!(sent.status, 303, "{:?}", sent.texts(".error-summary"));
        assert_eq!(stale().await, Vec::<String>::new(), "a task card");
        let held = &visitor_links(&coordinator, "/exercises?status=held").await[0];
        let lesson = [("kind", "improve"), ("lesson", TYPED)];
        let lesson = lesson.map(|(name, value)| (name.to_owned(), value.to_owned()));
        post(&coordinator, &format!("{held}/lessons"), &lesson).await;
        assert_eq!(stale().await, Vec::<String>::new(), "a lesson");
        assert_eq!(
            found(&coordinator, "/lessons?q=coordinatie+elise's")
                .await
                .len(),
            1
        );
    }
);

async fn visitor_links(visitor: &Visitor, page: &str) -> Vec<String> {
    let page = visitor.get(page).await;
    page.attributes("table.register tbody tr > :first-child a", "href")
}

on_both!(
    what_is_stored_is_found_however_it_is_typed,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        for (new, register) in [
            ("/people/new", "/people"),
            ("/plans/new", "/plans"),
            ("/exercises/new", "/exercises"),
            ("/actions/new", "/actions"),
            ("/playbooks/new", "/playbooks"),
            ("/roles/new", "/roles"),
        ] {
            send(&coordinator, new, &format!("{TYPED}1")).await;
            for words in [
                STORED,
                TYPED,
                "coordinatie elise's \"lodz\" - nr",
                "COÖRDINATIE",
                "Coo\u{308}rdinatie",
                "E\u{301}LISE\u{2019}S",
                "lise's",
                "ŁÓDŹ“",
            ] {
                let words: String =
                    url::form_urlencoded::byte_serialize(words.trim().as_bytes()).collect();
                let shown = found(&coordinator, &format!("{register}?q={words}")).await;
                assert!(
                    shown.iter().any(|text| *text == format!("{STORED}1")),
                    "{register} {words}: {shown:?}"
                );
            }
            // Words do not reach from one text into the next.
            let across = found(&coordinator, &format!("{register}?q=nr+1+een")).await;
            assert!(across.is_empty(), "{register}: {across:?}");
        }
    }
);

on_both!(
    lists_are_sorted_alike_on_both_databases,
    async |site: Site| {
        // By other hands, so that only the order is in question.
        on_writer!(site.db(), |c| {
            sqlx::query(
                "UPDATE people SET function = 'Ordeproef', sort_key = '', name = CASE
                 WHEN id = (SELECT MIN(id) FROM people) THEN 'Zoë Zwart' ELSE 'Jan Jansen' END",
            )
            .execute(c)
            .await
            .map(drop)
        })
        .expect("names");
        let people = [
            "Şirin Acar",
            "Piet ’t Hart",
            "Jan Jansen",
            "Jan van der Meer",
            "Meer Jansen, Ans",
            "Éva Ömer",
            "Eva de Ömer",
            "Łukasz Świątek",
            "Kees De Vries",
            "Noor de Vries",
            "Zoë Zwart",
        ];
        let plans = ["aplan", "Éénplan", "Łplan", "Öplan", "Şplan", "zplan"];
        let mut ids: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT id FROM people ORDER BY id"
        )
        .fetch_all(c)
        .await)
        .expect("people");
        for name in people.iter().rev() {
            let (id,) = ids.pop().expect("a person");
            on_writer!(site.db(), |c| sqlx::query(
                "UPDATE people SET name = $1 WHERE id = $2"
            )
            .bind(*name)
            .bind(id)
            .execute(c)
            .await
            .map(drop))
            .expect("a name");
        }
        keys::refresh(site.db()).await.expect("the keys");
        let coordinator = site.sign_in(COORDINATOR).await;
        let mut shown = Vec::new();
        for page in 1..=3 {
            shown.extend(found(&coordinator, &format!("/people?q=ordeproef&page={page}")).await);
        }
        shown.dedup();
        assert_eq!(shown, people);

        let vaals = site.sign_in(VAALS).await;
        for title in plans.iter().rev() {
            send(&vaals, "/plans/new", title).await;
        }
        let sorted = found(&vaals, "/plans?q=plan&sort=title&status=never-reviewed").await;
        let sorted: Vec<_> = sorted
            .iter()
            .filter(|title| plans.contains(&title.as_str()))
            .collect();
        assert_eq!(sorted, plans.iter().collect::<Vec<_>>());
    }
);

on_both!(
    two_organisations_never_have_names_that_look_equal,
    async |site: Site| {
        let admin = site.sign_in(ADMIN).await;
        send(&admin, "/organisations/new", "Waterschap Élan").await;
        let form = admin.get("/organisations/new").await;
        for name in [
            "waterschap  elan",
            "Waterschap\u{a0}E\u{301}lan",
            "Waterschap É\u{200b}lan",
        ] {
            let fields = filled(&form, "main form.form", name);
            let fields = borrowed(&fields);
            let answer = admin.post("/organisations/new", &fields).await;
            assert_eq!(answer.status, 422, "{name}");
            assert_eq!(answer.attributes(".error-summary a", "href"), ["#name"]);
        }
    }
);

on_both!(
    keys_that_another_program_made_are_made_anew,
    async |site: Site| {
        let clean = Vec::<String>::new();
        site.run("UPDATE plans SET title_key = ''").await;
        site.run("UPDATE audit SET actor_key = ''").await;
        assert_ne!(keys::stale(site.db()).await.expect("the keys"), clean);
        keys::refresh(site.db()).await.expect("the keys");
        assert_eq!(keys::stale(site.db()).await.expect("the keys"), clean);
        // What was folded otherwise is not seen before the version says so.
        site.run("UPDATE people SET sort_key = 'x'").await;
        keys::refresh(site.db()).await.expect("the keys");
        assert_ne!(keys::stale(site.db()).await.expect("the keys"), clean);
        site.run("UPDATE settings SET value = '0' WHERE name = 'text-keys'")
            .await;
        keys::refresh(site.db()).await.expect("the keys");
        assert_eq!(keys::stale(site.db()).await.expect("the keys"), clean);
    }
);

#[tokio::test]
async fn a_country_has_its_keys() {
    for site in Site::national(2).await {
        assert_eq!(
            keys::stale(site.db()).await.expect("the keys"),
            Vec::<String>::new()
        );
    }
}
