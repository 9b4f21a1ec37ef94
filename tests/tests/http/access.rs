//! Who may go where: every route, as each access level and as nobody, against a written matrix.

use std::collections::BTreeMap;
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

/// The columns of the matrix: who asks. The records asked for are of Meerssen, except for
/// `elsewhere`, which is the coordinator of Vaals.
const WHO: [(&str, &str); 6] = [
    ("nobody", ""),
    ("staff", "medewerker.meerssen@demo.paraat"),
    ("coordinator", "coordinator@demo.paraat"),
    ("manager", "bestuur@demo.paraat"),
    ("admin", "admin@demo.paraat"),
    ("elsewhere", "coordinator.vaals@demo.paraat"),
];

const MATRIX: &str = include_str!("access.txt");

/// What happened, as far as the matrix cares: `login` (sent to sign in), `no` (403), `hidden`
/// (404), or `yes` (the page, a redirect after the change, or what is wrong with the form).
fn outcome(answer: &Answer) -> &'static str {
    match answer.status {
        303 if answer.header("location").starts_with("/login?") => "login",
        303 if answer.header("location") == "/login" && answer.header("set-cookie").is_empty() => {
            "login"
        }
        403 => "no",
        404 => "hidden",
        200 | 303 | 304 | 400 | 409 | 422 => "yes",
        _ => "failed",
    }
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
        ("/organisations/{id}", format!("/organisations/{meerssen}")),
        ("/signals/{signal}", format!("/signals/{signal}")),
        // The plan has none.
        ("/extensions/{extension}", "/extensions/none".to_owned()),
        ("/reviews/{review}", "/reviews/none".to_owned()),
        ("/milestones/{milestone}", "/milestones/none".to_owned()),
    ])
}

on_both!(
    every_route_answers_each_access_level_as_the_matrix_says,
    async |site: Site| {
        let coordinator = site.sign_in("coordinator@demo.paraat").await;
        let addresses = addresses(&coordinator).await;
        let mut visitors = Vec::new();
        for (_, email) in WHO {
            visitors.push(if email.is_empty() {
                site.anonymous()
            } else {
                site.sign_in(email).await
            });
        }
        // Signing out ends the sessions, so it comes last.
        let mut table = server::routes::table();
        table.sort_by_key(|(_, path)| *path == "/logout");
        let mut found = String::new();
        for (method, path) in table {
            let mut line = format!("{:4} {path:58}", method.as_str());
            let mut address = path.to_owned();
            for (pattern, record) in &addresses {
                address = address.replace(pattern, record);
            }
            for visitor in &visitors {
                let answer = match method.as_str() {
                    "GET" => visitor.get(&address).await,
                    _ => visitor.post(&address, &[]).await,
                };
                line.push_str(&format!(" {:11}", outcome(&answer)));
            }
            found.push_str(line.trim_end());
            found.push('\n');
        }
        let expected: String = MATRIX
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| format!("{line}\n"))
            .collect();
        assert!(found == expected, "the routes answer:\n{found}");
    }
);
