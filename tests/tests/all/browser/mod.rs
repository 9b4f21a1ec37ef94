//! The program in a real browser: every page at both widths, on screen and in print, and people's
//! work by hand with scripts on and off.

mod every_page;
mod live_filter;
mod without_scripts;

use anyhow::{Context, Result};
use fantoccini::Locator;
use server::seed::PASSWORD;
use std::{sync::Arc, time::Duration};
use tests::{
    browser::{Browser, Scripts},
    site::Site,
};

/// The program on a port of its own, and a browser.
struct Desk {
    address: String,
    browser: Browser,
    /// Kept while the browser is at work: its folder goes with it.
    site: Arc<Site>,
}

impl Desk {
    /// `None`, with a message, where Chromium is not installed.
    async fn start(scripts: Scripts, width: u32, height: u32) -> Result<Option<Self>> {
        let Some(browser) = Browser::start(scripts, width, height).await? else {
            return Ok(None);
        };
        let site = Arc::new(Site::on_sqlite().await);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let router = site.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Some(Self {
            address,
            browser,
            site,
        }))
    }

    /// Another browser on the same program.
    async fn beside(&self, scripts: Scripts, width: u32, height: u32) -> Result<Option<Self>> {
        let Some(browser) = Browser::start(scripts, width, height).await? else {
            return Ok(None);
        };
        Ok(Some(Self {
            address: self.address.clone(),
            browser,
            site: self.site.clone(),
        }))
    }

    async fn goto(&self, path: &str) -> Result<()> {
        self.browser.goto(&format!("{}{path}", self.address)).await
    }

    /// Signs in by the form, as a person does, after signing out whoever was there.
    async fn sign_in(&self, email: &str) -> Result<()> {
        self.browser.client().delete_all_cookies().await?;
        self.goto("/login").await?;
        self.fill("#email", email).await?;
        self.fill("#password", PASSWORD).await?;
        self.press(".form button").await
    }

    async fn fill(&self, selector: &str, text: &str) -> Result<()> {
        let field = self
            .browser
            .client()
            .find(Locator::Css(selector))
            .await
            .with_context(|| selector.to_owned())?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    async fn click(&self, selector: &str) -> Result<()> {
        let element = self
            .browser
            .client()
            .find(Locator::Css(selector))
            .await
            .with_context(|| selector.to_owned())?;
        Ok(element.click().await?)
    }

    /// Presses a button or link that leads to another page, and waits until that page is there.
    async fn press(&self, selector: &str) -> Result<()> {
        let old = self.browser.client().find(Locator::Css("body")).await?;
        self.click(selector).await?;
        let gone = async {
            while old.tag_name().await.is_ok() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), gone)
            .await
            .with_context(|| format!("{selector} leads nowhere"))
    }

    async fn text(&self, selector: &str) -> Result<String> {
        let element = self
            .browser
            .client()
            .find(Locator::Css(selector))
            .await
            .with_context(|| selector.to_owned())?;
        Ok(element.text().await?)
    }

    /// The first address in a list whose text holds these words.
    async fn link(&self, selector: &str, words: &str) -> Result<String> {
        for link in self
            .browser
            .client()
            .find_all(Locator::Css(selector))
            .await?
        {
            if link.text().await?.contains(words) {
                return link
                    .attr("href")
                    .await?
                    .context("a link without an address");
            }
        }
        anyhow::bail!("no {selector} with {words}")
    }
}
