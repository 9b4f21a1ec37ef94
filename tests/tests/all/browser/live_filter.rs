//! The register of plans follows its filter while one types.

use super::Desk;
use anyhow::Result;
use fantoccini::Locator;
use std::time::Duration;
use tests::browser::Scripts;

#[tokio::test]
async fn the_register_follows_what_is_typed_and_the_address_follows_too() -> Result<()> {
    let Some(desk) = Desk::start(Scripts::On, 1280, 900).await? else {
        return Ok(());
    };
    desk.sign_in("coordinator@demo.paraat").await?;
    desk.goto("/plans").await?;
    let before = desk.text(".result-count").await?;
    let client = desk.browser.client();
    // The island is alive when its element has been hydrated; keys typed earlier still count,
    // because the form keeps them, so type until the list follows: nothing has a word like this.
    let field = client.find(Locator::Css("#q")).await?;
    let follows = async {
        loop {
            field.send_keys("zq").await?;
            let changed = client
                .wait()
                .at_most(Duration::from_secs(2))
                .for_element(Locator::Css("#results .empty"));
            if changed.await.is_ok() {
                return anyhow::Ok(());
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), follows).await??;
    assert_ne!(desk.text(".result-count").await?, before);
    assert!(
        client
            .current_url()
            .await?
            .query()
            .unwrap_or_default()
            .contains("q=")
    );
    assert_eq!(desk.browser.console().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_page_without_an_island_loads_no_webassembly() -> Result<()> {
    let Some(desk) = Desk::start(Scripts::On, 1280, 900).await? else {
        return Ok(());
    };
    desk.sign_in("coordinator@demo.paraat").await?;
    for (path, expected) in [("/organisations", false), ("/plans", true)] {
        desk.goto(path).await?;
        let found = desk
            .browser
            .client()
            .find_all(Locator::Css("script"))
            .await?;
        assert_eq!(!found.is_empty(), expected, "{path}");
    }
    Ok(())
}
