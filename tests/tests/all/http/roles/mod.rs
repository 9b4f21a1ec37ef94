//! Crisis roles over HTTP.

mod assignments;
mod catalogue;
mod overview;

use axum::{
    body::Body,
    http::{Request, header},
};
use server::on_db;
use tests::site::{Answer, Site, Visitor};

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
