//! Every page: a clean console under the content security policy, nothing for axe-core, valid HTML,
//! no sideways scrolling. With `PARAAT_SCREENSHOTS=yes` it leaves a picture of each in
//! `target/screenshots` for people to look at.

use super::Desk;
use anyhow::{Context, Result};
use axum::http::Method;
use std::path::PathBuf;
use tests::{
    browser::Scripts,
    html,
    records::{self, Route},
    site::{Answer, Site, Visitor},
    workspace,
};

const COORDINATOR: &str = "coordinator@demo.paraat";

/// What to look at beside each page of the program as a coordinator: other views of one, and pages as
/// other accounts see them. An address with `{}` takes the first record of the list before the `{}`;
/// a second one takes the first of those on that record's page.
/// `/imports/plans` and the like stand for files that [`add_imports`] sends.
const MORE: &[(&str, &[&str])] = &[
    ("", &["/login", "/accessibility"]),
    (
        "coordinator@demo.paraat",
        &[
            "/plans?q=niets-van-dien-aard",
            "/plans/planning?year=2027",
            "/plans/planning?year=1950",
            "/imports/plans",
            "/imports/people",
            "/imports/done",
            // The airport plan, which several organisations share.
            "/plans/cfa8529c-4f31-877d-bed8-3a87d9363e58",
            "/plans/cfa8529c-4f31-877d-bed8-3a87d9363e58/readers",
            "/plans/cfa8529c-4f31-877d-bed8-3a87d9363e58/annexes/{}",
            "/plans/cfa8529c-4f31-877d-bed8-3a87d9363e58/annexes/{}/edit",
            "/plans/{}/versions/{}",
            "/plans/{}/compare",
            "/people/{}",
            "/exercises/{}",
            "/calendar?view=list",
            "/no-such-page",
        ],
    ),
    (
        "medewerker.meerssen@demo.paraat",
        &[
            "/",
            "/me",
            "/plans/{}",
            "/plans/{}/versions/{}",
            "/plans/{}/dossier",
            "/roles/{}",
            "/exercises/{}",
            "/audit",
        ],
    ),
    (
        "bestuur@demo.paraat",
        &[
            "/",
            "/readiness",
            "/exercises/{}",
            "/plans",
            "/plans/{}",
            "/plans/rules",
            "/plans/rules/{}",
            "/plans/planning",
        ],
    ),
    ("admin@demo.paraat", &["/", "/organisations/new", "/audit"]),
];

/// Answers to a form that no address leads to: the page with the form, and what is changed in it.
const ANSWERS: [(&str, &str, &str); 3] = [
    ("answer-refused", "/plans/new", ""),
    (
        "answer-conflict",
        "/plans/{id}/edit",
        "document.querySelector('[name=version]').value = '0';
         document.querySelector('[name=summary]').value = 'Typed here.'",
    ),
    (
        "answer-preview",
        "/plans/rules/{rule}/edit",
        "document.querySelector('[name=interval_months]').value = '24'",
    ),
];

/// The widths at which each page is looked at, with a height that goes with it.
const SCREENS: [(u32, u32); 2] = [(1280, 900), (390, 844)];
/// A sheet of A4 without its margins, whatever the screen.
const PAPER: (u32, u32) = (718, 1047);

/// A page to look at.
#[derive(Debug)]
struct Visit {
    /// Who looks; empty for nobody.
    account: &'static str,
    /// What the page is called in reports and on its screenshot.
    name: String,
    address: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_accessible_valid_and_quiet_on_a_desk_and_on_a_phone() -> Result<()> {
    let (width, height) = SCREENS[0];
    let Some(desk) = Desk::start(Scripts::On, width, height).await? else {
        return Ok(());
    };
    let Some(other) = desk.beside(Scripts::On, width, height).await? else {
        return Ok(());
    };
    if wants_screenshots() {
        for (width, _) in SCREENS {
            std::fs::create_dir_all(screenshots(width))?;
        }
    }
    add_documents(&desk.site).await;
    let imports = add_imports(&desk.site).await;
    let coordinator = desk.site.sign_in(COORDINATOR).await;
    let routes = records::routes(&coordinator).await;
    let (visits, sources) = visits(&desk.site, &routes, &imports).await?;
    assert!(visits.len() > 100, "{} pages", visits.len());
    // The checker looks at the pages as they are sent, while the browsers look at how they show.
    let checker = tokio::task::spawn_blocking(move || html::check(&sources));
    let (one, two): (Vec<_>, Vec<_>) = (visits.iter().enumerate()).partition(|(at, _)| at % 2 == 0);
    let walk = async |desk: &Desk, visits: Vec<(usize, &Visit)>| {
        let (mut faults, mut account) = (Vec::new(), "");
        for (_, visit) in visits {
            if visit.account != account {
                account = visit.account;
                desk.sign_in(account).await?;
                desk.browser.console().await?;
            }
            match look(desk, visit).await {
                Ok(found) => faults.extend(found),
                Err(error) => faults.push(format!("{}: {error:#}", visit.name)),
            }
        }
        anyhow::Ok(faults)
    };
    let (one, two) = tokio::join!(walk(&desk, one), walk(&other, two));
    let mut faults = [one?, two?].concat();
    faults.extend(look_at_answers(&desk, &routes).await?);
    faults.extend(checker.await?);
    desk.browser.close().await?;
    other.browser.close().await?;
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
    Ok(())
}

fn wants_screenshots() -> bool {
    std::env::var_os("PARAAT_SCREENSHOTS").is_some()
}

fn screenshots(width: u32) -> PathBuf {
    workspace().join(format!("target/screenshots/{width}"))
}

/// Every page of the program as a coordinator and what else is to be looked at; and each as the
/// server sends it, by its name.
async fn visits(
    site: &Site,
    routes: &[Route],
    imports: &[(&'static str, String)],
) -> Result<(Vec<Visit>, Vec<(String, String)>)> {
    let (mut visits, mut sources) = (Vec::new(), Vec::new());
    for &(account, more) in MORE {
        let visitor = match account {
            "" => site.anonymous(),
            account => site.sign_in(account).await,
        };
        let pages = routes
            .iter()
            .filter(|route| account == COORDINATOR && route.method == Method::GET)
            .filter(|route| !is_file(route.path))
            .map(|route| (route.path, route.address.as_str()));
        let more = more.iter().map(|address| {
            let import = imports.iter().find(|(known, _)| known == address);
            (*address, import.map_or(*address, |(_, found)| found))
        });
        let who = account.split('@').next().unwrap_or_default();
        for (path, address) in pages.chain(more) {
            let address = resolved(&visitor, address).await;
            let visit = Visit {
                account,
                name: name(who, path),
                address: address.with_context(|| format!("{account} {path}"))?,
            };
            let mut page = visitor.get(&visit.address).await;
            while page.status == 303 {
                page = visitor.get(page.header("location")).await;
            }
            sources.push((visit.name.clone(), page.body));
            visits.push(visit);
        }
    }
    Ok((visits, sources))
}

/// The address with a record for each `{}`.
async fn resolved(visitor: &Visitor, address: &str) -> Result<String> {
    let mut address = address.to_owned();
    let mut record: Option<String> = None;
    while let Some((list, rest)) = address.split_once("{}") {
        let list = list.trim_end_matches('/');
        let links = format!("main tbody td a[href^='{list}/'], main tbody th a[href^='{list}/']");
        // What hangs on a record is listed on its page or on one below that.
        let mut found = Vec::new();
        for page in record.as_deref().into_iter().chain([list]) {
            if found.is_empty() {
                found = visitor.get(page).await.attributes(&links, "href");
            }
        }
        let found = found.first().context("no record in the list")?;
        let with_record = format!("{found}{rest}");
        record = Some(found.clone());
        address = with_record;
    }
    Ok(address)
}

/// What is wrong with the pages that answer a form.
async fn look_at_answers(desk: &Desk, routes: &[Route]) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    desk.sign_in(COORDINATOR).await?;
    for (name, path, change) in ANSWERS {
        let route = routes.iter().find(|route| route.path == path);
        desk.goto(&route.context(path)?.address).await?;
        desk.browser.client().execute(change, vec![]).await?;
        desk.press("main form .form-actions button").await?;
        faults.extend(inspect(desk, name).await?);
    }
    Ok(faults)
}

/// Whether an address leads to a file instead of a page. The import of nobody is a page that is not
/// there: those that are stand in [`MORE`].
fn is_file(path: &str) -> bool {
    path.contains('.')
        || ["/documents/{id}", "/imports/{id}", "/calendar/feeds/{file}"].contains(&path)
}

/// The demonstration has no documents; the plan on top of the register gets some, and an old version
/// beside its newest one.
async fn add_documents(site: &Site) {
    const PDF: &[u8] = b"%PDF-1.4\ntrailer<</Size 1>>\nstartxref\n9\n%%EOF\n";
    let coordinator = site.sign_in("coordinator@demo.paraat").await;
    let first = |page: Answer, links: &str| page.attributes(links, "href").swap_remove(0);
    let plan = first(coordinator.get("/plans").await, "main tbody a");
    let version = [
        ("label", "2012"),
        ("adopted_on", "2012-03-02"),
        ("adopted_by", "College van B&W"),
        (
            "version_note",
            "Nieuwe namen, en een bijlage met de opvanglocaties.",
        ),
    ];
    let added = coordinator
        .post(&format!("{plan}/versions"), &version)
        .await;
    assert_eq!(added.status, 303, "{}", added.body);
    let links = format!("main a[href^='{plan}/versions/']");
    let upload = first(coordinator.get(&plan).await, &links) + "/documents";
    for name in [
        "Plan met een lange naam voor een smal scherm, versie 2026.pdf",
        "Bijlage.pdf",
    ] {
        let bytes = [PDF, name.as_bytes(), PDF].concat();
        let added = coordinator
            .post_file(&upload, &[], ("document", name, &bytes))
            .await;
        assert_eq!(added.status, 303, "{}", added.body);
    }
}

/// Files that wait for a confirmation and one that was confirmed: the addresses by which the list
/// above calls them, and those of their pages.
async fn add_imports(site: &Site) -> [(&'static str, String); 3] {
    const PLANS: &str =
        "Titel;Soort;Eigenaar;Versie;Vastgesteld op;Vastgesteld door;Omschrijving;Kleur\n";
    const PEOPLE: &str = "Naam;Functie;Organisatie;E-mail;Telefoon werk\n";
    let coordinator = site.sign_in("coordinator@demo.paraat").await;
    let send = async |register: &str, name: &str, list: String| {
        let page = format!("{register}/import");
        let file = ("file", name, list.as_bytes());
        let sent = coordinator.post_file(&page, &[], file).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        sent.header("location").to_owned()
    };
    let good = "Draaiboek stroomuitval;Draaiboek;Vaals;1;2-11-2026;College;Kort;\n\
        Bijlage opvanglocaties;Bijlage;Meerssen;2026;2 november 2026;College;;\n";
    let done = send("/plans", "plannen.csv", format!("{PLANS}{good}")).await;
    let seen = coordinator.get(&done).await;
    let seen = seen.attributes("[name=confirm]", "value").remove(0);
    let confirmed = coordinator.post(&done, &[("confirm", &seen)]).await;
    assert_eq!(confirmed.status, 303);
    let mixed = "Draaiboek stroomuitval;Draaiboek;Vaals;2;16-11-2026;College;Wie doet wat als de stroom langer dan vier uur wegblijft.;rood\n\
        Bijlage opvanglocaties;Bijlage;Meerssen;;;;;\n\
        Draaiboek extreme hitte en droogte voor de zes heuvellandgemeenten;Draaiboek;Vaals;1;2-12-2024;College;;\n\
        Plan van een onbekende;Draaiboek;Gemeente Nergenshuizen;1;30-2-2024;College;;\n\
        Kapot;verzinsel;Vaals;1;;College;;\n";
    let plans = send(
        "/plans",
        "Overzicht van alle plannen, versie voor het overleg van november.csv",
        format!("{PLANS}{mixed}"),
    )
    .await;
    let people = "Zoë Proef;Adviseur;Vaals;zoe.proef@example.nl;043-350 40 40\n\
        Bo Proef;Adviseur crisisbeheersing;Meerssen;bo.proef@example.nl;433504040\n";
    let people = send("/people", "mensen.csv", format!("{PEOPLE}{people}")).await;
    [
        ("/imports/plans", plans),
        ("/imports/people", people),
        ("/imports/done", done),
    ]
}

fn name(who: &str, address: &str) -> String {
    let words = address
        .replace("{}", "one")
        .replace(['{', '}'], "")
        .replace(['/', '?', '=', '&'], "-");
    format!("{who}{words}").trim_matches('-').replace("--", "-")
}

/// What is wrong with a page.
async fn look(desk: &Desk, visit: &Visit) -> Result<Vec<String>> {
    desk.goto(&visit.address).await?;
    inspect(desk, &visit.name).await
}

/// What is wrong with the page that the browser shows, at each width and on paper.
async fn inspect(desk: &Desk, name: &str) -> Result<Vec<String>> {
    let browser = &desk.browser;
    let mut faults = Vec::new();
    let mut add = |found: Vec<String>, at: String| {
        faults.extend(found.iter().map(|fault| format!("{name}{at}: {fault}")));
    };
    for (width, height) in SCREENS {
        browser.resize(width, height).await?;
        if wants_screenshots() {
            let file = screenshots(width).join(format!("{name}.png"));
            browser.screenshot(&file, width, height).await?;
        }
        let mut found = browser.axe(&[]).await?;
        let wide =
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        if browser.client().execute(wide, vec![]).await? == true {
            found.push("scrolls sideways".to_owned());
        }
        add(found, format!(" at {width} px"));
    }
    let (width, height) = PAPER;
    browser.resize(width, height).await?;
    browser.emulate_print(true).await?;
    // On paper nothing is pressed, so the size of a target says nothing there (WCAG 2.5.8).
    add(browser.axe(&["target-size"]).await?, " in print".to_owned());
    browser.emulate_print(false).await?;
    let (width, height) = SCREENS[0];
    browser.resize(width, height).await?;
    // Pages that answer 403 or 404 are failed requests to a browser.
    let mut console = browser.console().await?;
    console.retain(|line| !line.contains("the server responded with a status of 4"));
    add(console, String::new());
    Ok(faults)
}
