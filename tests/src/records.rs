//! A record of the demonstration for each place in the addresses of the program.

use crate::site::Visitor;
use axum::http::Method;
use std::collections::BTreeMap;

/// The form of a new rule that a coordinator of the demonstration may store.
pub const RULE: [(&str, &str); 10] = [
    ("name", "Proefregel"),
    ("plan_kind", "sub-plan"),
    ("interval_months", "18"),
    ("counted_from", "review"),
    ("lead_months", "3"),
    ("source", "Werkafspraak"),
    ("label", "advice"),
    ("as_of", "2026-11-01"),
    ("checked", "no"),
    ("in_use", "yes"),
];

/// A page or a change of the program, with an address that leads to it.
#[derive(Clone, Debug)]
pub struct Route {
    /// How it is asked for.
    pub method: Method,
    /// Its address with names for the records.
    pub path: &'static str,
    /// Its address with records of Meerssen; where there is none, with one that nothing has.
    pub address: String,
}

/// Every page and change of the program. A plan gets a document for it.
///
/// # Panics
/// When the demonstration lacks a record.
pub async fn routes(coordinator: &Visitor) -> Vec<Route> {
    let records = addresses(coordinator).await;
    let route = |(method, path): (Method, &'static str)| {
        let mut address = path.to_owned();
        // Of two that begin alike the longer one comes first.
        for (pattern, record) in records.iter().rev() {
            address = address.replace(pattern, record);
        }
        Route {
            method,
            path,
            address,
        }
    };
    server::router::table().into_iter().map(route).collect()
}

/// The first link of a page that begins and ends like this, as what stands between.
async fn first(visitor: &Visitor, page: &str, start: &str, end: &str) -> String {
    let answer = visitor.get(page).await;
    let links = ["a", "form"].map(|element| {
        let name = if element == "a" { "href" } else { "action" };
        answer.attributes(&format!("main {element}[{name}^='{start}']"), name)
    });
    let link = links.concat().into_iter().find(|link| {
        let below = link.trim_start_matches(start);
        let pages = ["new", "coverage", "planning", "import", "rules"];
        link.ends_with(end) && !pages.iter().any(|page| below.starts_with(page))
    });
    let link = link.unwrap_or_else(|| panic!("{page} has no {start}…{end}"));
    let between = link.trim_start_matches(start).trim_end_matches(end);
    between
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The rule of the airport plans, which asks for exercises.
async fn rule_with_a_duty(visitor: &Visitor) -> String {
    let page = visitor.get("/plans/rules").await;
    let links = "main table a[href^='/plans/rules/']";
    let names = page.texts(links);
    let at = names.iter().position(|name| name.contains("luchthaven"));
    page.attributes(links, "href")[at.expect("the airport")].replace("/plans/rules/", "")
}

/// The addresses of the table with a record of Meerssen in each.
async fn addresses(coordinator: &Visitor) -> BTreeMap<&'static str, String> {
    let find =
        async |page: &str, start: &str, end: &str| first(coordinator, page, start, end).await;
    let organisations = coordinator.get("/organisations").await;
    let names = organisations.texts("main table a[href^='/organisations/']");
    let links = organisations.attributes("main table a[href^='/organisations/']", "href");
    let meerssen = names
        .iter()
        .zip(links)
        .find(|(name, _)| name.starts_with("Meerssen"));
    let meerssen = meerssen.expect("Meerssen").1.replace("/organisations/", "");
    let of = |list: &str| format!("/{list}?organisation={meerssen}");
    let plan = find("/plans?q=hoog+water+Meerssen", "/plans/", "").await;
    let signals = format!("/plans/{plan}/signals/");
    let signal = find(&format!("/plans/{plan}"), &signals, "").await;
    let versions = format!("/plans/{plan}/versions/");
    let version = find(&format!("/plans/{plan}"), &versions, "").await;
    let upload = format!("{versions}{version}/documents");
    let pdf = (
        "document",
        "plan.pdf",
        &b"%PDF-1.4\nstartxref\n0\n%%EOF"[..],
    );
    let added = coordinator.post_file(&upload, &[], pdf).await;
    assert_eq!(added.status, 303);
    let of_version = format!("{versions}{version}");
    let document = find(&of_version, "/documents/", "").await;
    let rule = rule_with_a_duty(coordinator).await;
    let duty = find(
        &format!("/plans/rules/{rule}"),
        "/plans/rules/duties/",
        "/edit",
    )
    .await;
    let role = find("/roles?q=burgemeester", "/roles/", "").await;
    let staffed = format!("/roles/{role}?organisation={meerssen}");
    let assignment = find(&staffed, "/roles/assignments/", "").await;
    let exercise = find("/exercises?q=Meerssen&status=took-place", "/exercises/", "").await;
    let rated = format!("/exercises/{exercise}/objectives/");
    let objective = find(&format!("/exercises/{exercise}"), &rated, "/rating").await;
    let playbook = find("/playbooks", "/playbooks/", "").await;
    let phases = format!("/playbooks/{playbook}/phases/");
    let phase = find(&format!("/playbooks/{playbook}/edit"), &phases, "/edit").await;
    BTreeMap::from([
        ("/plans/{id}", format!("/plans/{plan}")),
        ("/versions/{version}", format!("/versions/{version}")),
        ("/documents/{id}", format!("/documents/{document}")),
        ("/rules/{rule}", format!("/rules/{rule}")),
        ("/duties/{duty}", format!("/duties/{duty}")),
        ("/roles/{id}", format!("/roles/{role}")),
        (
            "/roles/assignments/{id}",
            format!("/roles/assignments/{assignment}"),
        ),
        (
            "/people/{id}",
            format!("/people/{}", find(&of("people"), "/people/", "").await),
        ),
        ("/exercises/{id}", format!("/exercises/{exercise}")),
        (
            "/objectives/{objective}",
            format!("/objectives/{objective}"),
        ),
        (
            "/lessons/{id}",
            format!("/lessons/{}", find(&of("lessons"), "/lessons/", "").await),
        ),
        (
            "/actions/{id}",
            format!("/actions/{}", find(&of("actions"), "/actions/", "").await),
        ),
        ("/playbooks/{id}", format!("/playbooks/{playbook}")),
        ("/phases/{phase}", format!("/phases/{phase}")),
        ("/annexes/{organisation}", format!("/annexes/{meerssen}")),
        // The plan's annex has none.
        ("/checks/{check}", "/checks/none".to_owned()),
        ("/organisations/{id}", format!("/organisations/{meerssen}")),
        ("/signals/{signal}", format!("/signals/{signal}")),
        // The plan has none.
        ("/extensions/{extension}", "/extensions/none".to_owned()),
        ("/reviews/{review}", "/reviews/none".to_owned()),
        // The others need the version that there is.
        (
            "/versions/{version}/revocation",
            "/versions/none/revocation".to_owned(),
        ),
        ("/milestones/{milestone}", "/milestones/none".to_owned()),
    ])
}
