//! A browser runs scripts, or none; says what went wrong; and shows what a printer would.

use anyhow::Result;
use axum::Router;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Html;
use axum::routing::get;
use fantoccini::Locator;
use tests::browser::{Browser, Scripts};
use url::Url;

const PAGE: &str = r#"<!DOCTYPE html><html lang="nl"><title>Proef</title>
    <script src="/live.js"></script>
    <main><h1>Proef</h1><form action="/"><button>Verder</button></form><img src="data:,"></main>"#;

/// A page under a strict policy, with a script, a form, and a picture without a text.
async fn serve() -> Result<String> {
    let policy = "default-src 'none'; script-src 'self'; form-action 'self'";
    let script = "document.documentElement.dataset.live = 'yes'";
    let page = move || async move { ([(CONTENT_SECURITY_POLICY, policy)], Html(PAGE)) };
    let script = move || async move { ([("content-type", "text/javascript")], script) };
    let app = Router::new()
        .route("/", get(page))
        .route("/live.js", get(script));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

#[tokio::test]
async fn scripts_on_shows_what_the_policy_forbade_and_what_axe_finds() -> Result<()> {
    let Some(browser) = Browser::start(Scripts::On, 390, 800).await? else {
        return Ok(());
    };
    browser.goto(&serve().await?).await?;
    assert!(browser.source().await?.contains("data-live"));
    let width = browser
        .client()
        .execute("return innerWidth", vec![])
        .await?;
    assert_eq!(width, 390);

    let console = browser.console().await?;
    assert!(
        console
            .iter()
            .any(|line| line.contains("Content Security Policy")),
        "{console:?}"
    );
    assert!(
        browser
            .console()
            .await?
            .iter()
            .all(|line| !line.contains("img-src"))
    );
    let found = browser.axe(&[]).await?;
    assert!(
        found.len() == 1 && found[0].starts_with("image-alt"),
        "{found:?}"
    );

    browser.emulate_print(true).await?;
    let print = browser
        .client()
        .execute("return matchMedia('print').matches", vec![])
        .await?;
    assert_eq!(print, true);
    browser.close().await
}

#[tokio::test]
async fn scripts_off_runs_none_and_still_clicks() -> Result<()> {
    let Some(browser) = Browser::start(Scripts::Off, 1280, 900).await? else {
        return Ok(());
    };
    let address = serve().await?;
    browser.goto(&address).await?;
    assert!(!browser.source().await?.contains("data-live"));
    browser
        .client()
        .find(Locator::Css("button"))
        .await?
        .click()
        .await?;
    let sent = format!("{address}?");
    let sent = Url::parse(&sent)?;
    browser.client().wait().for_url(&sent).await?;

    let folder = tempfile::tempdir()?;
    let picture = folder.path().join("page.png");
    browser.screenshot(&picture, 1280, 900).await?;
    assert!(std::fs::metadata(picture)?.len() > 1000);
    browser.close().await
}
