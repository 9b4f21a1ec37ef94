//! Every page: a clean console under the content security policy, nothing for axe-core, valid HTML,
//! no sideways scrolling. The screenshots stay in `target/screenshots` for people to look at.

use super::Desk;
use anyhow::{Context, Result};
use axum::http::Method;
use fantoccini::Locator;
use std::path::PathBuf;
use tests::{
    browser::Scripts,
    html, records,
    site::{Answer, Site},
    workspace,
};

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

async fn look_at_every_page(width: u32, height: u32) -> Result<()> {
    let Some(desk) = Desk::start(Scripts::On, width, height).await? else {
        return Ok(());
    };
    add_documents(&desk.site).await;
    let imports = add_imports(&desk.site).await;
    let coordinator = desk.site.sign_in("coordinator@demo.paraat").await;
    let routes = records::routes(&coordinator).await;
    let pages = routes
        .iter()
        .filter(|route| route.method == Method::GET && !is_file(route.path))
        .map(|route| (route.path, route.address.as_str()));
    let pages: Vec<_> = pages.collect();
    let walks = MORE.iter().map(|(account, more)| {
        let more = more.iter().map(|address| {
            let import = imports.iter().find(|(known, _)| known == address);
            (*address, import.map_or(*address, |(_, found)| found))
        });
        let all = if *account == "coordinator@demo.paraat" {
            pages.as_slice()
        } else {
            &[]
        };
        (
            *account,
            all.iter().copied().chain(more).collect::<Vec<_>>(),
        )
    });
    let folder = workspace().join(format!("target/screenshots/{width}"));
    std::fs::create_dir_all(&folder)?;
    let (mut faults, mut sources) = (Vec::new(), Vec::new());
    for (account, addresses) in walks {
        if !account.is_empty() {
            desk.sign_in(account).await?;
        }
        let who = account.split('@').next().unwrap_or_default();
        for (path, address) in addresses {
            let name = name(who, path);
            let found = look(&desk, address, folder.join(format!("{name}.png"))).await;
            match found.with_context(|| format!("{account} {address}")) {
                Ok((found, source)) => {
                    faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
                    sources.push((name, source));
                }
                Err(error) => faults.push(format!("{error:#}")),
            }
        }
    }
    desk.sign_in("coordinator@demo.paraat").await?;
    for (name, path, change) in ANSWERS {
        let route = routes.iter().find(|route| route.path == path);
        desk.goto(&route.context(path)?.address).await?;
        desk.browser.client().execute(change, vec![]).await?;
        desk.press("main form .form-actions button").await?;
        let found = inspect(&desk, folder.join(format!("{name}.png"))).await?;
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    faults.extend(html::check(&sources));
    desk.browser.close().await?;
    assert!(
        faults.is_empty(),
        "{} faults at {width} px:\n{}",
        faults.len(),
        faults.join("\n")
    );
    Ok(())
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

/// What is wrong with a page, and its source as the server sent it.
async fn look(desk: &Desk, address: &str, screenshot: PathBuf) -> Result<(Vec<String>, String)> {
    let browser = &desk.browser;
    let mut address = address.to_owned();
    let mut record: Option<String> = None;
    while let Some((list, rest)) = address.split_once("{}") {
        let list = list.trim_end_matches('/');
        desk.goto(record.as_deref().unwrap_or(list)).await?;
        let links = format!("main tbody td a[href^='{list}/'], main tbody th a[href^='{list}/']");
        // What hangs on a record is listed on its page or on one below that.
        let client = browser.client();
        let link = match client.find(Locator::Css(&links)).await {
            Ok(link) => link,
            Err(_) => {
                desk.goto(list).await?;
                let link = client.find(Locator::Css(&links)).await;
                link.context("no record in the list")?
            }
        };
        let found = link.attr("href").await?.unwrap_or_default();
        address = format!("{found}{rest}");
        record = Some(found);
    }
    browser.console().await?;
    desk.goto(&address).await?;
    let faults = inspect(desk, screenshot).await?;
    let sent = "const answer = await fetch(location.href); return await answer.text()";
    let sent = format!("const done = arguments[0]; (async () => {{ {sent} }})().then(done)");
    let source = browser.client().execute_async(&sent, vec![]).await?;
    browser.console().await?;
    Ok((faults, source.as_str().context("no source")?.to_owned()))
}

/// What is wrong with the page that the browser shows.
async fn inspect(desk: &Desk, screenshot: PathBuf) -> Result<Vec<String>> {
    let browser = &desk.browser;
    browser.screenshot(&screenshot).await?;
    let mut faults = browser.axe().await?;
    let wide = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    if browser.client().execute(wide, vec![]).await? == true {
        faults.push("scrolls sideways".to_owned());
    }
    browser.emulate_print(true).await?;
    // On paper nothing is pressed, so the size of a target says nothing there (WCAG 2.5.8).
    let in_print = browser.axe().await?.into_iter();
    let in_print = in_print.filter(|fault| !fault.starts_with("target-size:"));
    faults.extend(in_print.map(|fault| format!("in print: {fault}")));
    browser.emulate_print(false).await?;
    // Pages that answer 403 or 404 are failed requests to a browser.
    let console = browser
        .console()
        .await?
        .into_iter()
        .filter(|line| !line.contains("the server responded with a status of 4"));
    faults.extend(console);
    Ok(faults)
}

#[tokio::test]
async fn every_page_is_accessible_valid_and_quiet_on_a_desk() -> Result<()> {
    look_at_every_page(1280, 900).await
}

#[tokio::test]
async fn every_page_is_accessible_valid_and_quiet_on_a_phone() -> Result<()> {
    look_at_every_page(390, 844).await
}
