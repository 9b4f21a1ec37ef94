//! Playbooks over HTTP.

mod editing;
mod reading;

use server::on_db;
use tests::site::{Answer, Site, Visitor};

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

async fn counts(site: &Site) -> [i64; 4] {
    [
        site.count("playbooks").await,
        site.count("playbook_phases").await,
        site.count("playbook_steps").await,
        site.count("audit").await,
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
